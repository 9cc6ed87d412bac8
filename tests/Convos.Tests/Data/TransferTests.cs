using Convos.Data;

namespace Convos.Tests;

/// <summary>A ticket that changes hands with a note: both or neither, and once.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TransferTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task The_note_stands_in_the_chat_and_the_transfer_names_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);

        var moved = await Tickets.Transfer(Database, ana, ticket.Id, bruno.Id, null, " Pide factura A ", Guid.NewGuid(), Now);

        Assert.Equal(bruno.Id, moved.Ticket!.OperatorId);
        Assert.Equal("Pide factura A", await Note(ticket));
        Assert.Equal("noted transferred", await Make.One<string>(Database,
            "select string_agg(kind, ' ' order by id) from events where ticket_id = @id and message_id = (select max(id) from messages where ticket_id = @id)", new { id = ticket.Id }));
    }

    [Fact]
    public async Task Who_hands_it_to_an_inbox_that_they_do_not_see_leaves_their_note_there()
    {
        var desk = await Desk.Open(Database);
        var elsewhere = await Make.Inbox(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);

        var moved = await Tickets.Transfer(Database, ana, ticket.Id, null, elsewhere, "Es de ustedes", Guid.NewGuid(), Now);

        Assert.Equal((elsewhere, TicketStatus.Queued), (moved.Ticket!.InboxId, moved.Ticket.Status));
        Assert.Equal("Es de ustedes", await Note(ticket));
    }

    [Fact]
    public async Task A_transfer_that_is_refused_leaves_no_note()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        var ticket = await desk.Held(ana);

        var refused = await Tickets.Transfer(Database, ana, ticket.Id, stranger.Id, null, "Pide factura A", Guid.NewGuid(), Now);

        Assert.NotNull(refused.Refusal);
        Assert.Equal(0, await Notes(ticket));
        Assert.Equal(ana.Id, (await Make.Ticket(Database, ticket.Id)).OperatorId);
    }

    [Fact]
    public async Task Posted_again_it_is_made_once_also_when_its_sender_does_not_see_it_any_more()
    {
        var desk = await Desk.Open(Database);
        var elsewhere = await Make.Inbox(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        var key = Guid.NewGuid();

        await Tickets.Transfer(Database, ana, ticket.Id, null, elsewhere, "Es de ustedes", key, Now);
        var again = await Tickets.Transfer(Database, ana, ticket.Id, null, elsewhere, "Es de ustedes", key, Now);

        Assert.Null(again.Refusal);
        Assert.Equal(1, await Notes(ticket));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where ticket_id = @id and kind = 'transferred'", new { id = ticket.Id }));
    }

    [Fact]
    public async Task A_note_that_is_too_long_is_told_and_nothing_is_transferred()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);

        var refused = await Tickets.Transfer(Database, ana, ticket.Id, bruno.Id, null, new string('a', Messages.LongestText + 1), Guid.NewGuid(), Now);

        Assert.Equal(RefusalReason.TooLong, refused.Refusal?.Reason);
        Assert.Equal(ana.Id, (await Make.Ticket(Database, ticket.Id)).OperatorId);
    }

    [Fact]
    public async Task On_offer_are_the_people_of_the_inbox_with_how_many_each_holds_those_en_linea_first()
    {
        var desk = await Desk.Open(Database);
        var (ana, away, there) = (await desk.Operator(), await desk.Operator(online: false), await desk.Operator());
        await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        await desk.Held(there);
        var ticket = await desk.Held(ana);

        await using var db = await Database.Open();
        var people = await Tickets.Receivers(db, ana, ticket.Id);

        Assert.Equal([(there.Id, true, 1), (away.Id, false, 0)], people.Select(one => (one.Id, one.Available, one.Open)));
    }

    private Task<string> Note(Ticket ticket) =>
        Make.One<string>(Database, "select body from messages where ticket_id = @id and kind = 'note' and delivery = 'internal'", new { id = ticket.Id });

    private Task<int> Notes(Ticket ticket) =>
        Make.One<int>(Database, "select count(*)::int from messages where ticket_id = @id and kind = 'note'", new { id = ticket.Id });
}
