using Dapper;
using Npgsql;

namespace Convos.Data;

// The rows of sums.
public static partial class Rollups
{
    private sealed record Row(
        string Tier, DateTime At, long InboxId, long OperatorId, FactKind Kind,
        long N, int Measured, long Seconds, int BusinessMeasured, long Business, byte[]? Spread, byte[]? BusinessSpread, int FirstInbox, int FirstBoth)
    {
        public (Key, SumRow) Read() => (
            new Key(EnumNames.Parse<RollupTier>(Tier), At, InboxId, OperatorId, Kind),
            new SumRow(N, Measured, Seconds, BusinessMeasured, Business, Spread, BusinessSpread, FirstInbox, FirstBoth));
    }

    private const string Columns =
        "r.tier, r.at, r.inbox_id, r.operator_id, r.kind, r.n, r.measured, r.seconds, r.business_measured, r.business, r.spread, r.business_spread, r.first_inbox, r.first_both";

    private static async Task<IEnumerable<(Key Key, SumRow Row)>> Take(NpgsqlConnection db, List<Due> due)
    {
        var rows = await db.QueryAsync<Row>(
            $"""
            delete from rollups r using unnest(@times, @inboxes, @people) due(at, inbox_id, operator_id)
            where r.tier = 'quarter' and r.at = due.at and r.inbox_id = due.inbox_id and r.operator_id = due.operator_id
            returning {Columns}
            """, new
            {
                times = due.Select(cell => cell.At).ToArray(),
                inboxes = due.Select(cell => cell.InboxId).ToArray(),
                people = due.Select(cell => cell.OperatorId).ToArray(),
            });
        return rows.Select(row => row.Read());
    }

    // Coarser sums move by what changed in them; one that comes to nothing goes.
    private static async Task Move(NpgsqlConnection db, Dictionary<Key, Sum> differences)
    {
        var keys = differences.Keys.ToList();
        var rows = await db.QueryAsync<Row>(
            $"""
            delete from rollups r using unnest(@tiers, @times, @inboxes, @people, @kinds) due(tier, at, inbox_id, operator_id, kind)
            where r.tier = due.tier and r.at = due.at and r.inbox_id = due.inbox_id and r.operator_id = due.operator_id and r.kind = due.kind
            returning {Columns}
            """, Keys(keys));
        foreach (var (key, row) in rows.Select(row => row.Read()))
        {
            differences[key].Add(row);
        }

        await Insert(db, differences);
    }

    private static async Task Insert(NpgsqlConnection db, Dictionary<Key, Sum> sums)
    {
        var rows = sums.Where(one => one.Value.N > 0).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var parameters = Keys([.. rows.Select(row => row.Key)]);
        parameters.AddDynamicParams(new
        {
            counts = rows.Select(row => row.Value.N).ToArray(),
            measured = rows.Select(row => row.Value.Measured).ToArray(),
            seconds = rows.Select(row => row.Value.Seconds).ToArray(),
            businessMeasured = rows.Select(row => row.Value.BusinessMeasured).ToArray(),
            business = rows.Select(row => row.Value.Business).ToArray(),
            spreads = rows.Select(row => row.Value.Spread.ToBytes()).ToArray(),
            businessSpreads = rows.Select(row => row.Value.BusinessSpread.ToBytes()).ToArray(),
            firstInbox = rows.Select(row => row.Value.FirstInInbox).ToArray(),
            firstBoth = rows.Select(row => row.Value.FirstOfBoth).ToArray(),
        });
        await db.ExecuteAsync(
            """
            insert into rollups (tier, at, inbox_id, operator_id, kind, n, measured, seconds, business_measured, business, spread, business_spread,
              first_inbox, first_both)
            select * from unnest(@tiers, @times, @inboxes, @people, @kinds, @counts, @measured, @seconds, @businessMeasured, @business, @spreads,
              @businessSpreads, @firstInbox, @firstBoth)
            """, parameters);
    }

    private static DynamicParameters Keys(List<Key> keys) => new(new
    {
        tiers = keys.Select(key => key.Tier.Name()).ToArray(),
        times = keys.Select(key => key.At).ToArray(),
        inboxes = keys.Select(key => key.Inbox).ToArray(),
        people = keys.Select(key => key.Operator).ToArray(),
        kinds = keys.Select(key => key.Kind.Name()).ToArray(),
    });
}
