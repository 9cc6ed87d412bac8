using Dapper;
using Npgsql;

namespace Convos.Data;

// The one move that nobody presses: a ticket is given, rotates, or goes back to the queue.
public static partial class Assignments
{
    /// <summary>
    /// <c>HeldBy</c>: who holds it now; null, it waits. <c>Receiver</c> null: back to the queue. <c>Data</c> is JSON, and joins what
    /// the event of a move says anyway. <c>LetPass</c>: whoever held it has had it in this cycle.
    /// </summary>
    private sealed record Handing(long Ticket, long Inbox, long? HeldBy, long? Receiver, string Event, string Data, bool LetPass = false);

    // False: it stands otherwise by now, or the receiver is away or full; nothing of it may stand. Locks as everywhere: the ticket, then people by id.
    private static async Task<bool> Move(NpgsqlConnection db, Handing handing, DateTime now)
    {
        var parameters = new
        {
            ticket = handing.Ticket,
            inbox = handing.Inbox,
            heldBy = handing.HeldBy,
            receiver = handing.Receiver,
            people = new[] { handing.HeldBy, handing.Receiver }.OfType<long>().ToArray(),
            kind = handing.Event,
            data = handing.Data,
            letPass = handing.LetPass,
            now,
        };
        // Each statement sees what was committed before it began, so what is locked first is believed only afterwards.
        var stands = await db.QuerySingleOrDefaultAsync<long?>(
            """
            select id from tickets
            where id = @ticket and inbox_id = @inbox and status <> 'closed' and operator_id is not distinct from @heldBy
            for no key update
            """, parameters);
        var able = stands is null ? [] : (await db.QueryAsync<(long Id, bool Able)>(
            """
            select id, available and disabled_at is null and (cap is null or open_count < cap)
            from operators
            where id = any(@people)
            order by id
            for no key update
            """, parameters)).Where(person => person.Able).Select(person => person.Id).ToList();
        if (stands is null || (handing.Receiver is { } receiver && !able.Contains(receiver)))
        {
            return false;
        }

        return await db.ExecuteAsync(MoveSql, parameters) > 0
            && (handing.Receiver is null || await db.ExecuteAsync(
                "update operator_inboxes set turn = nextval('assignment_turns') where operator_id = @receiver and inbox_id = @inbox", parameters) > 0);
    }

    private const string MoveSql =
        $"""
        with before as (
          select t.id, t.operator_id, t.inbox_id, t.status
          from tickets t
          join inboxes i on i.id = t.inbox_id
          where t.id = @ticket and t.operator_id is not distinct from @heldBy
            and (@receiver::bigint is null or i.cap is null or i.cap > coalesce((
              select oi.open_count from operator_inboxes oi where oi.operator_id = @receiver::bigint and oi.inbox_id = t.inbox_id), 0))),
        moved as (
          update tickets t set
            status = case when @receiver::bigint is null then 'queued' else 'assigned' end,
            operator_id = @receiver::bigint,
            last_operator_id = coalesce(@receiver::bigint, t.last_operator_id),
            queued_at = case when @receiver::bigint is null then @now else t.queued_at end,
            assigned_at = case when @receiver::bigint is null then t.assigned_at else @now end,
            passed_by = case when @letPass then t.passed_by || @heldBy::bigint else t.passed_by end,
            rotates_at = null, rotates_from = null,
            version = t.version + 1
          from before
          where t.id = before.id
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id,
            before.operator_id from_operator, before.inbox_id from_inbox, before.status from_status),
        {TicketCounters.Shift}
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, data)
        select @now, @kind, id, thread_id, contact_id, inbox_id, operator_id,
          jsonb_build_object('from_operator', from_operator, 'from_inbox', from_inbox, 'from_status', from_status) || @data::jsonb
        from moved
        """;
}
