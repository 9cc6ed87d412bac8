using Convos.Data;

namespace Convos.Tests;

/// <summary>What a customer's message does to the thread: once, in the provider's order, with everything the lists show.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class IngestTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task A_message_that_comes_twice_in_one_batch_is_one()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        var message = Make.Text(phone, "hola");

        await desk.Arrives(Noon, message, message with { Body = "hola otra vez" });

        Assert.Equal(["hola"], (await desk.Chat(phone)).Select(one => one.Body));
    }

    [Fact]
    public async Task A_message_that_comes_again_in_a_later_batch_changes_nothing()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        var message = Make.Text(phone, "hola");
        await desk.Arrives(Noon, message);
        var before = await desk.Everything();

        await desk.Arrives(Noon.AddHours(30), message);

        Assert.Equal(before, await desk.Everything());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_delivered_in_two_transactions_at_once_is_one_and_neither_fails(bool known)
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        if (known)
        {
            await desk.Arrives(Noon, Make.Text(phone, "antes"));
        }

        var message = Make.Text(phone, "hola", Noon.AddMinutes(1));
        await using var first = await Database.Open();
        await using var transaction = await first.BeginTransactionAsync();
        await Ingest.Apply(first, desk.Channel, [message], Noon.AddMinutes(1));
        var second = desk.Arrives(Noon.AddMinutes(1), message);
        await desk.Waiting(1);

        await transaction.CommitAsync();
        await second;

        Assert.Single(await desk.Chat(phone), one => one.Body == "hola");
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from tickets where channel_id = @id", new { id = desk.Channel.Id }));
    }

    [Fact]
    public async Task A_late_message_slots_in_at_its_time_and_leaves_the_newest_on_the_list()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        await desk.Arrives(Noon.AddMinutes(9), Make.Text(phone, "uno", Noon), Make.Text(phone, "tres", Noon.AddMinutes(9)));
        var before = await desk.Ticket(phone);

        await desk.Arrives(Noon.AddMinutes(10), Make.Text(phone, "dos", Noon.AddMinutes(5)));

        var after = await desk.Ticket(phone);
        Assert.Equal(["uno", "dos", "tres"], (await desk.Chat(phone)).Select(one => one.Body));
        Assert.Equal(before with { Version = after.Version }, after);
        Assert.Equal(("tres", Noon, Noon.AddMinutes(9), Noon.AddMinutes(9).AddHours(24)),
            (after.LastPreview, after.AwaitingSince, after.LastActivityAt, after.WindowClosesAt));
    }

    [Fact]
    public async Task Messages_of_one_second_stand_in_the_order_in_which_they_came()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());

        await desk.Arrives(Noon, [.. Enumerable.Range(0, 20).Select(n => Make.Text(phone, $"{n}"))]);

        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"{n}"), (await desk.Chat(phone)).Select(one => one.Body));
    }

    [Fact]
    public async Task A_message_from_before_the_answer_that_comes_after_it_waits_from_its_own_time()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        await desk.Replies(ana, ticket, "¡Hola!", Noon.AddMinutes(5));

        await desk.Arrives(Noon.AddMinutes(6), Make.Text(phone, "¿y en azul?", Noon.AddMinutes(4)));

        var after = await desk.Ticket(phone);
        Assert.Equal((Noon.AddMinutes(4), "¡Hola!", Noon.AddMinutes(5)), (after.AwaitingSince, after.LastPreview, after.LastActivityAt));
    }

    [Fact]
    public async Task The_wait_begins_with_the_first_unanswered_message_and_the_window_with_the_last()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());

        await desk.Arrives(Noon, Make.Text(phone, "uno", Noon), Make.Text(phone, "dos", Noon.AddMinutes(2)));
        await desk.Arrives(Noon, Make.Text(phone, "tres", Noon.AddMinutes(4)));

        var ticket = await desk.Ticket(phone);
        Assert.Equal((Noon, Noon.AddMinutes(4).AddHours(24), Author.Contact), (ticket.AwaitingSince, ticket.WindowClosesAt, ticket.LastAuthor));
    }

    [Theory]
    [InlineData(24, 1)]
    [InlineData(25, 2)]
    public async Task A_new_conversation_starts_after_24_hours_of_silence(int hours, int conversations)
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        // Taken in long after it was written: silence is between messages, not between our readings of them.
        await desk.Arrives(Noon.AddHours(20), Make.Text(phone, "hola", Noon));

        await desk.Arrives(Noon.AddHours(hours), Make.Text(phone, "hola de nuevo", Noon.AddHours(hours)));

        Assert.Equal(conversations, await Make.One<int>(
            Database, "select count(*)::int from conversations c join threads th on th.id = c.thread_id where th.channel_id = @id", new { id = desk.Channel.Id }));
    }

    [Fact]
    public async Task Only_customers_messages_count_as_unread()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno, phone) = (await desk.Operator(), await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        await desk.Replies(ana, ticket, "¡Hola!", Noon.AddMinutes(1));
        await Messages.Note(Database, ana, ticket.Id, "interna", Guid.NewGuid(), Noon.AddMinutes(2));

        await desk.Arrives(Noon.AddMinutes(3), Make.Text(phone, "gracias", Noon.AddMinutes(3)), System(phone, Noon.AddMinutes(3)));

        await using var db = await Database.Open();
        var row = Assert.Single(await Tickets.List(db, bruno, new Listing(TicketView.All), null, 10, Make.Noon));
        Assert.Equal(2, row.Unread);
    }

    [Fact]
    public async Task A_long_message_is_one_line_of_200_in_the_list_and_no_character_is_torn()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());

        await desk.Arrives(Noon, Make.Text(phone, new string('x', 197) + "\n😀" + new string('y', 100)));

        Assert.Equal(new string('x', 197) + " …", (await desk.Ticket(phone)).LastPreview);
    }

    private static InboundMessage System(string phone, DateTime at) =>
        Make.Text(phone, "cambió de número", at) with { Kind = MessageKind.System };
}
