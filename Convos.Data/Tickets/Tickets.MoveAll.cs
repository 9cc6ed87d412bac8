using Dapper;
using Npgsql;

namespace Convos.Data;

// Tickets of an inbox that is disabled go to another.
public static partial class Tickets
{
    /// <summary>
    /// Every open ticket of an inbox is the other's. Who holds one goes on holding it, and what waits has waited as long as it has; each has
    /// its event. Answers how many went.
    /// </summary>
    internal static Task<int> MoveAll(NpgsqlConnection db, long actor, long from, long to, DateTime now) =>
        db.ExecuteAsync(
            $"""
            with before as (
              select t.id, t.operator_id, t.inbox_id, t.status
              from tickets t
              where t.inbox_id = @from and t.status <> 'closed'
              order by t.id
              for no key update),
            moved as (
              update tickets t set inbox_id = @to, version = t.version + 1
              from before
              where t.id = before.id
              returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id,
                before.operator_id from_operator, before.inbox_id from_inbox, before.status from_status),
            {TicketCounters.Shift}
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
            select @now, 'moved', id, thread_id, contact_id, inbox_id, operator_id, @actor,
              jsonb_build_object('from_operator', from_operator, 'from_inbox', from_inbox, 'from_status', from_status, 'by', 'disabled')
            from moved
            order by id
            """, new { from, to, actor, now });
}
