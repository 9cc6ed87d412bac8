using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Two threads of one channel become one: what was said stands there in its order, and at most one ticket is open. All is locked.</summary>
internal static class JoinedThreads
{
    public static async Task Join(NpgsqlConnection db, long younger, long older, DateTime now)
    {
        await CloseSecond(db, younger, older, now);
        await db.ExecuteAsync(Move, new { younger, older });
        await DialogueSessions.Join(db, younger, older);
        await ReadReceipts.Join(db, younger, older);
    }

    // What somebody is attending goes on, else what waits longer; the other's messages are answered there.
    private static async Task CloseSecond(NpgsqlConnection db, long younger, long older, DateTime now)
    {
        var open = (await db.QueryAsync<long>(
            """
            select id from tickets
            where thread_id in (@younger, @older) and status <> 'closed'
            order by status = 'assigned' desc, id
            """, new { younger, older })).AsList();
        if (open is not [var first, var second])
        {
            return;
        }

        await db.ExecuteAsync(Close, new { first, second, now });
        await db.ExecuteAsync(Gather, new { first, second });
        await Deliveries.CountWaiting(db, [first]);
    }

    private const string Close =
        $"""
        with before as (
          select id, operator_id, inbox_id, status, awaiting_since, (
            select min(m.id) from messages m
            where m.ticket_id = @second and m.author = 'contact' and m.sent_at >= awaiting_since) awaiting_message
          from tickets where id = @second),
        moved as (
          update tickets t set
            status = 'closed', operator_id = null, closed_at = @now, closed_by = null, awaiting_since = null, version = t.version + 1
          from before
          where t.id = before.id
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id,
            before.operator_id from_operator, before.inbox_id from_inbox, before.status from_status, before.awaiting_since waiting_since, before.awaiting_message waiting_message),
        {TicketCounters.Shift}
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, data)
        select @now, 'closed', id, thread_id, contact_id, inbox_id, operator_id,
          jsonb_strip_nulls(jsonb_build_object('from_operator', from_operator, 'from_inbox', from_inbox, 'from_status', from_status, 'joined_into', @first,
            'waiting_since', waiting_since, 'waiting_message', waiting_message))
        from moved
        """;

    // What was not read there is not read here either.
    private const string Gather =
        """
        update ticket_reads r set read_to = least(r.read_to, unread.first - 1)
        from (
          select people.operator_id, min(m.id) first
          from ticket_reads people
          join messages m on m.ticket_id = @second and m.author = 'contact'
          left join ticket_reads there on there.ticket_id = @second and there.operator_id = people.operator_id
          where people.ticket_id = @first and m.id > coalesce(there.read_to, 0)
          group by people.operator_id) unread
        where r.ticket_id = @first and r.operator_id = unread.operator_id;
        update messages set ticket_id = @first where ticket_id = @second;
        update tickets t set
          last_message_id = case when other.last_activity_at > t.last_activity_at then other.last_message_id else t.last_message_id end,
          last_author = case when other.last_activity_at > t.last_activity_at then other.last_author else t.last_author end,
          last_kind = case when other.last_activity_at > t.last_activity_at then other.last_kind else t.last_kind end,
          last_preview = case when other.last_activity_at > t.last_activity_at then other.last_preview else t.last_preview end,
          last_activity_at = greatest(t.last_activity_at, other.last_activity_at),
          opened_at = least(t.opened_at, other.opened_at),
          window_closes_at = greatest(t.window_closes_at, other.window_closes_at),
          version = t.version + 1
        from tickets other
        where t.id = @first and other.id = @second
        """;

    private const string Move =
        """
        update messages set thread_id = @older where thread_id = @younger;
        update message_sends set thread_id = @older where thread_id = @younger;
        update conversations set thread_id = @older where thread_id = @younger;
        update tickets set thread_id = @older, version = version + 1 where thread_id = @younger;
        update tickets t set window_closes_at = greatest(t.window_closes_at, th.last_inbound_at + interval '24 hours')
        from threads th
        where t.thread_id = @older and t.status <> 'closed' and th.id in (@younger, @older) and th.last_inbound_at is not null and th.window_refused_at is null;
        update threads th set
          conversation_id = case when other.conversation_id is not null and other.last_at > th.last_at then other.conversation_id
            else coalesce(th.conversation_id, other.conversation_id) end,
          address = case when other.address like '+%' and (th.address not like '+%' or other.last_at > th.last_at) then other.address else th.address end,
          last_at = greatest(th.last_at, other.last_at),
          last_inbound_at = greatest(th.last_inbound_at, other.last_inbound_at),
          window_refused_at = case when th.last_inbound_at is null or other.last_inbound_at > th.last_inbound_at then other.window_refused_at
            else th.window_refused_at end
        from threads other
        where th.id = @older and other.id = @younger;
        update threads set joined_into = @older, conversation_id = null where id = @younger or joined_into = @younger
        """;
}
