using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What a chat tells between its messages: every stretch has its own, and together they have all, once.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class HappeningsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task A_chat_tells_what_happened_to_all_tickets_of_its_thread_and_by_whom()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno, phone) = (await desk.Operator(), await desk.Operator(), Desk.Phone());
        var first = await desk.Held(ana, phone);
        await Tickets.Transfer(Database, ana, first.Id, bruno.Id, null, "Pide factura A", Guid.NewGuid(), Noon.AddMinutes(1));
        await Tickets.Apply(Database, TicketMove.Close, bruno, first.Id, Noon.AddMinutes(2), closing: new Closing(null, "Resuelto por teléfono"));
        await desk.Arrives(Noon.AddDays(3), Make.Text(phone, "hola de nuevo", Noon.AddDays(3)));

        var told = await All(ana, first);

        Assert.Equal("opened taken transferred closed opened", string.Join(' ', told.Select(one => one.Kind)));
        Assert.Equal((ana.Name, bruno.Name), (told[2].Actor, told[2].To));
        Assert.NotNull(told[2].NoteId);
        Assert.Equal((bruno.Name, "Resuelto por teléfono"), (told[3].Actor, told[3].Observation));
        Assert.Equal((null, TicketOrigin.Inbound, Noon.AddDays(3)), (told[4].Actor, told[4].Origin, told[4].Since));
        Assert.NotEqual(first.Id, told[4].TicketId);
    }

    [Fact]
    public async Task A_ticket_begins_before_the_message_of_which_it_came_and_its_transfer_follows_the_note()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        await Tickets.Transfer(Database, ana, ticket.Id, bruno.Id, null, "Ojo", Guid.NewGuid(), Noon.AddMinutes(1));

        var chat = await Passages(ana, ticket, 50);
        var lines = chat.Messages.Select(one => (Place: SortKey.Of(one.SentAt, one.Id), What: one.Body))
            .Concat(chat.Happenings.Select(one => (one.Place, What: one.Kind))).OrderBy(one => (one.Place.Place, one.Place.Tie)).Select(one => one.What);

        Assert.Equal("opened hola taken Ojo transferred", string.Join(' ', lines));
    }

    [Fact]
    public async Task What_the_customer_reopened_is_told_so_and_what_was_undone_is_not_told()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(1));
        await Tickets.UndoClose(Database, ana, ticket.Id, Noon.AddMinutes(1).AddSeconds(3));
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(2));
        await desk.Arrives(Noon.AddMinutes(5), Make.Text(phone, "otra duda", Noon.AddMinutes(4)));

        var told = await All(ana, ticket);

        Assert.Equal("opened taken closed reopened", string.Join(' ', told.Select(one => one.Kind)));
        Assert.Equal((null, ana.Name, Noon.AddMinutes(4)), (told[^1].Actor, told[^1].To, told[^1].Since));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Page_by_page_nothing_is_missing_and_nothing_comes_twice_even_at_one_moment(int take)
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        for (var n = 0; n < 10; n++)
        {
            var at = Noon.AddMinutes(1 + (n / 3));
            await desk.Arrives(at, Make.Text(phone, $"{n}", at));
            await Tickets.Apply(Database, n % 2 == 0 ? TicketMove.Release : TicketMove.Take, ana, ticket.Id, at);
        }

        var (messages, events) = (new List<long>(), new List<long>());
        MessageCursor? before = null;
        do
        {
            var page = await Passages(ana, ticket, take, before);
            messages.InsertRange(0, page.Messages.Select(one => one.Id));
            events.InsertRange(0, page.Happenings.Select(one => one.Id));
            before = page.Older;
        }
        while (before is not null);

        Assert.Equal(11, messages.Count);
        Assert.Equal(messages.Distinct().Order(), messages);
        Assert.Equal(12, events.Count);
        Assert.Equal(events.Distinct().Order(), events);
    }

    [Fact]
    public async Task What_lies_around_a_message_and_the_pages_behind_it_tell_all_that_happened_from_there_on()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        for (var n = 0; n < 12; n++)
        {
            var at = Noon.AddMinutes(1 + (n / 2));
            await desk.Arrives(at, Make.Text(phone, $"{n}", at));
            await Tickets.Apply(Database, n % 2 == 0 ? TicketMove.Release : TicketMove.Take, ana, ticket.Id, at);
        }

        await using var db = await Database.Open();
        var middle = (await Messages.Thread(db, ana, ticket.ThreadId, null, 100)).Single(one => one.Body == "5");
        var page = await Passage.Around(db, ana, ticket.ThreadId, new MessageCursor(middle.SentAt, middle.Id), 2);
        var (messages, events) = (page.Messages.Select(one => one.Body).ToList(), page.Happenings.Select(one => one.Id).ToList());
        while (page.Newer is { } since)
        {
            page = await Passage.Behind(db, ana, ticket.ThreadId, since, 2);
            messages.AddRange(page.Messages.Select(one => one.Body));
            events.AddRange(page.Happenings.Select(one => one.Id));
        }

        var all = await All(ana, ticket);
        Assert.Equal("3 4 5 6 7 8 9 10 11", string.Join(' ', messages));
        Assert.Equal(all.Where(one => one.At >= Noon.AddMinutes(2)).Select(one => one.Id), events);
    }

    [Fact]
    public async Task More_than_fits_a_page_is_told_by_the_page_above_it()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await using var db = await Database.Open();
        await db.ExecuteAsync(
            """
            insert into events (at, kind, ticket_id, thread_id, actor_id)
            select @Noon + n * interval '1 second', 'taken', @ticket, @thread, @ana from generate_series(1, 1000) n
            """, new { Noon, ticket = ticket.Id, thread = ticket.ThreadId, ana = ana.Id });

        var events = new List<long>();
        var pages = 0;
        for (MessageCursor? before = null; pages == 0 || before is not null; pages++)
        {
            var page = await Passages(ana, ticket, 50, before);
            events.InsertRange(0, page.Happenings.Select(one => one.Id));
            before = page.Older;
        }

        Assert.Equal(3, pages);
        Assert.Equal((1002, events.Count), (events.Distinct().Count(), events.Count));
        Assert.Equal(events.Order(), events);
    }

    [Fact]
    public async Task Nothing_is_told_to_who_sees_no_ticket_of_the_thread()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        var ticket = await desk.Held(ana);

        Assert.Empty(await All(stranger, ticket));
        Assert.NotEmpty(await All(ana, ticket));
    }

    private async Task<IReadOnlyList<Happening>> All(Viewer viewer, Ticket ticket)
    {
        await using var db = await Database.Open();
        return await Happenings.Between(db, viewer, ticket.ThreadId, null, null);
    }

    private async Task<Passage> Passages(Viewer viewer, Ticket ticket, int take, MessageCursor? before = null)
    {
        await using var db = await Database.Open();
        return await Passage.Before(db, viewer, ticket.ThreadId, before, take);
    }
}
