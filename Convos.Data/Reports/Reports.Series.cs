using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A stretch of a curve, by the days of its report; <c>To</c> is the last one.</summary>
public sealed record SeriesPoint(DateOnly From, DateOnly To, long Created, long Closings, Figure FirstReply);

// How figures moved.
public static partial class Reports
{
    private const int MostPoints = 62;

    /// <summary>By day, by week or by month, so that there are few enough to be read.</summary>
    public static async Task<IReadOnlyList<SeriesPoint>> Series(NpgsqlConnection db, Viewer viewer, ReportQuery query)
    {
        var stretches = Stretches(query).ToList();
        var ofPerson = query.Operator is not null || !viewer.Leads;
        var sums = await Sums(db, viewer, query,
            [.. stretches.Select(one => new Bucket(LocalDays.Start(one.From, query.TimeZone), LocalDays.Start(one.To.AddDays(1), query.TimeZone)))],
            ofPerson ? RollupTier.Day : RollupTier.Curve, ofPerson ? [.. Metric.Opened, FactKind.Closed, FactKind.OwnFirstReply] : Drawn, durations => durations > 0, together: true);
        return [.. stretches.Zip(sums, (stretch, sum) =>
        {
            var report = new Report(viewer, query, sum, null, NoneStraddle, NoneMoved);
            return new SeriesPoint(stretch.From, stretch.To, report.Of(Metric.Created).N, report.Of(Metric.Closings).N, report.Of(Metric.FirstReply));
        })];
    }

    /// <summary>What curves show of everybody.</summary>
    internal static readonly FactKind[] Drawn = [.. Metric.Opened, FactKind.Closed, FactKind.FirstReply];

    private static readonly Dictionary<ReportCell, (int, int)> NoneStraddle = [];

    private static readonly IReadOnlyList<MovedTicket> NoneMoved = [];

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
