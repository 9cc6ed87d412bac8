using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Who is to be told at once of what happened: the one place that says what rings, and at whom. Read anew whenever it is asked.</summary>
public static class Alerts
{
    /// <summary>What was missed while a line was down rings when it is back, unless it is older: then it is no news.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Where tickets are handed out by themselves, one that still waits after this is everybody's concern.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);

    // By these a ticket comes to wait, by those it comes to somebody.
    private const string Queues = "'opened', 'reopened', 'released', 'returned', 'transferred', 'moved', 'rotated', 'left'";
    private const string Gives = "'assigned', 'rotated', 'left', 'transferred', 'reopened'";

    /// <summary>Nothing else rings.</summary>
    public static readonly IReadOnlySet<string> Kinds = new HashSet<string>
    {
        "opened", "reopened", "released", "returned", "transferred", "moved", "rotated", "left", "assigned", "received", "noted", "rotation_near",
    };

    /// <summary>
    /// Of these events what still concerns any of these people, once for each kind and ticket: nothing that they did themselves, and nothing
    /// that happened while they were No disponible.
    /// </summary>
    public static async Task<IReadOnlyList<Alert>> Of(NpgsqlConnection db, long[] events, long[] people, DateTime now)
    {
        var alerts = await db.QueryAsync<Alert>(
            $"""
            with happened as (
              select id, at, kind, ticket_id, operator_id, actor_id, message_id
              from events
              where id = any(@events) and at > @fresh),
            waits as (
              select e.id, e.kind, e.ticket_id, e.at, t.inbox_id, case when i.strategy = 'manual' then e.at else e.at + @settling end due
              from happened e
              join tickets t on t.id = e.ticket_id and t.status = 'queued'
              join inboxes i on i.id = t.inbox_id
              where e.kind in ({Queues})
                and not exists (select from events later where later.ticket_id = t.id and later.id > e.id and later.kind in ({Queues}))),
            rings as (
              -- Members alone: who merely sees every inbox is not called to all of them.
              select 'unassigned' kind, w.id, im.operator_id, w.ticket_id, w.at, w.due, false given, null::bigint message_id, null::text author_name
              from waits w
              join inbox_members im on im.inbox_id = w.inbox_id and im.operator_id = any(@people)
              union all
              -- Where nobody who leads is there it is the concern of every administrator who is.
              select 'stranded', w.id, o.id, w.ticket_id, w.at, w.due, false, null, null
              from waits w
              cross join lateral (select array(
                select lead.id
                from inbox_members im
                join operators lead on lead.id = im.operator_id and lead.role in ('supervisor', 'admin') and lead.disabled_at is null and lead.available
                where im.inbox_id = w.inbox_id) leads) its
              join operators o on o.id = any(@people) and (o.id = any(its.leads) or o.role = 'admin' and cardinality(its.leads) = 0)
              where w.kind = 'rotated'
              union all
              select 'message', e.id, t.operator_id, e.ticket_id, e.at, e.at, true, null, null
              from happened e
              join tickets t on t.id = e.ticket_id and t.status = 'assigned' and t.operator_id = e.operator_id
              where e.kind in ({Gives})
              union all
              -- What was written before the ticket came to them came with it.
              select 'message', e.id, t.operator_id, e.ticket_id, e.at, e.at, false, m.id, null
              from happened e
              join messages m on m.id = e.message_id and m.author = 'contact' and not m.withheld
              join tickets t on t.id = e.ticket_id and t.status = 'assigned' and t.assigned_at < e.at
              where e.kind = 'received'
              union all
              select 'mention', e.id, o.id, e.ticket_id, e.at, e.at, false, n.message_id, a.name
              from happened e
              join operators a on a.id = e.actor_id
              join mentions n on n.message_id = e.message_id and n.seen_at is null
              join tickets t on t.id = e.ticket_id
              join operators o on o.id = n.operator_id and {Tickets.VisibleToPerson}
              where e.kind = 'noted'
              union all
              select 'rotation', e.id, t.operator_id, e.ticket_id, e.at, e.at, false, null, null
              from happened e
              join tickets t on t.id = e.ticket_id and t.status = 'assigned' and t.operator_id = e.operator_id
              where e.kind = 'rotation_near')
            select distinct on (r.operator_id, r.kind, r.ticket_id)
              r.kind, r.id event_id, r.operator_id, r.ticket_id, r.due, r.given, c.name contact_name, c.phone contact_phone, c.id contact_id,
              i.name inbox_name, r.author_name, coalesce(m.kind, t.last_kind) message_kind, left(coalesce(m.body, t.last_preview, ''), 200) words
            from rings r
            join happened e on e.id = r.id and e.actor_id is distinct from r.operator_id
            join operators o on o.id = r.operator_id and o.id = any(@people) and o.available and o.presence_since <= e.at
            join tickets t on t.id = r.ticket_id
            join inboxes i on i.id = t.inbox_id
            -- Whoever is blocked rings nowhere.
            join contacts c on c.id = t.contact_id and c.blocked_at is null
            left join messages m on m.id = r.message_id
            order by r.operator_id, r.kind, r.ticket_id, r.id desc
            """, new { events, people, settling = Settling, fresh = now - Fresh });
        return alerts.AsList();
    }
}
