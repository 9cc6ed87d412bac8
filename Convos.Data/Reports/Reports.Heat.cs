using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>An hour of the week: Monday is 1, by the clock of the report's zone. <c>FirstReply</c> by the hour of the question.</summary>
public sealed record HeatCell(int Weekday, int Hour, long Created, long Messages, Figure FirstReply)
{
    /// <summary>Hours since Monday's midnight.</summary>
    public static int PlaceOf(int weekday, int hour) => (24 * (weekday - 1)) + hour;
}

// When in the week it happens. It is of everybody: what waits belongs to nobody yet.
public static partial class Reports
{
    /// <summary>What the week's map shows.</summary>
    internal static readonly FactKind[] Weekly = [.. Metric.Opened, FactKind.Received, FactKind.Asked];

    /// <summary>Of a fact or a sum <c>f</c>, by the clock of <c>@zone</c>; see <see cref="HeatCell.PlaceOf"/>.</summary>
    internal const string HourOfWeek = "(24 * (extract(isodow from f.at at time zone @zone) - 1) + extract(hour from f.at at time zone @zone))::int";

    private sealed record HeatSum(int Place, FactKind Kind, long N, long Measured, long Seconds, long BusinessMeasured, long Business);

    /// <summary>Every hour of the week in which anything happened.</summary>
    public static async Task<IReadOnlyList<HeatCell>> Heat(NpgsqlConnection db, Viewer viewer, ReportQuery query)
    {
        var zone = await Rollups.Zone(db);
        var last = await Rollups.Last(db);
        // Hours of the week stand summed by the months of one zone; another asks for every quarter.
        var pieces = query.TimeZone.Id == zone.Id
            ? Pieces(new Bucket(query.Start, query.End), RollupTier.Day, zone, last).ToList()
            : [new Piece(RollupTier.Quarter, query.Start, query.End)];
        var (whole, rest) = (pieces.Where(piece => piece.Tier == RollupTier.Month).ToList(), pieces.Where(piece => piece.Tier != RollupTier.Month).ToList());
        query = query with { Operator = null };
        var chosen = Chosen(viewer, query);
        var parameters = Parameters(viewer, query, new
        {
            zone = query.Zone,
            months = whole.SelectMany(piece => Months(piece, zone)).ToArray(),
            froms = rest.Select(piece => piece.From).ToArray(),
            untils = rest.Select(piece => piece.Until).ToArray(),
            kinds = Weekly.Select(kind => kind.Name()).ToArray(),
            asked = FactKind.Asked.Name(),
        });
        var rows = await db.QueryAsync<HeatSum>(
            $"""
            select place, kind, sum(n)::bigint n, sum(measured)::bigint measured, sum(seconds)::bigint seconds,
              sum(business_measured)::bigint business_measured, sum(business)::bigint business
            from ({Places("f.kind, f.n, f.measured, f.seconds, f.business_measured, f.business", $"f.kind = any(@kinds) and {chosen}")}) placed
            group by place, kind
            """, parameters);
        var spreads = new Dictionary<int, Spread>();
        var column = query.Business ? "f.business_spread" : "f.spread";
        await foreach (var (place, spread) in db.QueryUnbufferedAsync<(int, byte[])>(Places(column, $"f.kind = @asked and {column} is not null and {chosen}"), parameters))
        {
            (spreads.TryGetValue(place, out var known) ? known : spreads[place] = new Spread()).Add(spread);
        }

        return [.. rows.GroupBy(row => row.Place).OrderBy(cell => cell.Key).Select(cell => Cell(cell, spreads.GetValueOrDefault(cell.Key), query.Business))];
    }

    // Sums with the hour of the week that they are of.
    private static string Places(string columns, string which) =>
        $"""
        select (extract(epoch from f.at - month.start) / 3600)::int place, {columns}
        from unnest(@months) month(start)
        cross join lateral (
          select f.* from rollups f
          where f.tier = 'week' and f.at >= month.start and f.at < month.start + interval '168 hours' and {which}
          offset 0) f
        union all
        select {HourOfWeek}, {columns}
        from unnest(@froms, @untils) p(start, until)
        cross join lateral (
          select f.* from rollups f
          where f.tier = 'quarter' and f.at >= p.start and f.at < p.until and {which}
          offset 0) f
        """;

    private static IEnumerable<DateTime> Months(Piece piece, TimeZoneInfo zone)
    {
        for (var at = piece.From; at < piece.Until; at = Cells.Next(RollupTier.Month, at, zone))
        {
            yield return at;
        }
    }

    private static HeatCell Cell(IGrouping<int, HeatSum> cell, Spread? asked, bool business)
    {
        var mean = cell.Where(one => one.Kind == FactKind.Asked)
            .Select(one => business ? (one.Business, one.BusinessMeasured) : (one.Seconds, one.Measured)).FirstOrDefault();
        return new HeatCell(
            (cell.Key / 24) + 1, cell.Key % 24, cell.Where(one => Metric.Opened.Contains(one.Kind)).Sum(one => one.N),
            cell.Where(one => one.Kind == FactKind.Received).Sum(one => one.N),
            asked is null ? new Figure(0) : new Figure(asked.Count, asked.Percentile(0.5), asked.Percentile(0.9), (double)mean.Item1 / mean.Item2, Approximate: true));
    }
}
