using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Sums of facts, which reports read. A quarter of an hour is summed anew from its facts whenever one of them changed; its day and its month
/// move by the difference, in the same transaction. One at a time; cut short, it has done nothing.
/// </summary>
public static partial class Rollups
{
    /// <summary>So many changes in one transaction.</summary>
    public const int AtOnce = 20_000;

    private const long Lock = 0x726f6c6c757073;

    private sealed record Due(DateTime At, long InboxId, long OperatorId);

    private sealed record FactRow(
        FactKind Kind, DateTime At, long InboxId, long OperatorId, int N, int? Seconds, int? Business, bool FirstInInbox, bool FirstOfBoth);

    internal readonly record struct Key(RollupTier Tier, DateTime At, long Inbox, long Operator, FactKind Kind);

    /// <summary>Sums what has changed, so many changes at a time; answers how many it were, of fewer cells.</summary>
    public static Task<int> Roll(Database database, int most = AtOnce) => database.InTransaction(db => Roll(db, most));

    /// <summary>How many changes wait to be summed.</summary>
    public static Task<int> Waiting(NpgsqlConnection db) => db.QuerySingleAsync<int>("select count(*)::int from rollups_due");

    /// <summary>The newest quarter of an hour that stands summed.</summary>
    internal static Task<DateTime?> Last(NpgsqlConnection db) => db.QuerySingleAsync<DateTime?>("select max(at) from rollups where tier = 'quarter'");

    /// <summary>Forgets all sums; the clock's next turns make them anew.</summary>
    public static Task RebuildAll(Database database) => database.InTransaction(async db =>
    {
        await db.ExecuteAsync("select pg_advisory_xact_lock(@Lock)", new { Lock });
        await db.ExecuteAsync(
            """
            delete from rollups_due;
            truncate rollups;
            truncate load_rollups;
            update installation set rollup_zone = report_zone, loaded_until = null;
            insert into rollups_due (at, inbox_id, operator_id)
            select distinct date_bin('15 minutes', at, '2000-01-01T00:00Z'), inbox_id, coalesce(operator_id, 0) from facts where kind <> 'first_wait'
            """, commandTimeout: 0);
        return true;
    });

    private static async Task<int> Roll(NpgsqlConnection db, int most)
    {
        await db.ExecuteAsync("select pg_advisory_xact_lock(@Lock)", new { Lock });
        // In the order of time: the cells of one quarter are summed together.
        var picked = (await db.QueryAsync<Due>(
            $"""
            with picked as (
              select id from rollups_due order by at, id limit {most})
            delete from rollups_due d using picked where d.id = picked.id
            returning d.at, d.inbox_id, d.operator_id
            """)).AsList();
        if (picked.Count == 0)
        {
            return 0;
        }

        var due = picked.Distinct().ToList();

        var zone = await Zone(db);
        var changed = await Quarters(db, due);
        var coarser = new Dictionary<Key, Sum>();
        var starts = changed.Keys.Select(key => key.At).Distinct().ToDictionary(
            at => at, at => (Day: Cells.Start(RollupTier.Day, at, zone), Month: Cells.Start(RollupTier.Month, at, zone)));
        foreach (var (key, difference) in changed)
        {
            Of(coarser, key with { Tier = RollupTier.Day, At = starts[key.At].Day }).Add(difference);
            Of(coarser, key with { Tier = RollupTier.Month, At = starts[key.At].Month }).Add(difference);
            if (Reports.Drawn.Contains(key.Kind))
            {
                Of(coarser, key with { Tier = RollupTier.Curve, At = starts[key.At].Day, Operator = 0 }).Add(difference);
            }

            if (Reports.Weekly.Contains(key.Kind))
            {
                Of(coarser, key with { Tier = RollupTier.Week, At = Cells.HourOfWeek(key.At, starts[key.At].Month, zone), Operator = 0 }).Add(difference);
            }
        }

        await Move(db, coarser);
        return picked.Count;
    }

    internal static async Task<TimeZoneInfo> Zone(NpgsqlConnection db) =>
        TimeZoneInfo.FindSystemTimeZoneById(await db.QuerySingleAsync<string>("select rollup_zone from installation"));

    // Summed anew; answers by how much each sum changed.
    private static async Task<Dictionary<Key, Sum>> Quarters(NpgsqlConnection db, List<Due> due)
    {
        var cells = due.ToHashSet();
        var fresh = new Dictionary<Key, Sum>();
        var facts = db.QueryUnbufferedAsync<FactRow>(
            """
            select f.kind, quarter.at, f.inbox_id, coalesce(f.operator_id, 0) operator_id, f.n, f.seconds, f.business,
              f.before_inbox is null first_in_inbox, f.before_both is null first_of_both
            from unnest(@quarters) quarter(at)
            join facts f on f.at >= quarter.at and f.at < quarter.at + interval '15 minutes' and f.kind <> 'first_wait'
            """, new { quarters = due.Select(cell => cell.At).Distinct().ToArray() });
        await foreach (var fact in facts)
        {
            if (cells.Contains(new Due(fact.At, fact.InboxId, fact.OperatorId)))
            {
                Of(fresh, new Key(RollupTier.Quarter, fact.At, fact.InboxId, fact.OperatorId, fact.Kind))
                    .Add(fact.N, fact.Seconds, fact.Business, fact.FirstInInbox, fact.FirstOfBoth);
            }
        }

        var changed = new Dictionary<Key, Sum>();
        foreach (var (key, row) in await Take(db, due))
        {
            var was = new Sum();
            was.Add(row);
            Of(changed, key).Add(was, -1);
        }

        foreach (var (key, sum) in fresh)
        {
            Of(changed, key).Add(sum);
        }

        await Insert(db, fresh);
        return changed;
    }

    private static Sum Of(Dictionary<Key, Sum> sums, Key key)
    {
        if (!sums.TryGetValue(key, out var sum))
        {
            sums[key] = sum = new Sum();
        }

        return sum;
    }
}
