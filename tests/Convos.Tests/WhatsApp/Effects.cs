using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What payloads left behind, a line for each thing, named by the provider's words instead of our ids.</summary>
internal static class Effects
{
    /// <param name="database">Where to look.</param>
    /// <param name="ours">Our own messages: external id → name.</param>
    /// <param name="hidden">The number of a customer who is only there to have received them.</param>
    /// <param name="words">Shown as they are, or only how long they are.</param>
    public static async Task<IReadOnlyList<string>> Of(
        Database database, IReadOnlyDictionary<string, string> ours, string hidden = "", bool words = true)
    {
        await using var db = await database.Open();
        var lines = await db.QueryAsync<string>(Lines, new { ids = ours.Keys.ToArray(), names = ours.Values.ToArray(), hidden, words });
        return lines.AsList();
    }

    private const string Lines =
        """
        with ours as (
          select o.name, coalesce(s.message_id, m.id) message_id, s.state, s.failure, s.pricing
          from unnest(@ids, @names) o(external_id, name)
          left join message_sends s on s.external_id = o.external_id
          left join messages m on m.external_id = o.external_id),
        people as (
          select c.* from contacts c
          where c.joined_into is null
            and not exists (select from contact_aliases a where a.contact_id = c.id and a.value = @hidden)),
        lines(place, at, id, line) as (
          select 1, c.created_at, c.id, format('%s = %s', c.name,
            (select string_agg(replace(a.kind, 'whatsapp_', '') || ' ' || a.value, ', ' order by a.kind, a.value) from contact_aliases a where a.contact_id = c.id))
          from people c
          union all
          select 2, th.created_at, th.id, format('to %s%s', th.address, case when th.last_inbound_at is null then ', who never wrote' end)
          from threads th join people c on c.id = th.contact_id
          where th.joined_into is null
          union all
          select 3, m.sent_at, m.id, format('%s %s: %s%s%s%s%s', m.author, m.kind, case when @words then left(m.body, 24) else length(m.body)::text end,
            (select format(' ←%s', coalesce(min(o.name), 'said before')) from messages q left join ours o on o.message_id = q.id
             where q.channel_id = m.channel_id and q.external_id = m.quoted_external_id having count(*) > 0),
            (select string_agg(' +' || key, '' order by key) from jsonb_object_keys(m.content) key where key not in ('type', m.content ->> 'type')),
            case when m.edited_at is not null then ' (edited)' end,
            case when m.ticket_id is null then ' [no ticket]' end)
          from messages m join threads th on th.id = m.thread_id join people c on c.id = th.contact_id
          union all
          select 4, v.at, v.message_id, format('worded: %s', case when @words then left(v.body, 24) else length(v.body)::text end) from message_versions v
          union all
          select 5, t.opened_at, t.id, format('ticket %s%s', t.status, case when t.awaiting_since is null and t.status <> 'closed' then ', answered' end)
          from tickets t join people c on c.id = t.contact_id
          union all
          select 6, null, c.id, format('from %s: %s', c.source, c.source_title) from conversations c where c.source <> 'direct'
          union all
          select 6, c.started_at, c.id, 'another conversation'
          from conversations c
          where exists (select from conversations b where b.thread_id = c.thread_id and b.id < c.id)
          union all
          select 7, null, null, format('%s %s%s%s', o.name, o.state, ' ' || split_part(o.failure, ' ', 1), case when o.pricing is not null then ', priced' end)
          from ours o where o.state <> 'sent' or o.pricing is not null
          union all
          select 8, null, null, format('%s reacted %s to %s', r.author, r.emoji, coalesce(o.name, 'what was said'))
          from reactions r left join ours o on o.message_id = r.message_id where r.emoji is not null
          union all
          select 9, null, null, format('waiting: %s', p.kind) from pending_updates p
          union all
          select 10, n.at, n.id, format('%s %s: %s', n.level, n.kind, concat_ws(' ', nullif(n.word, ''), nullif(n.subject, ''))) from channel_notices n
          union all
          select 11, null, null, format('unknown number: %s', s.account_id) from (select distinct account_id from inbound_strangers) s
          union all
          select 12, null, e.id, format('parked: %s', left(e.error, 200)) from inbound_events e where e.state = 'parked')
        select line from lines order by place, at nulls first, id, line
        """;
}
