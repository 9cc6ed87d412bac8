using Dapper;
using Npgsql;

namespace Convos.Data;

// The moves: each is one conditional statement that changes the row, the counters and the log together.
public static partial class Tickets
{
    /// <summary>
    /// Makes the move if its table, the viewer's sight and duty allow it; otherwise says why not.
    /// A transfer names the operator or the inbox that receives; a closing may say how it ended. Only while <paramref name="heldBy"/>
    /// holds it, if anybody is named.
    /// </summary>
    public static Task<MoveResult> Apply(
        Database database, TicketMove move, Viewer viewer, long ticketId, DateTime now, long? toOperator = null, long? toInbox = null,
        Closing? closing = null, long? heldBy = null) =>
        move == TicketMove.UndoClose ? UndoClose(database, viewer, ticketId, now) : database.InTransaction(async db =>
        {
            if (move == TicketMove.Reopen)
            {
                await LockThread(db, ticketId);
                await HoldInboxOf(db, ticketId);
            }

            await HoldInbox(db, toInbox);
            return await Make(db, move, viewer, ticketId, now, toOperator, toInbox, closing, heldBy);
        }, stand: result => result.Refusal is null);

    private static async Task<MoveResult> Make(
        NpgsqlConnection db, TicketMove move, Viewer viewer, long ticketId, DateTime now, long? toOperator, long? toInbox,
        Closing? closing = null, long? heldBy = null, long? note = null)
    {
        var holder = move == TicketMove.Transfer ? toOperator : move.To == TicketStatus.Assigned ? viewer.Id : (long?)null;
        var status = move.To ?? (toOperator is null ? TicketStatus.Queued : TicketStatus.Assigned);
        var moved = await db.QuerySingleOrDefaultAsync<(long Ticket, bool StillThere, bool Receives)?>(MoveSql, Scope(viewer, new
        {
            ticketId,
            now,
            holder,
            inbox = toInbox,
            heldBy,
            note,
            status = status.Name(),
            from = move.From.Select(state => state.Name()).ToArray(),
            needsDuty = move.NeedsDuty,
            anyone = move.Who == Holder.Anyone,
            leadOnly = move.Who == Holder.Lead,
            kind = move.Event,
            reason = closing?.Reason,
            observation = closing?.Observation,
        }));
        return moved switch
        {
            null => await WhyNot(db, move, viewer, ticketId, toOperator, toInbox, closing),
            // They left while this waited for a lock: nothing of it stands.
            { StillThere: false } when move.NeedsDuty => new MoveResult(null, new Refusal(RefusalReason.NotOnDuty)),
            { Receives: false } => new MoveResult(null, new Refusal(RefusalReason.WrongState)),
            _ => new MoveResult(await Find(db, Sharp(viewer, toInbox), ticketId), null),
        };
    }

    // Whoever hands a ticket to an inbox they do not see still gets the answer to their own move.
    private static Viewer Sharp(Viewer viewer, long? toInbox) =>
        toInbox is { } inbox ? viewer with { Inboxes = [.. viewer.Inboxes, inbox] } : viewer;

    private const string MoveSql =
        $"""
        with actor as (
          select id from operators
          where id = @me and disabled_at is null and (available or not @needsDuty)),
        receiver as (
          select @holder::bigint id
          where @holder::bigint is null
             or exists (select from operators where id = @holder::bigint and disabled_at is null)),
        before as (
          select t.id, t.operator_id, t.inbox_id, t.status
          from tickets t, actor, receiver
          where t.id = @ticketId and t.status = any(@from) and {Visible}
            and (@heldBy::bigint is null or t.operator_id = @heldBy::bigint)
            and (@anyone or @leads or (not @leadOnly and (t.status = 'queued' or t.operator_id = @me)))
            and (@holder::bigint is null or @holder::bigint is distinct from t.operator_id)
            and (@status <> 'queued' or t.status <> 'queued' or @inbox::bigint <> t.inbox_id)
            and (@inbox::bigint is null or @inbox::bigint = t.inbox_id or exists (select from inboxes i where i.id = @inbox::bigint and i.enabled))
            and (@holder::bigint is null or @holder::bigint = @me or exists (
                   select from inbox_members im where im.operator_id = @holder::bigint and im.inbox_id = coalesce(@inbox::bigint, t.inbox_id)))
            and (@status <> 'closed' or exists (
                   select from inboxes i
                   where i.id = t.inbox_id and (@observation::text is not null or not i.requires_observation)
                     and (@reason::text is null or @reason::text = any(i.closing_reasons))))
            and (t.status <> 'closed' or not exists (
                   select from tickets other where other.thread_id = t.thread_id and other.status <> 'closed'))
            and (t.status <> 'closed' or exists (select from inboxes i where i.id = t.inbox_id and i.enabled))
            and (t.status <> 'closed' or exists (select from contacts c where c.id = t.contact_id and c.blocked_at is null and c.erased_at is null))
          for no key update of t),
        moved as (
          update tickets t set
            status = @status,
            operator_id = @holder::bigint,
            last_operator_id = coalesce(@holder::bigint, t.last_operator_id),
            inbox_id = coalesce(@inbox::bigint, t.inbox_id),
            queued_at = case when @status = 'queued' then @now else t.queued_at end,
            assigned_at = case when @status = 'assigned' then @now else t.assigned_at end,
            closed_at = case when @status = 'closed' then @now end,
            closed_by = case when @status = 'closed' then @me end,
            closing_reason = case when @status = 'closed' then @reason::text else t.closing_reason end,
            observation = case when @status = 'closed' then @observation::text else t.observation end,
            -- The closing answered what was said before it: the wait begins anew.
            awaiting_since = case when t.status <> 'closed' then t.awaiting_since end,
            passed_by = case when t.status <> 'closed' then t.passed_by else array[]::bigint[] end,
            version = t.version + 1
          from before
          where t.id = before.id
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id,
            before.operator_id from_operator, before.inbox_id from_inbox, before.status from_status),
        {TicketCounters.Shift}
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id, data)
        select @now, @kind, id, thread_id, contact_id, inbox_id, operator_id, @me, @note::bigint,
          jsonb_build_object('from_operator', from_operator, 'from_inbox', from_inbox, 'from_status', from_status)
            || jsonb_strip_nulls(jsonb_build_object('reason', @reason::text, 'observation', @observation::text))
        from moved
        returning ticket_id, {TicketCounters.StillThere} still_there, {TicketCounters.Receives} receives
        """;

    // A thread is locked before its ticket wherever a ticket may open, so that two can never open at once, and wherever both change.
    internal static Task LockThread(NpgsqlConnection db, long ticketId) =>
        db.ExecuteAsync("select from threads where id = (select thread_id from tickets where id = @ticketId) for no key update", new { ticketId });

    // An inbox that is being disabled has given away what it holds by the time that its row is let go: nothing may come to it after that.
    private static Task HoldInbox(NpgsqlConnection db, long? inbox) =>
        inbox is null ? Task.CompletedTask : db.ExecuteAsync("select from inboxes where id = @inbox for share", new { inbox });

    // Whoever disables it has it to themselves until what it holds has gone elsewhere.
    private static Task HoldInboxOf(NpgsqlConnection db, long ticketId) =>
        db.ExecuteAsync("select from inboxes where id = (select inbox_id from tickets where id = @ticketId) for share", new { ticketId });

    private static async Task<MoveResult> WhyNot(
        NpgsqlConnection db, TicketMove move, Viewer viewer, long ticketId, long? toOperator, long? toInbox, Closing? closing)
    {
        if (move == TicketMove.Transfer && await IsTransferred(db, viewer, ticketId, toOperator, toInbox))
        {
            return new(await Find(db, Sharp(viewer, toInbox), ticketId), null);
        }

        var ticket = await Find(db, viewer, ticketId);
        return ticket switch
        {
            null => new(null, new Refusal(RefusalReason.NotFound)),
            // A repeated post of a move that was made is no error.
            _ when move.To == ticket.Status && (ticket.OperatorId ?? viewer.Id) == viewer.Id => new(ticket, null),
            _ when move == TicketMove.Transfer && ticket.Status == TicketStatus.Queued && toOperator is null && ticket.InboxId == toInbox => new(ticket, null),
            _ when move.NeedsDuty && !await Presences.IsAvailable(db, viewer.Id) => new(null, new Refusal(RefusalReason.NotOnDuty)),
            _ when ticket.OperatorId is { } other && other != viewer.Id => new(null, new Refusal(RefusalReason.HeldByOther, ticket.OperatorName, ticketId)),
            _ when ticket.Status == TicketStatus.Closed && (await OpenOne(db, ticket.ThreadId) ?? await Contacts.Refuses(db, ticket.ThreadId)) is { } no => new(null, no),
            _ when move == TicketMove.Reopen && !(await Inboxes.SettingsOf(db, ticket.InboxId))!.Enabled => new(null, new Refusal(RefusalReason.InboxDisabled)),
            _ when move == TicketMove.Close && move.Fits(ticket.Status) => new(null, new Refusal(
                closing?.Observation is null && (await Inboxes.SettingsOf(db, ticket.InboxId))!.RequiresObservation
                    ? RefusalReason.NeedsObservation
                    : RefusalReason.UnknownReason)),
            _ => new(null, new Refusal(RefusalReason.WrongState)),
        };
    }

    // The same transfer posted again, and nothing has happened to the ticket since.
    private static Task<bool> IsTransferred(NpgsqlConnection db, Viewer viewer, long ticketId, long? toOperator, long? toInbox) =>
        db.QuerySingleAsync<bool>(
            """
            select exists (
              select from tickets t
              cross join lateral (
                select e.kind, e.actor_id
                from events e
                where e.ticket_id = t.id and e.kind = any(@moves)
                order by e.id desc
                limit 1) last
              where t.id = @ticketId and last.kind = @transferred and last.actor_id = @me
                and t.operator_id is not distinct from @toOperator::bigint
                and t.inbox_id = coalesce(@toInbox::bigint, t.inbox_id))
            """, new
            {
                ticketId,
                toOperator,
                toInbox,
                me = viewer.Id,
                transferred = TicketMove.Transfer.Event,
                moves = TicketMove.Events,
            });

    internal static async Task<Refusal?> OpenOne(NpgsqlConnection db, long threadId)
    {
        var open = await db.QuerySingleOrDefaultAsync<(long Id, string? Holder)?>(
            """
            select t.id, o.name
            from tickets t left join operators o on o.id = t.operator_id
            where t.thread_id = @threadId and t.status <> 'closed'
            """, new { threadId });
        return open is { } ticket ? new Refusal(RefusalReason.OtherOpenTicket, ticket.Holder, ticket.Id) : null;
    }
}
