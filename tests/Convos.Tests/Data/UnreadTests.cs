using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>«No leída»: of one person, until they open it or see what is new in it.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class UnreadTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task Marked_unread_it_counts_for_who_marked_it_and_for_nobody_else()
    {
        var (desk, ana, bruno, ticket) = await Read();
        await using var db = await Database.Open();

        Assert.True(await Messages.MarkUnread(db, ana, ticket.Id, Noon));

        Assert.Equal((1, 0), (await Count(ana, ticket), await Count(bruno, ticket)));
        var unread = new Listing(TicketView.All, Inbox: desk.Inbox, Unread: true);
        Assert.Equal(ticket.Id, Assert.Single(await Tickets.List(db, ana, unread, null, 10, Noon)).Ticket.Id);
        Assert.Empty(await Tickets.List(db, bruno, unread, null, 10, Noon));
    }

    [Fact]
    public async Task What_comes_later_counts_as_it_would_have()
    {
        var (desk, ana, _, ticket) = await Read();
        await using var db = await Database.Open();
        await Messages.MarkUnread(db, ana, ticket.Id, Noon);

        await desk.Arrives(Noon, Make.Text(ticket.ContactPhone!, "¿y?", Noon.AddMinutes(1)), Make.Text(ticket.ContactPhone!, "¿hola?", Noon.AddMinutes(2)));

        Assert.Equal(2, await Count(ana, ticket));
    }

    [Fact]
    public async Task Opened_again_it_is_read()
    {
        var (_, ana, _, ticket) = await Read();
        await using var db = await Database.Open();
        await Messages.MarkUnread(db, ana, ticket.Id, Noon);

        await Messages.MarkRead(db, ana, ticket.Id, Noon);

        Assert.Equal(0, await Count(ana, ticket));
    }

    [Fact]
    public async Task It_wakes_the_pages_of_who_marked_it_once_and_tells_the_customer_nothing()
    {
        var (_, ana, _, ticket) = await Read();
        await using var db = await Database.Open();
        await Messages.MarkRead(db, ana, ticket.Id, Noon, ownTray: true);
        var (told, before) = (await Receipt(ticket), await Events(ticket));

        await Messages.MarkUnread(db, ana, ticket.Id, Noon);
        await Messages.MarkUnread(db, ana, ticket.Id, Noon);

        var news = (await Events(ticket)).Skip(before.Count).ToList();
        Assert.Equal([("read", (long?)ana.Id, false)], news);
        Assert.Equal(told, await Receipt(ticket));
    }

    [Fact]
    public async Task One_that_its_holder_opened_before_it_was_ever_read_can_be_marked_too()
    {
        var desk = await Desk.Open(Database);
        var (ana, ticket) = (await desk.Operator(), await Make.Ticket(Database, desk.Channel));
        await using var db = await Database.Open();

        Assert.True(await Messages.MarkUnread(db, ana, ticket.Id, Noon));

        Assert.Equal(1, await Count(ana, ticket));
        Assert.Equal((1, false), await Messages.Unread(db, ana, ticket.Id) is { } unread ? (unread.Count, unread.Began) : default);
    }

    [Fact]
    public async Task Who_does_not_see_it_can_neither_mark_it_nor_learn_of_it()
    {
        var (_, _, _, ticket) = await Read();
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        await using var db = await Database.Open();

        Assert.False(await Messages.MarkUnread(db, stranger, ticket.Id, Noon));
        Assert.Null(await Messages.Unread(db, stranger, ticket.Id));
        Assert.Equal(0, await Make.One<long>(Database, "select count(*) from ticket_reads where operator_id = @Id", new { stranger.Id }));
    }

    [Fact]
    public async Task The_first_unread_is_the_earliest_that_came_after_what_was_read()
    {
        var (desk, ana, _, ticket) = await Read();
        await desk.Replies(ana, ticket, "¿Algo más?", Noon.AddMinutes(1));
        // Stored first, said last.
        await desk.Arrives(Noon, Make.Text(ticket.ContactPhone!, "tercera", Noon.AddMinutes(9), "wamid.3"));
        await desk.Arrives(Noon, Make.Text(ticket.ContactPhone!, "segunda", Noon.AddMinutes(8), "wamid.2"));
        await using var db = await Database.Open();

        var unread = await Messages.Unread(db, ana, ticket.Id);

        var first = await Make.One<long>(Database, "select id from messages where external_id = 'wamid.2' and channel_id = @Id", new { desk.Channel.Id });
        Assert.Equal(new Unread(first, Noon.AddMinutes(8), 2, true), unread);
    }

    [Fact]
    public async Task Of_what_is_read_there_is_no_first_unread()
    {
        var (_, ana, _, ticket) = await Read();
        await using var db = await Database.Open();
        await Messages.MarkUnread(db, ana, ticket.Id, Noon);

        Assert.Null(await Messages.Unread(db, ana, ticket.Id));
    }

    // Held by Ana, who has read it, and read by Bruno.
    private async Task<(Desk, Viewer Ana, Viewer Bruno, Ticket)> Read()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        await using var db = await Database.Open();
        await Messages.MarkRead(db, ana, ticket.Id, Noon);
        await Messages.MarkRead(db, bruno, ticket.Id, Noon);
        return (desk, ana, bruno, ticket);
    }

    private async Task<int> Count(Viewer viewer, Ticket ticket)
    {
        await using var db = await Database.Open();
        return (await Tickets.Unread(db, [(ticket.Id, viewer.Id)])).Values.Single();
    }

    private Task<string> Receipt(Ticket ticket) =>
        Make.One<string>(Database, "select r::text from read_receipts r where thread_id = @ThreadId", new { ticket.ThreadId });

    private async Task<IReadOnlyList<(string, long?, bool)>> Events(Ticket ticket)
    {
        await using var db = await Database.Open();
        return (await db.QueryAsync<(string, long?, bool)>("select kind, operator_id, kept from events where ticket_id = @Id order by id", new { ticket.Id })).AsList();
    }
}
