using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A stretch of a curve, by the days of its report; <c>To</c> is the last one.</summary>
public sealed record SeriesPoint(DateOnly From, DateOnly To, long Created, long Closings, Figure FirstReply);

/// <summary>The same of one figure.</summary>
public sealed record CurvePoint(DateOnly From, DateOnly To, Figure Figure);

// How figures moved.
public static partial class Reports
{
    private const int MostPoints = 62;

    /// <summary>By day, by week or by month, so that there are few enough to be read.</summary>
    public static async Task<IReadOnlyList<SeriesPoint>> Series(NpgsqlConnection db, Viewer viewer, ReportQuery query)
    {
        var stretches = Stretches(query).ToList();
        var ofPerson = query.PersonFor(viewer) is not null;
        var sums = await Sums(db, viewer, query, Buckets(stretches, query),
            ofPerson ? RollupTier.Day : RollupTier.Curve, ofPerson ? [.. Metric.Opened, FactKind.Closed, FactKind.OwnFirstReply] : Drawn, durations => durations > 0, together: true);
        return [.. stretches.Zip(sums, (stretch, sum) =>
        {
            var report = new Report(viewer, query, sum, null, NoneStraddle, NoneMoved);
            return new SeriesPoint(stretch.From, stretch.To, report.Of(Metric.Created).N, report.Of(Metric.Closings).N, report.Of(Metric.FirstReply));
        })];
    }

    /// <summary>Any one figure by the same stretches. <paramref name="overdue"/> counts in the stretch of <paramref name="now"/>; see <see cref="Report.Overdue"/>.</summary>
    public static async Task<IReadOnlyList<CurvePoint>> Curve(
        NpgsqlConnection db, Viewer viewer, ReportQuery query, Metric metric, IReadOnlyList<Overdue> overdue, DateTime now)
    {
        var stretches = Stretches(query).ToList();
        var buckets = Buckets(stretches, query);
        var ofPerson = query.PersonFor(viewer) is not null;
        FactKind[] kinds = [.. metric.KindsFor(ofPerson).Concat(metric.Of ?? []).Distinct()];
        var sums = await Sums(db, viewer, query, buckets,
            ofPerson || kinds.Except(Drawn).Any() ? RollupTier.Day : RollupTier.Curve, kinds, durations => metric.Unit == MetricUnit.Duration && durations > 0, together: true);
        var straddling = metric.CountsTickets ? await Straddling(db, viewer, query, buckets, kinds) : null;
        return [.. stretches.Select((stretch, place) => new CurvePoint(stretch.From, stretch.To,
            new Report(viewer, query, sums[place], null, straddling?[place] ?? NoneStraddle, NoneMoved)
            {
                Overdue = buckets[place].From <= now && now < buckets[place].Until ? overdue : [],
            }.Of(metric)))];
    }

    /// <summary>What curves show of everybody.</summary>
    internal static readonly FactKind[] Drawn = [.. Metric.Opened, FactKind.Closed, FactKind.FirstReply];

    private static readonly Dictionary<ReportCell, (int, int)> NoneStraddle = [];

    private static readonly IReadOnlyList<MovedTicket> NoneMoved = [];

    // By bucket: those whose earlier one lies before it, less what it counts in several inboxes and is yet one ticket.
    private static async Task<IReadOnlyList<Dictionary<ReportCell, (int Inbox, int Both)>>> Straddling(
        NpgsqlConnection db, Viewer viewer, ReportQuery query, IReadOnlyList<Bucket> buckets, FactKind[] kinds)
    {
        var rows = await db.QueryAsync<(int Bucket, FactKind Kind, int OfInbox, int OfBoth)>(
            $"""
            select bucket, kind, sum(of_inbox)::int, sum(of_both)::int
            from (
              select b.bucket, f.kind, count(*) filter (where f.before_inbox < b.start) of_inbox, count(*) filter (where f.before_both < b.start) of_both
              from unnest(@buckets, @froms, @untils) b(bucket, start, until)
              cross join lateral (
                select f.*
                from facts f
                where tstzrange(least(f.before_inbox, f.before_both), f.at, '(]') @> b.start
                  and (f.before_inbox is not null or f.before_both is not null)
                  and f.at < b.until and f.kind = any(@kinds) and {Chosen(viewer, query)}
                offset 0) f
              group by 1, 2
              union all
              select b.bucket, f.kind, count(distinct f.ticket_id) - count(distinct (f.ticket_id, f.inbox_id)), count(distinct f.ticket_id) - count(distinct (f.ticket_id, f.inbox_id))
              from unnest(@buckets, @froms, @untils) b(bucket, start, until)
              join facts f on f.moved and f.kind = any(@kinds) and f.at >= b.start and f.at < b.until and {Chosen(viewer, query)}
              group by 1, 2) counted
            group by 1, 2
            """, Parameters(viewer, query, new
            {
                buckets = Enumerable.Range(0, buckets.Count).ToArray(),
                froms = buckets.Select(bucket => bucket.From).ToArray(),
                untils = buckets.Select(bucket => bucket.Until).ToArray(),
                kinds = kinds.Select(kind => kind.Name()).ToArray(),
            }));
        var straddling = buckets.Select(_ => new Dictionary<ReportCell, (int, int)>()).ToList();
        foreach (var row in rows)
        {
            straddling[row.Bucket][new ReportCell(0, 0, row.Kind)] = (row.OfInbox, row.OfBoth);
        }

        return straddling;
    }

    private static List<Bucket> Buckets(IEnumerable<(DateOnly From, DateOnly To)> stretches, ReportQuery query) =>
        [.. stretches.Select(one => new Bucket(LocalDays.Start(one.From, query.TimeZone), LocalDays.Start(one.To.AddDays(1), query.TimeZone)))];

    private static IEnumerable<(DateOnly From, DateOnly To)> Stretches(ReportQuery query)
    {
        for (var day = query.From; day <= query.To;)
        {
            var next = query.Days <= MostPoints ? day.AddDays(1)
                : query.Days <= 7 * MostPoints ? day.AddDays(7 - (((int)day.DayOfWeek + 6) % 7))
                : new DateOnly(day.Year, day.Month, 1).AddMonths(1);
            var last = next > query.To ? query.To : next.AddDays(-1);
            yield return (day, last);
            day = last.AddDays(1);
        }
    }
}
