using Dapper;
using Npgsql;

namespace Convos.Data;

// «Deshacer»: a closing is taken back as if it had never been.
public static partial class Tickets
{
    /// <summary>
    /// By whoever closed it, within <see cref="TicketMove.UndoneWithin"/>, while nothing has happened to it since. The closing's event is
    /// renamed <c>closed_void</c> in the same statement, so that nothing that reads closings ever counts it; nor is it a reopening.
    /// </summary>
    public static Task<MoveResult> UndoClose(Database database, Viewer viewer, long ticketId, DateTime now) =>
        database.InTransaction(async db =>
        {
            // What the customer writes meanwhile takes the same lock: either it finds the ticket open, or it opens one first.
            await LockThread(db, ticketId);
            await HoldInboxOf(db, ticketId);
            var undone = await db.QuerySingleOrDefaultAsync<long?>(
                UndoSql, Scope(viewer, new { ticketId, now, earliest = now - TicketMove.UndoneWithin }));
            return undone is null
                ? await WhyNotUndone(db, viewer, ticketId, now)
                : new MoveResult(await Find(db, viewer, ticketId), null);
        });

    // A dialogue that is under way began after the closing. Whoever held the ticket may have been disabled since.
    private static readonly string UndoSql =
        $"""
        with closing as (
          select e.id, e.data ->> 'from_status' status, (e.data ->> 'from_operator')::bigint operator_id, earlier.data
          from (select id, ticket_id, data from events where ticket_id = @ticketId and kind = 'closed' order by id desc limit 1) e
          left join lateral (
            select before.data
            from events before
            where before.ticket_id = e.ticket_id and before.kind = 'closed' and before.id < e.id
            order by before.id desc
            limit 1) earlier on true),
        before as (
          select t.id
          from tickets t, closing
          -- Whoever closed it need not be of its inbox any more.
          where t.id = @ticketId and t.status = 'closed' and t.closed_by = @me and t.closed_at > @earliest
            and exists (select from operators where id = @me and disabled_at is null)
            and (closing.operator_id is null or exists (
                   select from operators o where o.id = closing.operator_id and o.disabled_at is null))
            and not exists (select from tickets other where other.thread_id = t.thread_id and other.status <> 'closed')
            and not exists (select from dialogue_sessions s where s.thread_id = t.thread_id)
            and exists (select from contacts c where c.id = t.contact_id and c.blocked_at is null and c.erased_at is null)
            and exists (select from inboxes i where i.id = t.inbox_id and i.enabled)
          for no key update of t),
        moved as (
          update tickets t set
            status = closing.status, operator_id = closing.operator_id, closed_at = null, closed_by = null,
            closing_reason = closing.data ->> 'reason', observation = closing.data ->> 'observation',
            awaiting_since = {Deliveries.WaitsSince("and e.id <> closing.id")},
            version = t.version + 1
          from before, closing
          where t.id = before.id
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id,
            null::bigint from_operator, null::bigint from_inbox, closing.id closing),
        {TicketCounters.Shift},
        voided as (
          update events e set kind = 'closed_void' from moved where e.id = moved.closing)
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
        select @now, 'close_undone', id, thread_id, contact_id, inbox_id, operator_id, @me,
          jsonb_build_object('from_status', 'closed', 'closing', closing)
        from moved
        returning ticket_id
        """;

    private static async Task<MoveResult> WhyNotUndone(NpgsqlConnection db, Viewer viewer, long ticketId, DateTime now)
    {
        if (await Find(db, viewer, ticketId) is not { } ticket)
        {
            return new(null, new Refusal(RefusalReason.NotFound));
        }

        if (await OpenOne(db, ticket.ThreadId) is { TicketId: var open } other && open != ticketId)
        {
            return new(null, other);
        }

        if (ticket.Status == TicketStatus.Closed && await Contacts.Refuses(db, ticket.ThreadId) is { } blocked)
        {
            return new(null, blocked);
        }

        var last = await db.QuerySingleOrDefaultAsync<(string Kind, long? Actor)>(
            "select kind, actor_id from events where ticket_id = @ticketId and kind = any(@moves) order by id desc limit 1",
            new { ticketId, moves = TicketMove.Events });
        return ticket.Status != TicketStatus.Closed
            // Pressed twice is undone once.
            ? last == (TicketMove.UndoClose.Event, viewer.Id) ? new(ticket, null)
                : new(null, new Refusal(last.Actor is null ? RefusalReason.WroteMeanwhile : RefusalReason.WrongState))
            : !(await Inboxes.SettingsOf(db, ticket.InboxId))!.Enabled ? new(null, new Refusal(RefusalReason.InboxDisabled))
            : last.Actor != viewer.Id ? new(null, new Refusal(RefusalReason.UndoNotYours))
            : ticket.ClosedAt <= now - TicketMove.UndoneWithin ? new(null, new Refusal(RefusalReason.UndoTooLate))
            : await db.QuerySingleAsync<bool>("select exists (select from dialogue_sessions where thread_id = @thread)", new { thread = ticket.ThreadId })
                ? new(null, new Refusal(RefusalReason.WroteMeanwhile))
            : new(null, new Refusal(RefusalReason.WrongState));
    }
}
