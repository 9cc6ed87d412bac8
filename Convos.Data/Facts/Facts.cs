using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Keeps the facts of tickets equal to what their log tells. Every transaction does so for its own tickets before it commits; what was
/// written by anything else, and all that happened before there were facts, is found by the clock. One code for all three.
/// </summary>
public static class Facts
{
    /// <summary>So many tellings of the past in one transaction; several may be of one ticket.</summary>
    public const int AtOnce = 500;

    /// <summary>What this transaction has written of tickets, told before it commits.</summary>
    internal static async Task Follow(NpgsqlConnection db, ConcurrentDictionary<(long, int), OpeningHours?> hours)
    {
        var tickets = await db.QueryAsync<long>("delete from reckonings where xid = pg_current_xact_id_if_assigned() returning ticket_id");
        await Reckon(db, [.. tickets.Distinct().Order()], hours);
    }

    /// <summary>What is left to be told, <see cref="AtOnce"/> at a time; answers how much it was.</summary>
    public static Task<int> CatchUp(Database database) => database.InTransaction(async db =>
    {
        var due = (await db.QueryAsync<long>(
            $"""
            with picked as (
              select ctid from reckonings order by ticket_id limit {AtOnce} for update skip locked)
            delete from reckonings r using picked where r.ctid = picked.ctid
            returning r.ticket_id
            """)).AsList();
        await Reckon(db, [.. due.Distinct().Order()], database.Hours);
        return due.Count;
    });

    /// <summary>Catches up where that is soon done. False: much is left to be told.</summary>
    internal static async Task<bool> Settle(Database database)
    {
        // What another transaction is telling at this moment is not here yet, and what it holds nobody waits for.
        await using var db = await database.Open();
        for (var turns = 0; turns < 2; turns++)
        {
            if (await db.QuerySingleAsync<int>($"select count(*)::int from (select from reckonings limit {AtOnce + 1}) due") is var left and (0 or > AtOnce))
            {
                return left == 0;
            }

            await CatchUp(database);
        }

        return true;
    }

    /// <summary>All of it anew, by the clock's next turns.</summary>
    public static async Task ReckonAll(Database database)
    {
        await using var db = await database.Open();
        await db.ExecuteAsync("insert into reckonings (ticket_id) select id from tickets", commandTimeout: 0);
    }

    /// <summary>Whom the clock of a ticket stood at.</summary>
    internal static async Task<(IReadOnlyList<Mark> Marks, Clocks Clocks)> Marks(NpgsqlConnection db, long ticket, ConcurrentDictionary<(long, int), OpeningHours?> hours)
    {
        var clocks = await Clocks.Read(db, hours);
        return (Reckoning.Line([.. await db.QueryAsync<PastEvent>(PastSql("@ticket"), new { ticket })], clocks), clocks);
    }

    private static async Task Reckon(NpgsqlConnection db, long[] tickets, ConcurrentDictionary<(long, int), OpeningHours?> hours)
    {
        if (tickets.Length == 0)
        {
            return;
        }

        await using var found = await db.QueryMultipleAsync(tickets.Length == 1 ? OfOne : OfMany, new { ticket = tickets[0], tickets });
        await found.ReadAsync<long>();
        var past = (await found.ReadAsync<PastEvent>()).ToLookup(one => one.TicketId);
        var known = (await found.ReadAsync<Known>()).ToLookup(one => one.TicketId);
        var held = (await found.ReadAsync<KnownHolding>()).ToLookup(one => one.TicketId);
        var clocks = await Clocks.Read(found, hours);
        var difference = new FactsDifference();
        foreach (var ticket in tickets)
        {
            var (facts, holdings) = Reckoning.Of([.. past[ticket]], clocks);
            difference.Between(ticket, known[ticket], facts);
            difference.Between(ticket, held[ticket], holdings);
        }

        await difference.Write(db);
    }

    internal sealed record Known(
        long TicketId, long Id, FactKind Kind, DateTime At, long InboxId, long? OperatorId, int N, int? Seconds, int? Business, DateTime? Since,
        long? ScheduleId, int? ScheduleVersion, long? AskedId, long? MessageId, long EventId, DateTime? BeforeInbox, DateTime? BeforeBoth, bool Moved)
    {
        public Fact Fact => new(Kind, At, InboxId, OperatorId, N, Seconds, Business, Since, ScheduleId, ScheduleVersion, AskedId, MessageId, EventId)
        {
            BeforeInbox = BeforeInbox, BeforeBoth = BeforeBoth, Moved = Moved,
        };
    }

    internal sealed record KnownHolding(long TicketId, long OperatorId, long InboxId, DateTime Since, DateTime? Until)
    {
        public Holding Holding => new(OperatorId, InboxId, Since, Until);
    }

    // Most transactions tell of one ticket, and a plan for one is made once; one for several would be made for each.
    private static readonly string OfOne = Sql("@ticket");
    private static readonly string OfMany = Sql("any(@tickets)");

    // Asked in one go, each statement behind the one before it. Whoever wrote of a ticket holds it already; what the clock finds waits for
    // whoever writes.
    private static string Sql(string tickets) =>
        $"""
        select id from tickets where id = {tickets} order by id for no key update;
        {PastSql(tickets)};
        select ticket_id, id, kind, at, inbox_id, operator_id, n, seconds, business, since, schedule_id, schedule_version, asked_id, message_id,
          event_id, before_inbox, before_both, moved
        from facts
        where ticket_id = {tickets};
        select ticket_id, operator_id, inbox_id, since, until from holdings where ticket_id = {tickets};
        {Clocks.Sql}
        """;

    // A reply that failed and was sent again counts when it was sent again. A ticket that was joined into another tells that one since when its
    // customer waits.
    private static string PastSql(string tickets) =>
        $"""
        with again as materialized (
          select message_id, max(at) at from events where ticket_id = {tickets} and kind = 'retried' and data ->> 'was' = 'failed'
          group by message_id),
        spam as materialized (
          select id from tags where lower(name) = 'spam')
        select e.ticket_id, e.id, e.at, e.kind, e.inbox_id, e.operator_id, e.actor_id, e.data ->> 'origin' origin, e.data ->> 'by' "by",
          case e.kind when 'reopened' then (e.data ->> 'since')::timestamptz
            when 'opened' then (select cv.started_at from tickets t join conversations cv on cv.id = t.conversation_id where t.id = e.ticket_id) end since, coalesce(e.data ? 'joined_into', false) joined,
          coalesce((e.data ->> 'tag')::bigint in (select id from spam), false) spam,
          e.message_id, m.author, coalesce(again.at, m.sent_at) sent_at, coalesce(m.delivery = 'failed', false) failed, (e.data ->> 'score')::int score
        from events e
        left join messages m on m.id = e.message_id and e.kind in ('received', 'replied', 'echoed', 'survey_sent', 'rated')
        left join again on again.message_id = e.message_id and e.kind = 'replied'
        where e.ticket_id = {tickets} and e.kind in ('opened', 'taken', 'taken_over', 'released', 'returned', 'transferred', 'moved',
          'assigned', 'rotated', 'left', 'closed', 'close_undone', 'reopened', 'received', 'replied', 'echoed', 'tagged', 'untagged',
          'survey_sent', 'rated')
        union all
        select (e.data ->> 'joined_into')::bigint, e.id, e.at, case e.kind when 'closed' then 'took_in' else 'gave_back' end, e.inbox_id, null, null, null, null,
          (e.data ->> 'waiting_since')::timestamptz, false, false, (e.data ->> 'waiting_message')::bigint, null, null, false, null
        from events e
        where e.kind in ('closed', 'reopened') and e.data ? 'joined_into' and (e.data ->> 'joined_into')::bigint = {tickets}
        order by 1, 2
        """;
}
