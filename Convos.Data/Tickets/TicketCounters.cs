using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// How many open tickets each operator holds: in all, and per inbox. A count of the tickets themselves would be of the
/// snapshot before a wait for a lock, so each move carries its own plus or minus one.
/// </summary>
public static class TicketCounters
{
    /// <summary>To follow a CTE <c>moved(operator_id, inbox_id, from_operator, from_inbox)</c>. Operators are locked first, in the order of their ids; all that follows reads <c>locked</c>, since
    /// PostgreSQL promises no order among the parts of a statement. <c>people</c> tells who is available, and who disabled, as it stands behind the lock.</summary>
    internal const string Shift =
        """
        shift as (
          select from_operator operator_id, from_inbox inbox_id, -1 by from moved where from_operator is not null
          union all
          select operator_id, inbox_id, 1 from moved where operator_id is not null),
        people as (
          select o.id, o.available, o.disabled_at from operators o where o.id in (select operator_id from shift) order by o.id for no key update),
        locked as (select count(*) from people),
        held as (
          update operators o set open_count = o.open_count + total.by
          from (select operator_id, sum(by)::int by from shift group by operator_id) total, locked
          where o.id = total.operator_id),
        gave_here as (
          insert into operator_inboxes as oi (operator_id, inbox_id, open_count)
          select operator_id, inbox_id, sum(by)::int from shift, locked where by = 1 group by operator_id, inbox_id
          on conflict (operator_id, inbox_id) do update set open_count = oi.open_count + excluded.open_count),
        took_here as (
          update operator_inboxes oi set open_count = oi.open_count + total.by
          from (select operator_id, inbox_id, sum(by)::int by from shift where by = -1 group by operator_id, inbox_id) total, locked
          where oi.operator_id = total.operator_id and oi.inbox_id = total.inbox_id)
        """;

    /// <summary>
    /// To follow it, as a value: whoever acts, and gains or loses by it, is still there behind the lock. Before it, the statement saw them
    /// as they were when it began.
    /// </summary>
    internal const string StillThere = "not exists (select from people p where p.id = @me and not p.available)";

    /// <summary>The same of whoever gets the ticket: they were not disabled meanwhile.</summary>
    internal const string Receives = "not exists (select from people p join moved on moved.operator_id = p.id where p.disabled_at is not null)";

    /// <summary>Operators whose counters differ from their tickets. There must never be one.</summary>
    public static async Task<IReadOnlyList<string>> Differences(NpgsqlConnection db)
    {
        var found = await db.QueryAsync<string>(
            """
            select format('operator %s: %s counted, %s held', o.id, o.open_count, count(t.id))
            from operators o left join tickets t on t.operator_id = o.id and t.status = 'assigned'
            group by o.id
            having o.open_count <> count(t.id)
            union all
            select format('operator %s in inbox %s: %s counted, %s held', oi.operator_id, oi.inbox_id, oi.open_count, count(t.id))
            from operator_inboxes oi
            left join tickets t on t.operator_id = oi.operator_id and t.inbox_id = oi.inbox_id and t.status = 'assigned'
            group by oi.operator_id, oi.inbox_id, oi.open_count
            having oi.open_count <> count(t.id)
            """);
        return found.AsList();
    }
}
