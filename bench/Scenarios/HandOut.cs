using System.Globalization;
using Convos.Data;
using Dapper;

namespace Convos.Bench;

/// <summary>
/// Assignment under load, with two processes at work on it: what must never be, counted, and how soon a ticket has its operator.
/// </summary>
internal static class HandOut
{
    private const int People = 20;
    private const int Inboxes = 3;

    public static async Task Run(Stage stage, Report report)
    {
        await using var second = await stage.StartApp();
        using var meta = new Meta(() => stage.App.Address);
        var (inboxes, people) = await Desk(stage);
        var customers = new int[Inboxes];
        var rush = new Rush(stage.Database, inboxes, people, (place, again) =>
        {
            var number = ((again ? customers[place] / 2 : ++customers[place]) * Inboxes) + place;
            return meta.Post([Meta.Letter(new Customer($"+54911{60000000 + number}", $"Cliente {number}", Staff.Account(place), Staff.ChannelName(place)), "Hola")]);
        });
        await rush.Prepare();
        await rush.Turmoil(TimeSpan.FromSeconds(60));
        // What was finished at the end is news that everybody still takes in.
        await stage.Quiet();
        await Task.Delay(TimeSpan.FromSeconds(3));
        var observer = stage.Observe();
        var found = await rush.Calm(TimeSpan.FromSeconds(stage.Options.Seconds));
        report.Add(new Result("hand-out", "from a ticket's birth to its operator, all there", "50 arrivals/s, 20 people, 2 processes")
        {
            P50 = found.HandOut.At(50),
            P95 = found.HandOut.At(95),
            P99 = found.HandOut.At(99),
            Figure = string.Create(CultureInfo.InvariantCulture,
                $"{found.Arrived:N0} arrived ({found.PerSecond:0.0} a second), {found.Given:N0} given, {found.Taken:N0} taken, {found.Moved:N0} moved on; violations: {(found.Violations.Count == 0 ? "0" : string.Join(", ", found.Violations.Select(one => $"{one.Value} {one.Key}")))}"),
            MustHold = true,
        }.With(await observer.Done()).Aims(
            Goal.Least("arrivals a second", 45, found.PerSecond),
            Goal.Most("no violation", 0, found.Violations.Values.Sum()),
            Goal.Most("shares differ by ≤ 1", 1, found.LargestShareGap),
            Goal.Most("p99 ≤ 2 s", 2000, found.HandOut.At(99))));
        report.Add(new Result("hand-out", "from somebody's coming or finishing to the ticket that waited", "40 times")
        {
            P50 = found.Room.At(50),
            P95 = found.Room.At(95),
            P99 = found.Room.At(99),
            MustHold = true,
        }.Aims(Goal.Most("p99 ≤ 2 s", 2000, found.Room.At(99))));
    }

    // The first channels feed the first inboxes, from which everybody else is kept away.
    private static async Task<(long[] Inboxes, IReadOnlyList<Viewer> People)> Desk(Stage stage)
    {
        await using var db = await stage.Database.Open();
        var inboxes = (await db.QueryAsync<long>(
            "select inbox_id from channels where name = any(@names) order by array_position(@names, name)",
            new { names = Enumerable.Range(0, Inboxes).Select(Staff.ChannelName).ToArray() })).ToArray();
        var ids = (await db.QueryAsync<long>(
            "select id from operators where role = 'operator' and disabled_at is null order by id limit @People", new { People })).ToArray();
        await db.ExecuteAsync(
            """
            update tickets set status = 'closed', operator_id = null, closed_at = opened_at where inbox_id = any(@inboxes) and status <> 'closed';
            delete from inbox_people where inbox_id = any(@inboxes);
            insert into inbox_people (inbox_id, operator_id) select i, o from unnest(@inboxes) i, unnest(@ids) o;
            update operators o set open_count = (select count(*) from tickets t where t.operator_id = o.id and t.status = 'assigned');
            update operator_inboxes oi set open_count = (select count(*) from tickets t where t.operator_id = oi.operator_id and t.inbox_id = oi.inbox_id and t.status = 'assigned');
            """, new { inboxes, ids });
        var people = await Operators.Viewers(db, ids);
        return (inboxes, [.. ids.Select(id => people[id])]);
    }
}
