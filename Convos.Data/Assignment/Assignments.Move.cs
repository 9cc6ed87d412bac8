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

    // Until the first that stands otherwise by now, or whose receiver is away or full: what was chosen behind it was chosen as if it were given.
    private static async Task<int> Give(NpgsqlConnection db, long inbox, AssignmentRule rule, IReadOnlyList<Gift> gifts, DateTime now)
    {
        var (standing, room) = await Lock(db, inbox, null, [.. gifts.Select(gift => gift.TicketId)], [.. gifts.Select(gift => gift.Decision.OperatorId)]);
        var given = 0;
        foreach (var (ticket, decision) in gifts)
        {
            if (!standing.Contains(ticket) || room[decision.OperatorId] <= 0
                || !await Write(db, new Handing(ticket, inbox, null, decision.OperatorId, "assigned", Data(rule, decision)), now))
            {
                break;
            }

            room[decision.OperatorId]--;
            given++;
        }

        return given;
    }

    // False: it stands otherwise by now, or the receiver is away or full; nothing of it may stand.
    private static async Task<bool> Move(NpgsqlConnection db, Handing handing, DateTime now)
    {
        var (standing, room) = await Lock(db, handing.Inbox, handing.HeldBy, [handing.Ticket], [.. new[] { handing.HeldBy, handing.Receiver }.OfType<long>()]);
        return standing.Count > 0 && (handing.Receiver is not { } receiver || room[receiver] > 0) && await Write(db, handing, now);
    }

    // As everywhere: tickets, then people, by id. Each statement sees what was committed before it began, so what is locked first is believed
    // only afterwards.
    private static async Task<(HashSet<long> Standing, Dictionary<long, int> Room)> Lock(
        NpgsqlConnection db, long inbox, long? heldBy, long[] tickets, long[] people)
    {
        await using var locked = await db.QueryMultipleAsync(
            """
            select id from tickets
            where id = any(@tickets) and inbox_id = @inbox and status <> 'closed' and operator_id is not distinct from @heldBy
            order by id
            for no key update;
            select id, case when available and disabled_at is null then coalesce(cap - open_count, 2147483647) else 0 end
            from operators
            where id = any(@people)
            order by id
            for no key update
            """, new { inbox, heldBy, tickets, people });
        var standing = (await locked.ReadAsync<long>()).ToHashSet();
        return (standing, (await locked.ReadAsync<(long Id, int Room)>()).ToDictionary(person => person.Id, person => person.Room));
    }

    private static async Task<bool> Write(NpgsqlConnection db, Handing handing, DateTime now)
    {
        var parameters = new
        {
            ticket = handing.Ticket,
            inbox = handing.Inbox,
            heldBy = handing.HeldBy,
            receiver = handing.Receiver,
            kind = handing.Event,
            data = handing.Data,
            letPass = handing.LetPass,
            now,
        };
        return handing.Receiver is null
            ? await db.ExecuteAsync(MoveSql, parameters) == 1
            : await db.ExecuteAsync($"{MoveSql};{TurnSql}", parameters) == 2;
    }

    private const string TurnSql =
        """
        update operator_inboxes set turn = nextval('assignment_turns')
        where operator_id = @receiver and inbox_id = @inbox and exists (select from tickets where id = @ticket and operator_id = @receiver)
        """;

    private const string MoveSql =
        $"""
        with before as (
          select t.id, t.operator_id, t.inbox_id, t.status
          from tickets t
          join inboxes i on i.id = t.inbox_id
          where t.id = @ticket and t.operator_id is not distinct from @heldBy
            -- Chosen a moment ago: they may have left the inbox since.
            and (@receiver::bigint is null or exists (
              select from inbox_members im where im.operator_id = @receiver::bigint and im.inbox_id = t.inbox_id and im.duty = 'attends'))
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
