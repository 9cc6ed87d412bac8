using Convos.Data;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class MessagesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task A_reply_is_stored_queued_and_ends_the_customers_wait()
    {
        var (ana, ticket) = await Held();

        var result = await Messages.Reply(Database, ana, ticket.Id, "¡Hola! ¿En qué ayudo?", Guid.NewGuid(), Now);

        Assert.Equal((Delivery.Queued, "¡Hola! ¿En qué ayudo?", Author.Operator), (result.Message!.Delivery, result.Message.Body, result.Message.Author));
        var after = await Make.Ticket(Database, ticket.Id);
        Assert.Equal((null, "¡Hola! ¿En qué ayudo?", Now), (after.AwaitingSince, after.LastPreview, after.LastActivityAt));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*) from message_sends where message_id = @id and state = 'queued'", new { id = result.Message.Id }));
    }

    [Fact]
    public async Task The_same_press_posted_ten_times_at_once_is_one_message()
    {
        var (ana, ticket) = await Held();
        var key = Guid.NewGuid();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Messages.Reply(Database, ana, ticket.Id, "una vez", key, Now)));

        Assert.Single(results.Select(result => result.Message!.Id).Distinct());
        Assert.Equal(1, await Make.One<int>(Database, "select count(*) from messages where client_key = @key", new { key }));
    }

    [Fact]
    public async Task A_reply_is_refused_to_whoever_is_no_disponible_and_nothing_is_stored()
    {
        var (ana, ticket) = await Held();
        await Presences.Choose(Database, ana.Id, available: false, Now);

        var result = await Messages.Reply(Database, ana, ticket.Id, "hola", Guid.NewGuid(), Now);

        Assert.Equal(RefusalReason.NotOnDuty, result.Refusal?.Reason);
        Assert.Equal(0, await Make.One<int>(Database, "select count(*) from messages where ticket_id = @id and author = 'operator'", new { id = ticket.Id }));
    }

    [Fact]
    public async Task A_reply_on_somebody_elses_ticket_is_refused_with_their_name()
    {
        var (ana, ticket) = await Held();
        var bruno = await Make.Operator(Database, inboxes: ticket.InboxId);

        var result = await Messages.Reply(Database, bruno, ticket.Id, "hola", Guid.NewGuid(), Now);

        Assert.Equal((RefusalReason.HeldByOther, ana.Name), (result.Refusal!.Reason, result.Refusal.Name));
    }

    [Fact]
    public async Task A_reply_after_24_hours_of_the_customers_silence_is_refused()
    {
        var (ana, ticket) = await Held();

        var result = await Messages.Reply(Database, ana, ticket.Id, "hola", Guid.NewGuid(), Make.Noon.AddHours(24).AddSeconds(1));

        Assert.Equal(RefusalReason.WindowClosed, result.Refusal?.Reason);
    }

    [Theory]
    [InlineData("  \n ", RefusalReason.Empty)]
    [InlineData(null, RefusalReason.TooLong)]
    public async Task An_empty_or_endless_reply_is_refused(string? body, RefusalReason why)
    {
        var (ana, ticket) = await Held();

        var result = await Messages.Reply(Database, ana, ticket.Id, body ?? new string('x', 4097), Guid.NewGuid(), Now);

        Assert.Equal(why, result.Refusal?.Reason);
    }

    [Fact]
    public async Task A_note_needs_no_duty_is_never_sent_and_answers_nothing()
    {
        var (_, ticket) = await Held();
        var bruno = await Make.Operator(Database, online: false, inboxes: ticket.InboxId);

        var result = await Messages.Note(Database, bruno, ticket.Id, "pide factura A", Guid.NewGuid(), Now);

        Assert.Equal((MessageKind.Note, Delivery.Internal), (result.Message!.Kind, result.Message.Delivery));
        Assert.Equal(ticket.AwaitingSince, (await Make.Ticket(Database, ticket.Id)).AwaitingSince);
        Assert.Equal(0, await Make.One<int>(Database, "select count(*) from message_sends where message_id = @id", new { id = result.Message.Id }));
    }

    [Fact]
    public async Task A_thread_pages_back_without_gap_or_repetition_also_within_one_second()
    {
        var (ana, ticket) = await Held("+549110001");
        var channel = await ChannelOf(ticket);
        await Make.Arrives(Database, channel, Now,
            [.. Enumerable.Range(0, 57).Select(n => Make.Text("+549110001", $"m{n}", Make.Noon.AddSeconds(n / 10)))]);

        await using var db = await Database.Open();
        var all = new List<Message>();
        MessageCursor? before = null;
        do
        {
            var page = await Messages.Thread(db, ana, ticket.ThreadId, before, 10);
            all.InsertRange(0, page);
            before = page is [var first, ..] ? new MessageCursor(first.SentAt, first.Id) : null;
        }
        while (before is not null);

        Assert.Equal(58, all.Count);
        Assert.Equal(all.OrderBy(message => message.SentAt).ThenBy(message => message.Id), all);
    }

    [Fact]
    public async Task Reading_counts_for_whoever_read_and_for_nobody_else()
    {
        var (ana, ticket) = await Held();
        var bruno = await Make.Operator(Database, inboxes: ticket.InboxId);
        await using var db = await Database.Open();

        await Messages.MarkRead(db, ana, ticket.Id, Now);

        Assert.Equal(0, (await Tickets.List(db, ana, new Listing(TicketView.All), null, 50, Make.Noon)).Single(row => row.Ticket.Id == ticket.Id).Unread);
        Assert.Equal(1, (await Tickets.List(db, bruno, new Listing(TicketView.All), null, 50, Make.Noon)).Single(row => row.Ticket.Id == ticket.Id).Unread);
    }

    private async Task<(Viewer Ana, Ticket Ticket)> Held(string? phone = null)
    {
        var inbox = await Make.Inbox(Database);
        var channel = await Make.Channel(Database, inbox);
        var ana = await Make.Operator(Database, inboxes: inbox);
        var ticket = await Make.Ticket(Database, channel, phone: phone);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Make.Noon.AddMinutes(1));
        return (ana, await Make.Ticket(Database, ticket.Id));
    }

    private async Task<Channel> ChannelOf(Ticket ticket)
    {
        await using var db = await Database.Open();
        return await Channels.ById(db, ticket.ChannelId);
    }
}
