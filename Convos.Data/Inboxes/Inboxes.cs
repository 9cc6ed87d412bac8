using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The inboxes as pages read them. What administrators do to them is in Inboxes.Settings.cs.</summary>
public static partial class Inboxes
{
    /// <summary>Those the viewer may hand a ticket to: every enabled one.</summary>
    public static async Task<IReadOnlyList<Inbox>> Enabled(NpgsqlConnection db)
    {
        var inboxes = await db.QueryAsync<Inbox>(
            "select id, name, description, colour::int colour, enabled from inboxes where enabled order by name, id");
        return inboxes.AsList();
    }

    internal static async Task<IReadOnlySet<long>> EnabledAmong(NpgsqlConnection db, long[] ids) =>
        ids.Length == 0 ? new HashSet<long>()
        : (await db.QueryAsync<long>("select id from inboxes where enabled and id = any(@ids)", new { ids })).ToHashSet();

    /// <summary>Those the viewer belongs to, an admin all of them; enabled first, by name.</summary>
    public static async Task<IReadOnlyList<InboxLine>> Lines(NpgsqlConnection db, Viewer viewer)
    {
        var lines = await db.QueryAsync<InboxLine>(
            """
            select i.id, i.name, i.description, i.colour::int colour, i.enabled, i.strategy,
              array(select o.name from inbox_members im join operators o on o.id = im.operator_id
                where im.inbox_id = i.id and im.duty = 'attends' and o.disabled_at is null order by o.name) attending,
              array(select o.name from inbox_members im join operators o on o.id = im.operator_id
                where im.inbox_id = i.id and im.duty = 'supervises' and o.disabled_at is null order by o.name) supervising,
              array(select ch.name from channels ch where ch.inbox_id = i.id order by ch.name) channels,
              coalesce(open.queued, 0) queued, coalesce(open.assigned, 0) assigned
            from inboxes i
            left join (
              select inbox_id, (count(*) filter (where operator_id is null))::int queued, count(operator_id)::int assigned
              from tickets
              where status <> 'closed'
              group by inbox_id) open on open.inbox_id = i.id
            where @seesAll or i.id = any(@inboxes)
            order by i.enabled desc, lower(i.name), i.id
            """, new { seesAll = viewer.SeesAll, inboxes = viewer.Inboxes });
        return lines.AsList();
    }
}
