using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// How much each person held while En línea, by quarter of an hour: what intervals tell only together. Written once a quarter is over, and the
/// last ones once more, since an absence is noticed two minutes late; from where something was told later than that all of it is written again.
/// Days and months are made of quarters.
/// </summary>
public static class Loads
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(30);

    internal sealed record Stretch(long OperatorId, DateTime Since, DateTime Until);

    /// <summary>Up to the quarter that <paramref name="now"/> is in; a day at a time. Answers whether there is more to do.</summary>
    public static Task<bool> Roll(Database database, DateTime now) => database.InTransaction(async db =>
    {
        var done = await db.QuerySingleAsync<DateTime?>("select loaded_until from installation for update");
        // What is not told of tickets yet is not known of people either.
        if (done is null && await db.QuerySingleAsync<bool>("select exists (select from reckonings)"))
        {
            return false;
        }

        // Taken before anything is read: what is told from here on is in the next turn.
        var late = await db.QuerySingleAsync<DateTime?>("with told as (delete from loads_due returning at) select min(at) from told");
        if (await First(db, done - Again, late) is not { } first)
        {
            return false;
        }

        var (from, last) = (Cells.Quarter(first), Cells.Quarter(now));
        var until = Later(from, Earlier(last, from.AddDays(1)));
        await (from < until ? Write(db, from, until) : Task.CompletedTask);
        await db.ExecuteAsync("update installation set loaded_until = @until", new { until });
        return until < last;
    });

    // Before anybody was there nobody held anything while they were. Null: nobody ever was.
    private static async Task<DateTime?> First(NpgsqlConnection db, DateTime? again, DateTime? late)
    {
        if (again is { } first && !(late < first))
        {
            return first;
        }

        var start = await db.QuerySingleAsync<DateTime?>("select min(since) from presence_intervals");
        return again is null || start is null ? start : Later(start.Value, late!.Value);
    }

    private static async Task Write(NpgsqlConnection db, DateTime from, DateTime until)
    {
        var online = await db.QueryAsync<Stretch>(
            """
            select operator_id, greatest(since, @from) since, least(coalesce(until, @until), @until) until
            from presence_intervals
            where available and since < @until and (until is null or until > @from)
            """, new { from, until });
        var held = await db.QueryAsync<Stretch>(
            """
            select operator_id, greatest(since, @from) since, least(coalesce(until, @until), @until) until
            from holdings
            where since < @until and (until is null or until > @from)
            """, new { from, until });
        var cells = Of([.. online], [.. held], from, until).ToList();
        var zone = await Rollups.Zone(db);
        await db.ExecuteAsync(
            """
            delete from load_rollups where tier = 'quarter' and at >= @from and at < @until;
            insert into load_rollups (tier, at, operator_id, online, occupied, load, peak)
            select 'quarter', * from unnest(@times, @people, @online, @occupied, @loads, @peaks)
            """, new
            {
                from,
                until,
                times = cells.Select(cell => cell.At).ToArray(),
                people = cells.Select(cell => cell.Operator).ToArray(),
                online = cells.Select(cell => cell.Online).ToArray(),
                occupied = cells.Select(cell => cell.Occupied).ToArray(),
                loads = cells.Select(cell => cell.Load).ToArray(),
                peaks = cells.Select(cell => cell.Peak).ToArray(),
            });
        await Coarsen(db, RollupTier.Day, RollupTier.Quarter, from, until, zone);
        await Coarsen(db, RollupTier.Month, RollupTier.Day, from, until, zone);
    }

    private static async Task Coarsen(NpgsqlConnection db, RollupTier tier, RollupTier finer, DateTime from, DateTime until, TimeZoneInfo zone)
    {
        for (var start = Cells.Start(tier, from, zone); start < until; start = Cells.Next(tier, start, zone))
        {
            await db.ExecuteAsync(
                """
                delete from load_rollups where tier = @tier and at = @start;
                insert into load_rollups (tier, at, operator_id, online, occupied, load, peak)
                select @tier, @start, operator_id, sum(online), sum(occupied), sum(load), max(peak)
                from load_rollups
                where tier = @finer and at >= @start and at < @end
                group by operator_id
                """, new { tier = tier.Name(), finer = finer.Name(), start, end = Cells.Next(tier, start, zone) });
        }
    }

    internal static IEnumerable<(DateTime At, long Operator, int Online, int Occupied, long Load, int Peak)> Of(
        IReadOnlyList<Stretch> online, IReadOnlyList<Stretch> held, DateTime from, DateTime until)
    {
        var (there, has) = (ByQuarter(online, from, until), ByQuarter(held, from, until));
        foreach (var cell in there.Select(group => group.Key).Union(has.Select(group => group.Key)).Order())
        {
            var (on, load, peak, occupied) = (0L, 0L, 0, 0L);
            List<Stretch> here = [.. there[cell]], holds = [.. has[cell]];
            DateTime[] turns = [.. here.Concat(holds).SelectMany(one => new[] { one.Since, one.Until }).Distinct().Order()];
            foreach (var (start, end) in turns.Zip(turns.Skip(1)))
            {
                var many = holds.Count(one => one.Since <= start && one.Until >= end);
                if (here.Any(one => one.Since <= start && one.Until >= end))
                {
                    var ticks = (end - start).Ticks;
                    peak = Math.Max(peak, many);
                    (on, load, occupied) = (on + ticks, load + (many * ticks), occupied + (many > 0 ? ticks : 0));
                }
            }

            yield return (cell.At, cell.Operator, (int)Whole(on), (int)Whole(occupied), Whole(load), peak);
        }
    }

    private static ILookup<(DateTime At, long Operator), Stretch> ByQuarter(IReadOnlyList<Stretch> stretches, DateTime from, DateTime until) =>
        stretches.SelectMany(one => Quarters(one, from, until)).Where(one => one.Piece.Since < one.Piece.Until)
            .ToLookup(one => (one.At, one.Piece.OperatorId), one => one.Piece);

    private static IEnumerable<(DateTime At, Stretch Piece)> Quarters(Stretch one, DateTime from, DateTime until)
    {
        for (var at = Cells.Quarter(one.Since); at < one.Until && at < until; at = at.AddMinutes(15))
        {
            yield return (at, one with { Since = Later(Later(one.Since, at), from), Until = Earlier(one.Until, at.AddMinutes(15)) });
        }
    }

    private static long Whole(long ticks) => (ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond;

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
