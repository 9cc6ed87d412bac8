using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What holds whatever came, on a channel without a dialogue where nobody closed a ticket: a line for each thing that does not.</summary>
internal static class Soundness
{
    public static async Task<IReadOnlyList<string>> Of(Database database)
    {
        await using var db = await database.Open();
        var lines = (await db.QueryAsync<string>(Lines)).AsList();
        lines.AddRange((await TicketCounters.Differences(db)).Select(difference => difference.ToString()!));
        return lines;
    }

    private const string Lines =
        """
        select format('an event is %s: %s', state, error) from inbound_events where state <> 'done'
        union all
        select format('%s belongs to no ticket', m.external_id) from messages m where m.author = 'contact' and m.ticket_id is null
        union all
        select format('%s came from the phone and is %s', m.external_id, m.delivery)
        from messages m
        where m.author = 'phone' and delivery_rank(m.delivery) < delivery_rank('sent')
        union all
        select format('%s stands on another thread than its ticket', m.external_id)
        from messages m join tickets t on t.id = m.ticket_id where m.thread_id <> t.thread_id
        union all
        select format('%s was told %s times', m.external_id, count(e.id))
        from messages m left join events e on e.message_id = m.id and e.kind in ('received', 'echoed')
        where m.author in ('contact', 'phone', 'system')
        group by m.id
        having count(e.id) <> 1
        union all
        select format('%s wrote and has no open ticket', th.address)
        from threads th
        where exists (select from messages m where m.thread_id = th.id and m.author = 'contact')
          and not exists (select from tickets t where t.thread_id = th.id and t.status <> 'closed')
        union all
        select format('%s: the window runs from %s instead of %s', th.address, th.last_inbound_at, max(m.sent_at))
        from threads th left join messages m on m.thread_id = th.id and m.author = 'contact'
        where th.joined_into is null and not exists (select from events e where e.thread_id = th.id and e.kind = 'greeted')
        group by th.id
        having th.last_inbound_at is distinct from max(m.sent_at)
        union all
        select format('%s: the window closes at %s', th.address, t.window_closes_at)
        from tickets t join threads th on th.id = t.thread_id
        where t.status <> 'closed' and t.window_closes_at is distinct from th.last_inbound_at + interval '24 hours'
        union all
        select format('%s: the list shows «%s», which is not the last', th.address, t.last_preview)
        from tickets t
        join threads th on th.id = t.thread_id
        left join messages shown on shown.id = t.last_message_id
        where t.status <> 'closed' and shown.sent_at is distinct from (
          select max(m.sent_at) from messages m where m.ticket_id = t.id and m.author <> 'system')
        union all
        select format('%s waits since %s', th.address, t.awaiting_since)
        from tickets t join threads th on th.id = t.thread_id
        where t.status <> 'closed'
          and not exists (select from messages a where a.ticket_id = t.id and a.author in ('operator', 'phone'))
          and t.awaiting_since is distinct from (select min(m.sent_at) from messages m where m.ticket_id = t.id and m.author = 'contact')
        """;
}
