using Convos.Data;
using Dapper;
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

    [Theory]
    [InlineData("", 5_500)]
    [InlineData("multitudinario", 2_001)]
    [InlineData("multitudinario", 2_001, true)]
    public async Task Stretch_by_stretch_it_has_each_ticket_once_in_the_order_of_the_list(string typed, int count, bool common = false)
    {
        var desk = await Desk.Open(Database);
        var (ana, first) = (await desk.Operator(), await Make.Ticket(Database, desk.Channel));
        await using var db = await Database.OpenSession();
        await db.ExecuteAsync(
            """
            alter table tickets disable trigger user;
            insert into tickets (thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, status, opened_at, closed_at, last_activity_at)
            select t.thread_id, t.contact_id, t.channel_id, t.inbox_id, t.conversation_id, 'inbound', 'closed', t.opened_at + (n / 2) * interval '1 second', t.opened_at + interval '1 day', t.opened_at
            from tickets t, generate_series(1, 5500) n
            where t.id = @Id;
            alter table tickets enable trigger user;
            insert into ticket_texts (ticket_id, words)
            select id, said_words('multitudinario')
            from (select id, row_number() over (order by hashint8(id), id) place from tickets where inbox_id = @Inbox and status = 'closed') closed
            where place <= 2001
            """, new { first.Id, desk.Inbox });
        if (common)
        {
            // So many tickets, as far as the planner knows, that the word is in more than are named: then the list is walked down.
            await db.ExecuteAsync("update pg_class set reltuples = 1e9, relpages = 1 where relname = 'ticket_texts'");
        }

        var rows = await Rows(db, ana, await Tickets.Narrow(db, new(typed, State: TicketStatus.Closed, Inbox: desk.Inbox)));

        Assert.Equal(count, rows.Count);
        Assert.Equal(rows.Select(row => (row.OpenedAt, row.Id)).OrderDescending(), rows.Select(row => (row.OpenedAt, row.Id)));
        Assert.Equal(count, rows.Select(row => row.Id).Distinct().Count());
        await db.ExecuteAsync("analyze ticket_texts");
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
