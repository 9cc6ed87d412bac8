using Convos.Data;

namespace Convos.Tests;

/// <summary>Ticks: only upward, whatever the order in which Meta tells them.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class StatusesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Later = Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Theory]
    [InlineData("sent delivered read", Delivery.Read)]
    [InlineData("read delivered sent", Delivery.Read)]
    [InlineData("delivered delivered sent", Delivery.Delivered)]
    [InlineData("failed sent", Delivery.Failed)]
    [InlineData("failed delivered", Delivery.Delivered)]
    [InlineData("delivered failed", Delivery.Delivered)]
    [InlineData("played read", Delivery.Played)]
    public async Task A_message_shows_the_highest_status_in_whatever_order_they_come(string order, Delivery shown)
    {
        var (desk, ana, ticket, id) = await Answered();
        var message = await desk.Sends(ana, ticket, id, Noon);
        var (_, other, otherTicket, otherId) = await Answered(desk);
        var inOneBatch = await desk.Sends(other, otherTicket, otherId, Noon);

        foreach (var state in order.Split(' '))
        {
            await desk.Arrives(Later, Status(id, state));
        }

        await desk.Arrives(Later, [.. order.Split(' ').Select(state => Status(otherId, state))]);

        Assert.Equal(shown, (await desk.Message(message.Id)).Delivery);
        Assert.Equal(shown, (await desk.Message(inOneBatch.Id)).Delivery);
    }

    [Fact]
    public async Task A_status_that_comes_again_changes_nothing()
    {
        var (desk, ana, ticket, id) = await Answered();
        await desk.Sends(ana, ticket, id, Noon);
        await desk.Arrives(Later, Status(id, "delivered"));
        var before = await desk.Everything();

        await desk.Arrives(Later, Status(id, "delivered"), Status(id, "sent"));

        Assert.Equal(before, await desk.Everything());
    }

    [Fact]
    public async Task A_status_that_overtakes_our_own_record_is_found_by_its_echo()
    {
        var (desk, ana, ticket, id) = await Answered();
        var message = await desk.Replies(ana, ticket, "hola", Noon);
        var item = (await desk.Claim(Noon))!;

        await desk.Arrives(Later, Status(id, "delivered") with { Echo = $"{message.Id}.1" });
        await Outbox.Accepted(Database, item, id, Later);

        Assert.Equal(Delivery.Delivered, (await desk.Message(message.Id)).Delivery);
        Assert.Equal(id, await Make.One<string>(Database, "select external_id from messages where id = @id", new { id = message.Id }));
    }

    [Fact]
    public async Task A_status_without_an_echo_waits_for_our_record()
    {
        var (desk, ana, ticket, id) = await Answered();
        var message = await desk.Replies(ana, ticket, "hola", Noon);
        var item = (await desk.Claim(Noon))!;
        await desk.Arrives(Later, Status(id, "read"), Status(id, "delivered"));

        await Outbox.Accepted(Database, item, id, Later);

        Assert.Equal(Delivery.Read, (await desk.Message(message.Id)).Delivery);
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from pending_updates where external_id = @id", new { id }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("999999999.1")]
    [InlineData("somebody else's")]
    public async Task A_status_of_nothing_we_know_waits_and_harms_nobody(string? echo)
    {
        var desk = await Desk.Open(Database);
        var id = $"wamid.{Guid.NewGuid()}";

        await desk.Arrives(Later, Status(id, "delivered") with { Echo = echo });

        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from pending_updates where external_id = @id", new { id }));
    }

    [Fact]
    public async Task An_echo_moves_only_a_message_of_its_own_channel()
    {
        var (desk, ana, ticket, id) = await Answered();
        var message = await desk.Replies(ana, ticket, "hola", Noon);
        await desk.Claim(Noon);
        var elsewhere = await Desk.Open(Database);

        await elsewhere.Arrives(Later, Status(id, "read") with { Echo = $"{message.Id}.1" });

        Assert.Equal("sending", await Make.One<string>(Database, "select state from message_sends where message_id = @id", new { id = message.Id }));
    }

    [Fact]
    public async Task A_failed_reply_makes_the_customer_wait_again_and_its_delivery_after_all_ends_the_wait()
    {
        var (desk, ana, ticket, id) = await Answered();
        var message = await desk.Sends(ana, ticket, id, Noon.AddMinutes(1));
        Assert.Null((await Make.Ticket(Database, ticket.Id)).AwaitingSince);

        await desk.Arrives(Later, Status(id, "failed") with { Failure = "131026 · Message undeliverable" });
        Assert.Equal((Delivery.Failed, "131026 · Message undeliverable"), Shown(await desk.Message(message.Id)));
        Assert.Equal(Noon, (await Make.Ticket(Database, ticket.Id)).AwaitingSince);

        await desk.Arrives(Later, Status(id, "delivered"));
        Assert.Equal((Delivery.Delivered, null), Shown(await desk.Message(message.Id)));
        Assert.Null((await Make.Ticket(Database, ticket.Id)).AwaitingSince);
    }

    [Fact]
    public async Task A_failed_reply_leaves_the_customer_answered_where_an_earlier_one_arrived()
    {
        var (desk, ana, ticket, id) = await Answered();
        await desk.Sends(ana, ticket, id, Noon.AddMinutes(1));
        await desk.Sends(ana, ticket, id + "b", Noon.AddMinutes(2));

        await desk.Arrives(Later, Status(id + "b", "failed"));

        Assert.Null((await Make.Ticket(Database, ticket.Id)).AwaitingSince);
    }

    [Fact]
    public async Task Two_attempts_of_one_message_with_news_at_the_same_time_end_with_the_better()
    {
        for (var round = 0; round < 20; round++)
        {
            var (desk, ana, ticket, id) = await Answered();
            var message = await desk.Sends(ana, ticket, id, Noon);
            await desk.Arrives(Later, Status(id, "failed"));
            await Messages.Retry(Database, ana, message.Id, Later);
            var second = (await desk.Claim(Later))!;

            await Task.WhenAll(desk.Arrives(Later, Status(id, "delivered")), Outbox.Accepted(Database, second, id + "b", Later));

            Assert.Equal(Delivery.Delivered, (await desk.Message(message.Id)).Delivery);
        }
    }

    [Fact]
    public async Task Statuses_and_reactions_touch_no_ticket()
    {
        var (desk, ana, ticket, id) = await Answered();
        await desk.Sends(ana, ticket, id, Noon.AddMinutes(1));
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(2));
        var before = await Make.Ticket(Database, ticket.Id);

        await desk.Arrives(Later, Status(id, "delivered"), Status(id, "read"), new InboundReaction(id, Later, Make.Sender("+1"), "❤️"));

        Assert.Equal(before, await Make.Ticket(Database, ticket.Id));
    }

    private async Task<(Desk Desk, Viewer Ana, Ticket Ticket, string ExternalId)> Answered(Desk? at = null)
    {
        var desk = at ?? await Desk.Open(Database);
        var ana = await desk.Operator();
        return (desk, ana, await desk.Held(ana), $"wamid.{Guid.NewGuid():N}");
    }

    private static InboundStatus Status(string id, string state) => new(id, Later, EnumNames.Parse<Delivery>(state), null, null);

    private static (Delivery, string?) Shown(Message message) => (message.Delivery, message.Failure);
}
