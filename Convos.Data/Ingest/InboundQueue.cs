using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A stored webhook body that waits to be taken in.</summary>
public sealed record InboundEvent(long Id, long ChannelId, DateTime ReceivedAt, byte[] Body);

/// <summary>The stored webhooks, in the order in which they came. One processor at a time, on whichever node holds the lock.</summary>
public static class InboundQueue
{
    private const long OneProcessor = 0x696e67657374;

    /// <summary>Empty when nothing waits or another node is at it. The lock lasts as long as the caller's transaction.</summary>
    public static async Task<IReadOnlyList<InboundEvent>> Take(NpgsqlConnection db, int limit)
    {
        if (!await db.QuerySingleAsync<bool>("select pg_try_advisory_xact_lock(@OneProcessor)", new { OneProcessor }))
        {
            return [];
        }

        var events = await db.QueryAsync<InboundEvent>(
            "select id, channel_id, received_at, body from inbound_events where state = 'pending' order by id limit @limit", new { limit });
        return events.AsList();
    }

    public static Task Done(NpgsqlConnection db, long[] ids, DateTime now) =>
        db.ExecuteAsync("update inbound_events set state = 'done', settled_at = @now where id = any(@ids)", new { ids, now });

    /// <summary>An event that fails alone is set aside with its error, for a person to look at.</summary>
    public static Task<int> Park(NpgsqlConnection db, long id, string error, DateTime now) =>
        db.ExecuteAsync(
            """
            update inbound_events set state = 'parked', settled_at = @now, error = left(@error, 4000)
            where id = @id and state = 'pending'
            """, new { id, error = error.Replace("\0", ""), now });

    /// <summary>«Número desconocido»: the event names a number that no channel of ours with the same secret has.</summary>
    public static Task Stranger(NpgsqlConnection db, long id, string accountId, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into inbound_strangers (inbound_event_id, account_id, seen_at) values (@id, left(@accountId, 200), @now)
            on conflict do nothing
            """, new { id, accountId, now });

    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync(
            """
            delete from inbound_events e
            where e.state in ('done', 'discarded') and e.settled_at < @before
              and not exists (select from inbound_strangers s where s.inbound_event_id = e.id)
            """, new { before });
}
