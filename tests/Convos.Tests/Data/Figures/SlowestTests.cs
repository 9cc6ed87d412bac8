using Convos.Data;

namespace Convos.Tests;

/// <summary>The tickets behind a duration, the slowest first: each once, to the very end, with what the figure has of it.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class SlowestTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task Page_by_page_the_slowest_come_first_and_each_once()
    {
        var (desk, other) = (await FigureDesk.Open(Database), await FigureDesk.Open(Database));
        var ana = await desk.Desk.Operator();
        var bruno = await other.Desk.Operator();
        var tickets = new List<(Ticket Ticket, int Minutes)>();
        foreach (var minutes in new[] { 5, 50, 20, 5, 31, 5, 20 })
        {
            tickets.Add((await Answered(desk, ana, minutes), minutes));
        }

        await Answered(other, bruno, 55);
        var expected = tickets.OrderByDescending(one => one.Minutes).ThenByDescending(one => one.Ticket.Id).ToList();

        foreach (var filter in new[] { new TicketFilter(), new TicketFilter("tapires"), new TicketFilter(TookPart: ana.Id), new TicketFilter(Inbox: desk.Desk.Inbox, State: TicketStatus.Assigned) })
        {
            var lines = await All(ana, filter with { Behind = Behind(ana, Metric.FirstReply), Slowest = true });

            Assert.Equal(expected.Select(one => one.Ticket.Id), lines.Select(line => line.Id));
            Assert.Equal(expected.Select(one => (1L, 60L * one.Minutes, 60L * one.Minutes)), lines.Select(line => (line.OfFigure!.Times, line.OfFigure.Seconds, line.OfFigure.Longest)));
        }

        Assert.Empty(await All(ana, new TicketFilter(TookPart: bruno.Id) { Behind = Behind(ana, Metric.FirstReply), Slowest = true }));
        // What is no duration has no order of its own.
        Assert.Equal(
            (await All(ana, new TicketFilter { Behind = Behind(ana, Metric.Attended) })).Select(line => line.Id),
            (await All(ana, new TicketFilter { Behind = Behind(ana, Metric.Attended), Slowest = true })).Select(line => line.Id));
    }

    [Fact]
    public async Task A_ticket_that_counts_often_stands_where_its_slowest_time_says()
    {
        var desk = await FigureDesk.Open(Database);
        var ana = await desk.Desk.Operator();
        var (steady, phone) = (await Answered(desk, ana, 10), Desk.Phone());
        var often = await desk.Writes(phone, "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, often, "Mon 10:00");
        foreach (var (asked, told) in new[] { ("Mon 10:00", "Mon 10:07"), ("Mon 10:10", "Mon 10:18"), ("Mon 10:20", "Mon 10:22") })
        {
            await desk.Writes(phone, asked);
            await desk.Replies(ana, often, told);
        }

        var lines = await All(ana, new TicketFilter { Behind = Behind(ana, Metric.Turn), Slowest = true });

        Assert.Equal([steady.Id, often.Id], lines.Select(line => line.Id));
        Assert.Equal(new FigureOfTicket(often.Id, 3, 17 * 60, 8 * 60), lines[1].OfFigure);
    }

    [Fact]
    public async Task Words_that_thousands_say_leave_it_in_its_order()
    {
        var desk = await FigureDesk.Open(Database);
        var ana = await desk.Desk.Operator();
        var (quick, slow) = (await Answered(desk, ana, 3), await Answered(desk, ana, 40));
        await Answered(desk, ana, 30, "otra cosa");
        while (await TicketTexts.Read(Database))
        {
        }

        // So many tickets, as far as the planner knows, that the word is in more than are named.
        await Make.One<int>(Database, "update pg_class set reltuples = 1e9, relpages = 1 where relname = 'ticket_texts' returning 1");

        var lines = await All(ana, new TicketFilter("tapires") { Behind = Behind(ana, Metric.FirstReply), Slowest = true }, read: false);

        Assert.Equal([slow.Id, quick.Id], lines.Select(line => line.Id));
    }

    private static TicketsBehind Behind(Viewer reader, Metric metric) =>
        new(reader, metric, new ReportQuery(FigureDesk.Monday, FigureDesk.Monday.AddDays(6), FigureDesk.Zone, Operator: reader.Id));

    private static async Task<Ticket> Answered(FigureDesk desk, Viewer by, int minutes, string said = "quiero tapires")
    {
        var (phone, at) = (Desk.Phone(), FigureDesk.At("Mon 10:00"));
        await desk.Desk.Arrives(at, Make.Text(phone, said, at));
        var ticket = await desk.Desk.Ticket(phone);
        await desk.Does(TicketMove.Take, by, ticket, "Mon 10:00");
        await desk.Replies(by, ticket, $"Mon 10:{minutes:00}");
        return ticket;
    }

    private async Task<IReadOnlyList<PastTicket>> All(Viewer viewer, TicketFilter filter, bool read = true)
    {
        while (read && await TicketTexts.Read(Database))
        {
        }

        await using var db = await Database.OpenSession();
        filter = await Tickets.Narrow(db, filter);
        var (lines, after) = (new List<PastTicket>(), (string?)null);
        do
        {
            var page = await Tickets.History(db, viewer, filter, after, 2);
            lines.AddRange(page.Lines);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(lines.Count, (await Tickets.Count(db, viewer, filter)).Count);
        return lines;
    }
}
