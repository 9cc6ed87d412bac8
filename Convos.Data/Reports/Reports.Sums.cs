using Dapper;
using Npgsql;

namespace Convos.Data;

// Sums over stretches of time, each from the coarsest cells that fill it.
public static partial class Reports
{
    private sealed record SumOfCell(
        int Bucket, long InboxId, long OperatorId, FactKind Kind, long N, long Measured, long Seconds, long BusinessMeasured, long Business,
        long FirstInbox, long FirstBoth);

    /// <summary>
    /// By bucket, in their order, with days from that tier. No kinds: all of them. Histograms too where <paramref name="spreads"/> says so of how
    /// many durations there are. All that a bucket has <paramref name="together"/> is of inbox 0 and nobody.
    /// </summary>
    private static async Task<IReadOnlyList<Dictionary<ReportCell, ReportSum>>> Sums(
        NpgsqlConnection db, Viewer viewer, ReportQuery query, IReadOnlyList<Bucket> buckets, RollupTier days, FactKind[]? kinds, Func<long, bool> spreads,
        bool together = false)
    {
        var zone = await Rollups.Zone(db);
        var last = await Rollups.Last(db);
        var pieces = buckets.SelectMany((bucket, place) => Pieces(bucket, days, zone, last).Select(piece => (place, piece))).ToList();
        var parameters = Parameters(viewer, query, new
        {
            buckets = pieces.Select(one => one.place).ToArray(),
            tiers = pieces.Select(one => one.piece.Tier.Name()).ToArray(),
            froms = pieces.Select(one => one.piece.From).ToArray(),
            untils = pieces.Select(one => one.piece.Until).ToArray(),
            kinds = kinds?.Select(kind => kind.Name()).ToArray(),
            measured = (kinds ?? Measured).Intersect(Measured).Select(kind => kind.Name()).ToArray(),
        });
        var from = From(viewer, query);
        var cell = together ? "0::bigint inbox_id, 0::bigint operator_id" : "f.inbox_id, f.operator_id";
        var sums = buckets.Select(_ => new Dictionary<ReportCell, ReportSum>()).ToList();
        foreach (var row in await db.QueryAsync<SumOfCell>(
            $"""
            select p.bucket, {cell}, f.kind, sum(f.n)::bigint n, sum(f.measured)::bigint measured, sum(f.seconds)::bigint seconds,
              sum(f.business_measured)::bigint business_measured, sum(f.business)::bigint business,
              sum(f.first_inbox)::bigint first_inbox, sum(f.first_both)::bigint first_both
            {from}
            group by p.bucket, 2, 3, f.kind
            """, parameters))
        {
            sums[row.Bucket][new ReportCell(row.InboxId, row.OperatorId, row.Kind)] = new ReportSum(
                row.N, (int)row.Measured, row.Seconds, (int)row.BusinessMeasured, row.Business, (int)row.FirstInbox, (int)row.FirstBoth, new Spread());
        }

        if (spreads(sums.Sum(bucket => bucket.Values.Sum(sum => (long)sum.Measured))))
        {
            await AddSpreads(db, query, sums, cell, from, parameters);
        }

        return sums;
    }

    // A month that goes on is read whole: beyond the last quarter there is nothing. Curves have days, and no months.
    private static IEnumerable<Piece> Pieces(Bucket bucket, RollupTier days, TimeZoneInfo zone, DateTime? last)
    {
        var until = last < bucket.Until ? Cells.Next(RollupTier.Month, Cells.Start(RollupTier.Month, bucket.Until.AddTicks(-1), zone), zone) : bucket.Until;
        return Cells.Fill(bucket.From, until, zone, coarsest: days == RollupTier.Curve ? RollupTier.Day : RollupTier.Month)
            .Select(piece => piece.Tier == RollupTier.Day ? piece with { Tier = days } : piece);
    }

    private static string From(Viewer viewer, ReportQuery query) =>
        $"""
        from unnest(@buckets, @tiers, @froms, @untils) p(bucket, tier, start, until)
        cross join lateral (
          select f.*
          from rollups f
          where f.tier = p.tier and f.at >= p.start and f.at < p.until and (@kinds::text[] is null or f.kind = any(@kinds)) and {Chosen(viewer, query)}
          -- By its index: of all that is summed a report reads little.
          offset 0) f
        """;

    // Histograms are added up here: PostgreSQL has no sum of them.
    private static async Task AddSpreads(
        NpgsqlConnection db, ReportQuery query, IReadOnlyList<Dictionary<ReportCell, ReportSum>> sums, string cell, string from, DynamicParameters parameters)
    {
        var column = query.Business ? "f.business_spread" : "f.spread";
        var rows = db.QueryUnbufferedAsync<(int Bucket, long Inbox, long Operator, FactKind Kind, byte[] Spread)>(
            $"select p.bucket, {cell}, f.kind, {column} {from} where f.kind = any(@measured) and {column} is not null", parameters);
        await foreach (var row in rows)
        {
            // What was summed since the first look is in the next report.
            if (sums[row.Bucket].TryGetValue(new ReportCell(row.Inbox, row.Operator, row.Kind), out var sum))
            {
                sum.Spread.Add(row.Spread);
            }
        }
    }
}

/// <summary>Of one cell of a report; see <see cref="Sum"/>.</summary>
internal sealed record ReportSum(
    long N, int Measured, long Seconds, int BusinessMeasured, long Business, int FirstInbox, int FirstBoth, Spread Spread);
