using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>«Escribiendo…» on the customer's phone: only where ticks would turn blue, too, for that call turns them.</summary>
public sealed class ShowTypingTests : OutboundTest
{
    [Fact]
    public async Task The_holder_writes_and_the_call_goes_with_the_last_message_that_they_read()
    {
        var phone = Desk.Phone();
        var ticket = await Read("wamid.uno", phone);
        await Desk.Arrives(Make.Noon, Make.Text(phone, "¿y?", Make.Noon.AddMinutes(1), "wamid.dos"));

        Assert.True(await Writes(Ana, ticket));
        await Run();

        var call = Assert.Single(Calls);
        Assert.Equal((200, Desk.Channel.AccountId, "read", "wamid.uno", "text"), (call.Status, call.PhoneNumberId, call.Type, call.Read, call.Typing));
        Assert.Equal((null, null, null), (call.To, call.Text, call.Echo));
    }

    [Fact]
    public async Task It_shows_on_the_phone_until_the_answer_comes_and_25_seconds_at_most()
    {
        var number = Desk.Phone();
        var phone = Server.Graph.Phone(Desk.Channel.AccountId, number);
        var ticket = await Read(phone.Write("hola"));
        await Until.True(() => phone.Chat[0].State == BubbleState.Arrived, "The phone's message");

        await Writes(Ana, ticket);
        await Run();

        Assert.True(phone.SeesTyping);
        Assert.Equal(BubbleState.Read, phone.Chat[0].State);
        Assert.False(Server.Graph.Phones.IsTyped(Desk.Channel.AccountId, FakePhone.Key(number), Server.Graph.Now.AddSeconds(25)));
        await WhatsApp.Send(new OutboundMessage(1, 1, Desk.Channel.AccountId, "token", number, MessageKind.Text, "Sí", null, null, "", null), default);
        Assert.False(phone.SeesTyping);
    }

    [Fact]
    public async Task Within_20_seconds_it_is_told_once_however_much_is_written()
    {
        var ticket = await Read("wamid.uno");

        foreach (var pause in new[] { 0, 3, 3, 3, 3, 7 })
        {
            Clock.Advance(TimeSpan.FromSeconds(pause));
            await Writes(Ana, ticket);
            await Run();
        }

        Assert.Single(Calls);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Writes(Ana, ticket));
        await Run();
        Assert.Equal(2, Calls.Count);
    }

    [Fact]
    public async Task Nobody_but_the_holder_tells_and_nobody_who_did_not_read()
    {
        var (held, unread) = (await Read("wamid.uno"), await Desk.Held(Ana));
        var queued = await Make.Ticket(Database, Desk.Channel);
        var (bruno, admin) = (await Desk.Operator(), await Make.Operator(Database, Role.Admin));
        await Opens(bruno, held);

        Assert.False(await Writes(bruno, held));
        Assert.False(await Writes(admin, held));
        Assert.False(await Writes(Ana, unread));
        Assert.False(await Writes(Ana, queued));
    }

    [Theory]
    [InlineData("update inboxes set read_receipts = false where id = @inbox")]
    [InlineData("update channels set enabled = false where id = @channel")]
    [InlineData("update operators set available = false where id = @Ana")]
    [InlineData("update tickets set window_closes_at = @now where id = @ticket")]
    [InlineData("update ticket_reads set forced_unread = true where ticket_id = @ticket")]
    public async Task It_is_not_told_where(string change)
    {
        var ticket = await Read("wamid.uno");
        await using var db = await Database.Open();
        await db.ExecuteAsync(change, new { inbox = Desk.Inbox, channel = Desk.Channel.Id, ana = Ana.Id, ticket = ticket.Id, now = Clock.Now() });

        Assert.False(await Writes(Ana, ticket));
        await Run();

        Assert.Empty(Calls);
    }

    [Fact]
    public async Task What_was_not_told_in_time_is_not_told_any_more()
    {
        await Writes(Ana, await Read("wamid.uno"));
        Clock.Advance(TimeSpan.FromSeconds(10));

        await Run();

        Assert.Empty(Calls);
    }

    [Fact]
    public async Task What_does_not_get_through_is_not_tried_again_and_a_rejected_token_shows_at_the_channel()
    {
        Server.Graph.FailTyping(new GraphFault(GraphErrors.Answer(190, 401)));
        await Writes(Ana, await Read("wamid.uno"));

        await Run();
        await Run();

        Assert.Equal(401, Assert.Single(Calls).Status);
        Assert.NotNull(await Make.One<string?>(Database, "select trouble from channels where id = @Id", new { Desk.Channel.Id }));
    }

    [Fact]
    public async Task Of_many_workers_one_tells()
    {
        await Writes(Ana, await Read("wamid.uno"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Run()));

        Assert.Single(Calls);
    }

    private async Task<Ticket> Read(string externalId, string? phone = null)
    {
        phone ??= Desk.Phone();
        await Desk.Arrives(Make.Noon, Make.Text(phone, "hola", id: externalId));
        var ticket = (await Tickets.Apply(Database, TicketMove.Take, Ana, (await Desk.Ticket(phone)).Id, Make.Noon)).Ticket!;
        await Opens(Ana, ticket);
        return ticket;
    }

    private async Task Opens(Viewer viewer, Ticket ticket)
    {
        await using var db = await Database.Open();
        await Messages.MarkRead(db, viewer, ticket.Id, Clock.Now());
    }

    private async Task<bool> Writes(Viewer viewer, Ticket ticket)
    {
        await using var db = await Database.Open();
        return await TypingSigns.Wish(db, viewer, ticket.Id, Clock.Now());
    }

    private Task Run() => new ShowTyping(
        Database, [WhatsApp], new ClearSecrets(), Clock, NullLogger<ShowTyping>.Instance).Run(default);
}
