using Convos.Data;
using Npgsql;

namespace Convos.Tests;

/// <summary>The file of the history: what a line of it says by the facts, and that it has every ticket once however many there are.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TicketExportTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task A_line_has_the_times_of_its_ticket_on_both_clocks_as_the_figures_count_them()
    {
        var desk = await FigureDesk.Open(Database);
        var (ana, bruno, phone) = (await desk.Desk.Operator(), await desk.Desk.Operator(), Desk.Phone());
        var ticket = await desk.Writes(phone, "Fri 17:50");
        await desk.Does(TicketMove.Take, ana, ticket, "Fri 17:55");
        await desk.Replies(ana, ticket, "Mon+1 09:10");
        await desk.Does(TicketMove.Transfer, ana, ticket, "Mon+1 09:20", toOperator: bruno.Id);
        await desk.Does(TicketMove.Close, bruno, ticket, "Mon+1 09:50");
        await desk.Writes(phone, "Mon+1 10:00");
        await desk.Does(TicketMove.Transfer, bruno, ticket, "Mon+1 10:10", toOperator: ana.Id);
        await desk.Replies(ana, ticket, "Mon+1 10:20");
        var before = Assert.Single(await Rows(ana, new()));
        await desk.Does(TicketMove.Close, ana, ticket, "Mon+1 10:30");
        var waiting = await desk.Writes(Desk.Phone(), "Mon+1 11:00");

        var rows = await Rows(ana, new());
        var row = rows[1];

        Assert.Equal((5, 5), Minutes(row.Wait, row.WaitOpen));
        // The first of its two cycles.
        Assert.Equal(((63 * 60) + 20, 20), Minutes(row.Reply, row.ReplyOpen));
        // Open for both, and not between them.
        Assert.Equal(((64 * 60) + 30, 60 + 30), Minutes(row.Resolution, row.ResolutionOpen));
        // Ana's two times, and Bruno's two.
        Assert.Equal(((63 * 60) + 25 + 20 + 40, 25 + 20 + 40), Minutes(row.Handling, row.HandlingOpen));
        Assert.Equal((2L, 1L), (row.Closings, row.Reopenings));
        Assert.Equal((null, null, 1L, 1L), (before.Resolution, before.ResolutionOpen, before.Closings, before.Reopenings));
        Assert.Equal(waiting.Id, rows[0].Id);
        Assert.Equal((null, null, null, null, 0L, 0L), (rows[0].Wait, rows[0].Reply, rows[0].Resolution, rows[0].Handling, rows[0].Closings, rows[0].Reopenings));
    }

    [Fact]
    public async Task What_lay_out_of_hours_has_no_time_on_the_clock_of_its_inbox()
    {
        var desk = await FigureDesk.Open(Database);
        var ana = await desk.Desk.Operator();
        var ticket = await desk.Writes(Desk.Phone(), "Sat 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Sat 10:01");
        await desk.Replies(ana, ticket, "Sat 10:05");

        var row = Assert.Single(await Rows(ana, new()));

        Assert.Equal((60, null, 300, null), (row.Wait, row.WaitOpen, row.Reply, row.ReplyOpen));
    }

    private static (int?, int?) Minutes(long? calendar, long? business) => ((int?)(calendar / 60), (int?)(business / 60));

    private async Task<IReadOnlyList<TicketExport>> Rows(Viewer viewer, TicketFilter filter)
    {
        await using var db = await Database.OpenSession();
        return await Rows(db, viewer, await Tickets.Narrow(db, filter));
    }

    private static async Task<IReadOnlyList<TicketExport>> Rows(NpgsqlConnection db, Viewer viewer, TicketFilter narrowed)
    {
        var rows = new List<TicketExport>();
        await foreach (var row in Tickets.Export(db, viewer, narrowed))
        {
            rows.Add(row);
        }

        return rows;
    }
}
