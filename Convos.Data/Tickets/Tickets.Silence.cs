using Dapper;
using Npgsql;

namespace Convos.Data;

// A customer who does not answer for as long as their inbox waits is not waited for any longer: the system closes the ticket.
public static partial class Tickets
{
    /// <summary>
    /// Open tickets <c>t</c> of inboxes <c>i</c> that end silences, in which ours were the last words and nothing waits for us, with
    /// <c>silent.since</c> and, where this very silence was warned of, <c>w</c>. A reopening begins it anew; words that failed, or have not left, were none.
    /// </summary>
    internal const string Silences =
        """
        from inboxes i
        join tickets t on t.inbox_id = i.id and t.status <> 'closed' and t.awaiting_since is null and t.last_author <> 'contact'
        join channels ch on ch.id = t.channel_id
        cross join lateral (
          select greatest(t.last_activity_at, (
            select max(e.at) from events e where e.ticket_id = t.id and e.kind in ('reopened', 'close_undone'))) since) silent
        left join silence_warnings w on w.ticket_id = t.id and w.silent_since = silent.since
        where i.auto_close_hours is not null
          and not exists (select from messages m where m.id = t.last_message_id and m.delivery in ('failed', 'queued', 'sending', 'uncertain'))
        """;

    // Whoever is to be warned is warned first, however late the clock is; where nothing may be said any more there is no warning.
    private const string Over =
        """
        t.last_activity_at <= @now::timestamptz - make_interval(hours => i.auto_close_hours)
        and silent.since <= @now::timestamptz - make_interval(hours => i.auto_close_hours)
        and (i.auto_close_warning = '' or not ch.enabled or t.window_closes_at is null or t.window_closes_at <= @now
          or w.said_at <= @now::timestamptz - make_interval(mins => i.auto_close_warning_minutes))
        """;

    /// <summary>So many in one pass; the next finds the rest.</summary>
    internal const int AtOnce = 500;

    /// <summary>Closes tickets whose silence has lasted too long, each by its own move; answers how many.</summary>
    public static async Task<int> CloseSilent(Database database, DateTime now)
    {
        var closed = 0;
        foreach (var ticketId in await Silent(database, now))
        {
            closed += await database.InTransaction(db => db.ExecuteAsync(CloseSilentSql, new { ticketId, now }));
        }

        return closed;
    }

    private static async Task<IReadOnlyList<long>> Silent(Database database, DateTime now)
    {
        await using var db = await database.Open();
        return (await db.QueryAsync<long>($"select t.id {Silences} and {Over} order by t.id limit {AtOnce}", new { now })).AsList();
    }

    // A message that arrives at this moment holds the ticket: either it is seen here, or it finds the ticket closed and reopens it.
    private const string CloseSilentSql =
        $"""
        with before as (
          select t.id, t.operator_id, t.inbox_id, t.status
          {Silences}
            and t.id = @ticketId and {Over}
          for no key update of t),
        moved as (
          update tickets t set
            status = 'closed', operator_id = null, closed_at = @now, closed_by = null, closing_reason = null, observation = null,
            version = t.version + 1
          from before
          where t.id = before.id
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id,
            before.operator_id from_operator, before.inbox_id from_inbox, before.status from_status),
        {TicketCounters.Shift}
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, data)
        select @now, 'closed', id, thread_id, contact_id, inbox_id, operator_id,
          jsonb_build_object('from_operator', from_operator, 'from_inbox', from_inbox, 'from_status', from_status, 'by', 'silence')
        from moved
        """;
}
