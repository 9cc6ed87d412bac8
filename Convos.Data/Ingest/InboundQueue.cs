using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A stored webhook body that waits to be taken in.</summary>
public sealed record InboundEvent(long Id, long ChannelId, DateTime ReceivedAt, byte[] Body);

/// <summary>The stored webhooks, each channel's in the order in which they came. One processor a channel at a time, on whichever node holds its lock.</summary>
public static class InboundQueue
{
    private const long OneProcessor = 0x696e67657374;

    /// <summary>
    /// Of the channel that waits longest and that nobody is at; empty when there is none. The lock lasts as long as the caller's transaction.
    /// </summary>
    public static async Task<IReadOnlyList<InboundEvent>> Take(NpgsqlConnection db, int limit)
    {
        while (await Lock(db) is { } channel)
        {
            // Whoever was at it before may have taken all meanwhile.
            var events = await db.QueryAsync<InboundEvent>(
                $"""
                select id, channel_id, received_at, body
                from inbound_events
                where channel_id = @channel and state = 'pending'
                order by id
                limit {limit}
                """, new { channel });
            if (events.AsList() is { Count: > 0 } taken)
            {
                return taken;
            }
        }

        return [];
    }

    // The inner query stands for itself: locks are tried in its order, and no further than the first that is free.
    private static Task<long?> Lock(NpgsqlConnection db) =>
        db.QuerySingleOrDefaultAsync<long?>(
            """
            select channel_id
            from (
              select ch.id channel_id
              from channels ch
              cross join lateral (
                select e.id from inbound_events e where e.channel_id = ch.id and e.state = 'pending' order by e.id limit 1) first
              order by first.id
              offset 0) waiting
            where pg_try_advisory_xact_lock(@OneProcessor + channel_id)
            limit 1
            """, new { OneProcessor });

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
