using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>How the queues stand is written down once an hour, of the moment at which it was looked at.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class QueueSnapshotsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly ReportQuery Monday = new(FigureDesk.Monday, FigureDesk.Monday, FigureDesk.Zone);

    [Fact]
    public async Task A_photograph_tells_what_was_open_unassigned_and_pending_and_since_when()
    {
        var desk = await FigureDesk.Open(test.Database);
        var ana = await desk.Desk.Operator();
        await desk.Writes(Desk.Phone(), "Mon 10:05");
        var (held, answered, closed) = (await desk.Writes(Desk.Phone(), "Mon 10:10"), await desk.Writes(Desk.Phone(), "Mon 10:00"), await desk.Writes(Desk.Phone(), "Mon 10:00"));
        foreach (var ticket in new[] { held, answered, closed })
        {
            await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:11");
        }

        await desk.Replies(ana, answered, "Mon 10:12");
        await desk.Does(TicketMove.Close, ana, closed, "Mon 10:13");

        await QueueSnapshots.Take(test.Database, FigureDesk.At("Mon 11:00").AddSeconds(5));

        Assert.Equal([(FigureDesk.At("Mon 11:00").AddSeconds(5), 3, 1, 2, (long?)(55 * 60) + 5)], await Queue(desk));
    }

    // The server was down at the full hour.
    [Fact]
    public async Task A_late_one_is_of_its_own_moment_and_the_only_one_of_its_hour()
    {
        var desk = await FigureDesk.Open(test.Database);
        await desk.Writes(Desk.Phone(), "Mon 10:05");
        await QueueSnapshots.Take(test.Database, FigureDesk.At("Mon 10:40"));
        await desk.Writes(Desk.Phone(), "Mon 10:45");

        await QueueSnapshots.Take(test.Database, FigureDesk.At("Mon 10:50"));
        await QueueSnapshots.Take(test.Database, FigureDesk.At("Mon 11:00"));

        Assert.Equal([(FigureDesk.At("Mon 10:40"), 1, 1, 1, 35 * 60L), (FigureDesk.At("Mon 11:00"), 2, 2, 2, 55 * 60L)], await Queue(desk));
    }

    // Of a zone whose days begin at half past.
    [Fact]
    public async Task A_late_one_is_of_the_day_in_which_it_was_taken()
    {
        var desk = await FigureDesk.Open(test.Database);
        var midnight = (Monday with { Zone = "Asia/Kolkata" }).Start;
        await QueueSnapshots.Take(test.Database, midnight.AddMinutes(10));
        await QueueSnapshots.Take(test.Database, midnight.AddDays(1).AddMinutes(-1));

        Assert.Equal([midnight.AddMinutes(10), midnight.AddDays(1).AddMinutes(-1)], (await Queue(desk, "Asia/Kolkata")).Select(point => point.At));
    }

    [Fact]
    public async Task Who_writes_from_a_clock_that_is_ahead_has_not_waited_for_less_than_nothing()
    {
        var desk = await FigureDesk.Open(test.Database);
        var ticket = await desk.Writes(Desk.Phone(), "Mon 10:05");
        await Make.One<long>(test.Database, "update tickets set awaiting_since = @at where id = @Id returning id", new { ticket.Id, at = FigureDesk.At("Mon 10:08") });

        await QueueSnapshots.Take(test.Database, FigureDesk.At("Mon 10:06"));

        Assert.Equal([(FigureDesk.At("Mon 10:06"), 1, 1, 1, 0L)], await Queue(desk));
    }

    [Fact]
    public async Task An_inbox_that_is_closed_and_empty_has_none()
    {
        var (desk, full) = (await FigureDesk.Open(test.Database), await FigureDesk.Open(test.Database));
        await full.Writes(Desk.Phone(), "Mon 10:05");
        await Make.One<int>(test.Database, "with closed as (update inboxes set enabled = false where id = any(@ids) returning 1) select count(*)::int from closed", new { ids = new[] { desk.Desk.Inbox, full.Desk.Inbox } });

        await QueueSnapshots.Take(test.Database, FigureDesk.At("Mon 11:00"));

        Assert.Empty(await Queue(desk));
        Assert.Single(await Queue(full));
    }

    private async Task<IEnumerable<(DateTime At, int Open, int Unassigned, int Pending, long? Longest)>> Queue(FigureDesk desk, string zone = FigureDesk.Zone)
    {
        var admin = await Make.Operator(test.Database, Role.Admin, online: false);
        await using var db = await test.Database.Open();
        return (await Reports.Queue(db, admin, Monday with { Zone = zone, Inbox = desk.Desk.Inbox }))
            .Select(point => (point.At, point.Open, point.Unassigned, point.Pending, point.Longest)).ToList();
    }
}
