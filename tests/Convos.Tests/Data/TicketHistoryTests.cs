using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>The filters of the history: each finds its own, all add up, and page by page everything is there once.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TicketHistoryTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task Each_condition_finds_its_own_and_they_add_up()
    {
        var (desk, other) = (await Desk.Open(Database), await Desk.Open(Database));
        var (admin, ana, bruno) = (await Make.Operator(Database, Role.Admin), await desk.Operator(), await desk.Operator());
        await Make.Rules(Database, desk.Inbox, settings => settings with { ClosingReasons = ["Resuelto"] });
        var waiting = await Make.Ticket(Database, desk.Channel, Noon);
        var held = await desk.Held(ana, at: Noon.AddMinutes(1));
        await desk.Replies(ana, held, "hola", Noon.AddMinutes(2));
        var closed = await desk.Held(ana, at: Noon.AddDays(1));
        await Tickets.Transfer(Database, ana, closed.Id, bruno.Id, null, null, Guid.NewGuid(), Noon.AddDays(1));
        await Tickets.Apply(Database, TicketMove.Close, bruno, closed.Id, Noon.AddDays(2), closing: new Closing("Resuelto", null));
        var elsewhere = await Make.Ticket(Database, other.Channel, Noon.AddDays(3));
        await using var db = await Database.Open();
        var tag = (await Tags.Create(db, $"Etiqueta {Make.Number()}", "", 1, Noon))!.Value;
        await Tags.Add(Database, ana, held.Id, tag, Noon);

        async Task Finds(TicketFilter filter, params Ticket[] tickets)
        {
            var mine = new[] { waiting, held, closed, elsewhere }.Select(one => one.Id).ToHashSet();
            Assert.Equal(tickets.Select(one => one.Id), (await All(admin, filter)).Where(mine.Contains));
        }

        await Finds(new(), elsewhere, closed, held, waiting);
        await Finds(new(State: TicketStatus.Closed), closed);
        await Finds(new(Inbox: desk.Inbox), closed, held, waiting);
        await Finds(new(Channel: other.Channel.Id), elsewhere);
        await Finds(new(Origin: TicketOrigin.Inbound, Inbox: other.Inbox), elsewhere);
        await Finds(new(Origin: TicketOrigin.Api));
        await Finds(new(Tag: tag), held);
        await Finds(new(Assigned: ana.Id), held);
        await Finds(new(Assigned: bruno.Id), closed);
        await Finds(new(TookPart: ana.Id), closed, held);
        await Finds(new(ClosedBy: bruno.Id), closed);
        await Finds(new(Opened: new(Noon.AddHours(1), Noon.AddDays(2)), Inbox: desk.Inbox), closed);
        await Finds(new(Closed: new(Noon.AddDays(2), Noon.AddDays(2).AddSeconds(1))), closed);
        await Finds(new(Closed: new(null, Noon.AddDays(2)), Inbox: desk.Inbox));
        await Finds(new(Active: new(Noon.AddDays(3), null), Inbox: other.Inbox), elsewhere);
        await Finds(new(Active: new(null, Noon.AddMinutes(1)), Inbox: desk.Inbox), waiting);
        await Finds(new(Unanswered: true), elsewhere, waiting);
        await Finds(new(Transferred: true), closed);
        await Finds(new(Reopened: true, Inbox: desk.Inbox));
        await Finds(new(Reason: "Resuelto"), closed);
        await Finds(new(TookPart: ana.Id, State: TicketStatus.Closed, Transferred: true, Reason: "Resuelto", ClosedBy: bruno.Id), closed);
        await Finds(new(TookPart: ana.Id, ClosedBy: ana.Id));
    }

    [Fact]
    public async Task What_a_ticket_has_been_through_and_who_took_part_stays_with_it()
    {
        var desk = await Desk.Open(Database);
        var (lead, ana, bruno, phone) = (await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox), await desk.Operator(), await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        await Messages.Note(Database, bruno, ticket.Id, "miro", Guid.NewGuid(), Noon.AddMinutes(1));
        await Tickets.Apply(Database, TicketMove.TakeOver, lead, ticket.Id, Noon.AddMinutes(2));
        await Tickets.Apply(Database, TicketMove.Close, lead, ticket.Id, Noon.AddMinutes(3));
        await desk.Arrives(Noon.AddMinutes(4), Make.Text(phone, "otra cosa", Noon.AddMinutes(4)));
        var watcher = await desk.Operator();

        foreach (var person in new[] { ana, bruno, lead })
        {
            Assert.Equal([ticket.Id], await All(watcher, new(TookPart: person.Id)));
        }

        Assert.Empty(await All(watcher, new(TookPart: watcher.Id)));
        Assert.Equal([ticket.Id], await All(watcher, new(Reopened: true)));
        Assert.Equal(["reopened"], Assert.Single(await Lines(watcher, new(Reopened: true))).Marks);
    }

    [Fact]
    public async Task A_closing_that_was_undone_leaves_no_mark()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(1));
        await Tickets.UndoClose(Database, ana, ticket.Id, Noon.AddMinutes(1).AddSeconds(3));

        Assert.Empty(await All(ana, new(Reopened: true)));
        Assert.Empty(await All(ana, new(ClosedBy: ana.Id)));
        Assert.Equal([ticket.Id], await All(ana, new(Assigned: ana.Id)));
    }

    [Fact]
    public async Task Everybody_sees_their_own_and_page_by_page_all_of_it_once()
    {
        var (desk, other) = (await Desk.Open(Database), await Desk.Open(Database));
        var ana = await desk.Operator();
        var mine = new List<long>();
        for (var one = 0; one < 7; one++)
        {
            mine.Insert(0, (await Make.Ticket(Database, desk.Channel, Noon.AddMinutes(one / 2))).Id);
            await Make.Ticket(Database, other.Channel, Noon.AddMinutes(one));
        }

        Assert.Equal(mine, await All(ana, new()));
        Assert.Equal(mine, await All(ana, new(Unanswered: true)));
        await using var db = await Database.OpenSession();
        Assert.Equal(new Counted(7, false), await Tickets.Count(db, ana, await Tickets.Narrow(db, new())));
        Assert.Empty(await All(ana, new(Inbox: other.Inbox)));
    }

    [Fact]
    public async Task The_file_has_what_the_list_has_with_its_times_and_counts()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana, at: Noon);
        await desk.Replies(ana, ticket, "hola", Noon.AddMinutes(2));
        await Messages.Note(Database, ana, ticket.Id, "ojo", Guid.NewGuid(), Noon.AddMinutes(3));
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(4), closing: new Closing(null, "Listo"));
        await Make.Ticket(Database, desk.Channel, Noon.AddHours(1));
        await using var db = await Database.OpenSession();
        var rows = new List<TicketExport>();
        await foreach (var row in Tickets.Export(db, ana, await Tickets.Narrow(db, new())))
        {
            rows.Add(row);
        }

        Assert.Equal(await All(ana, new()), rows.Select(row => row.Id));
        Assert.Equal(
            (Noon, Noon, Noon.AddMinutes(2), Noon.AddMinutes(4), ana.Name, ana.Name, "Listo", 1, 1),
            (rows[1].OpenedAt, rows[1].AssignedAt!.Value, rows[1].AnsweredAt!.Value, rows[1].ClosedAt!.Value, rows[1].ClosedBy, rows[1].Operator, rows[1].Observation, rows[1].Received, rows[1].Sent));
        Assert.Equal((null, null, null), (rows[0].AssignedAt, rows[0].AnsweredAt, rows[0].Operator));
    }

    private async Task<IReadOnlyList<long>> All(Viewer viewer, TicketFilter filter) => [.. (await Lines(viewer, filter)).Select(line => line.Id)];

    private async Task<IReadOnlyList<PastTicket>> Lines(Viewer viewer, TicketFilter filter)
    {
        await using var db = await Database.OpenSession();
        filter = await Tickets.Narrow(db, filter);
        var (lines, after) = (new List<PastTicket>(), (string?)null);
        do
        {
            var page = await Tickets.History(db, viewer, filter, after, 3);
            lines.AddRange(page.Lines);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(lines.Count, lines.Select(line => line.Id).Distinct().Count());
        return lines;
    }
}
