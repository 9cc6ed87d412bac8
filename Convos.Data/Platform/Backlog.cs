using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>How much waits, and for how long: in the way in, in the way out, and for people. A queue without anything in it lags by nothing.</summary>
public sealed record Backlog(
    long Inbound, DateTime? OldestInbound, long Parked, long Outbox, DateTime? OldestOutbox, long Queued, long Assigned, DateTime At)
{
    public TimeSpan InboundLag => Since(OldestInbound);

    public TimeSpan OutboxLag => Since(OldestOutbox);

    /// <summary>Each figure comes from a partial index of what is unfinished, whatever the history.</summary>
    public static Task<Backlog> Read(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleAsync<Backlog>(
            """
            select
              (select count(*) from inbound_events where state = 'pending') inbound,
              (select received_at from inbound_events where state = 'pending' order by id limit 1) oldest_inbound,
              (select count(*) from inbound_events where state = 'parked') parked,
              (select count(*) from message_sends where state = 'queued') outbox,
              (select min(next_try_at) from message_sends where state = 'queued' and next_try_at <= @now) oldest_outbox,
              (select count(*) from tickets where status = 'queued') queued,
              (select count(*) from tickets where status = 'assigned') assigned,
              @now::timestamptz at
            """, new { now });

    private TimeSpan Since(DateTime? oldest) => oldest is { } then && then < At ? At - then : TimeSpan.Zero;
}
