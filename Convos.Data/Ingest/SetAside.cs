using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>An event that failed alone; <c>Error</c> is its first line.</summary>
public sealed record ParkedEvent(long Id, string ChannelName, DateTime ReceivedAt, DateTime ParkedAt, string Error, int Bytes);

/// <summary>An event as it came, with all of its error.</summary>
public sealed record StoredEvent(
    long Id, string ChannelName, DateTime ReceivedAt, string State, DateTime? SettledAt, DateTime? AgainAt, string? Error, int Bytes, byte[] Body);

/// <summary>What became of the events that were sent through again at one moment.</summary>
public sealed record AgainResult(int TakenIn, int Waiting, int Parked, int StillUnknown);

/// <summary>Webhooks that wait for a person: those that failed alone.</summary>
public static class SetAside
{
    /// <summary>The last ones; <see cref="Warnings.Parked"/> tells how many there are in all.</summary>
    public static async Task<IReadOnlyList<ParkedEvent>> Parked(NpgsqlConnection db, int limit) =>
        (await db.QueryAsync<ParkedEvent>(
            $"""
            select e.id, c.name channel_name, e.received_at, e.settled_at parked_at, left(split_part(coalesce(e.error, ''), E'\n', 1), 300) error,
              length(e.body) bytes
            from inbound_events e join channels c on c.id = e.channel_id
            where e.state = 'parked'
            order by e.id desc
            limit {limit}
            """)).AsList();

    internal const string CountSql = "select count(*)::int from inbound_events where state = 'parked'";

    /// <summary>One that is or was set aside, whatever became of it; at most <paramref name="bytes"/> of its body.</summary>
    public static Task<StoredEvent?> Find(NpgsqlConnection db, long id, int bytes) =>
        db.QuerySingleOrDefaultAsync<StoredEvent>(
            """
            select e.id, c.name channel_name, e.received_at, e.state, e.settled_at, e.again_at, e.error, length(e.body) bytes,
              substring(e.body from 1 for @bytes) body
            from inbound_events e join channels c on c.id = e.channel_id
            where e.id = @id
              and (e.state in ('parked', 'discarded') or e.again_at is not null
                or exists (select from inbound_strangers s where s.inbound_event_id = e.id))
            """, new { id, bytes });

    /// <summary>Back into the queue, in their old places; null takes all. Answers how many: another may have been quicker.</summary>
    public static Task<int> Again(Database database, long actor, long[]? ids, DateTime now) =>
        database.InTransaction(async db => await Audited(db, actor, AuditAction.Reprocessed, now, await db.QueryAsync<Line>(
            """
            with again as (
              update inbound_events set state = 'pending', settled_at = null, error = null, again_at = @now
              where state = 'parked' and (@ids::bigint[] is null or id = any(@ids))
              returning id, channel_id)
            select again.id, c.name channel, pg_notify('convos_inbound', '')::text woken
            from again join channels c on c.id = again.channel_id
            """, new { ids, now })));

    /// <summary>Worth nothing: forgotten with the processed ones. Null takes all.</summary>
    public static Task<int> Discard(Database database, long actor, long[]? ids, DateTime now) =>
        database.InTransaction(async db => await Audited(db, actor, AuditAction.Discarded, now, await db.QueryAsync<Line>(
            """
            update inbound_events e set state = 'discarded', settled_at = @now
            from channels c
            where c.id = e.channel_id and e.state = 'parked' and (@ids::bigint[] is null or e.id = any(@ids))
            returning e.id, c.name channel, ''::text woken
            """, new { ids, now })));

    public static Task<AgainResult> Result(NpgsqlConnection db, DateTime at) =>
        db.QuerySingleAsync<AgainResult>(
            """
            select (count(*) filter (where state = 'done' and not stranger))::int taken_in,
              (count(*) filter (where state = 'pending'))::int waiting,
              (count(*) filter (where state = 'parked'))::int parked,
              (count(*) filter (where state = 'done' and stranger))::int still_unknown
            from (
              select e.state, exists (select from inbound_strangers s where s.inbound_event_id = e.id) stranger
              from inbound_events e
              where e.again_at = @at) again
            """, new { at });

    // One line of the audit for each: what was thrown away must be found by its number.
    private static async Task<int> Audited(NpgsqlConnection db, long actor, AuditAction action, DateTime now, IEnumerable<Line> lines)
    {
        foreach (var line in lines)
        {
            await Audit.Note(db, actor, action, AuditSubject.Webhook, line.Id, $"{line.Channel} · {line.Id}", now);
        }

        return lines.Count();
    }

    private sealed record Line(long Id, string Channel, string Woken);
}
