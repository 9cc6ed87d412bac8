using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>How the queues stood, hour by hour. What ended later hides how it was; so it is looked at while it is.</summary>
public static class QueueSnapshots
{
    /// <summary>Of the hour that <paramref name="now"/> is in, unless there is one; told of the moment that it is, however late in the hour.</summary>
    public static async Task Take(Database database, DateTime now)
    {
        await using var db = await database.Open();
        await db.ExecuteAsync(
            """
            insert into queue_snapshots (at, taken_at, inbox_id, open, unassigned, pending, oldest)
            select date_trunc('hour', @now::timestamptz, 'UTC'), @now, i.id, count(t.id), count(t.id) filter (where t.status = 'queued'),
              count(t.awaiting_since), min(t.awaiting_since)
            from inboxes i left join tickets t on t.inbox_id = i.id and t.status <> 'closed'
            group by i.id, i.enabled
            having i.enabled or count(t.id) > 0
            on conflict do nothing
            """, new { now });
    }
}
