using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Tickets as they are read: one, some, the counters. The lists are in Tickets.List.cs, what may happen to them in Tickets.Moves.cs.</summary>
public static partial class Tickets
{
    /// <summary>The one predicate of visibility, over a ticket <c>t</c>. Its parameters come from <see cref="Scope"/>.</summary>
    internal const string Visible = "(@seesAll or t.operator_id = @me or t.inbox_id = any(@inboxes))";

    /// <summary>The same rule asked of a person <c>o</c> that is not the viewer, over a ticket <c>t</c>.</summary>
    internal const string VisibleToPerson =
        "(o.role = 'admin' or t.operator_id = o.id or exists (select from inbox_members im where im.inbox_id = t.inbox_id and im.operator_id = o.id))";

    private const string Columns =
        $"""
        t.id, t.thread_id, t.contact_id, c.name contact_name, c.phone contact_phone,
        t.inbox_id, i.name inbox_name, i.colour::int inbox_colour, i.first_response_minutes inbox_target, t.channel_id, ch.name channel_name,
        t.status, t.operator_id, o.name operator_name, left(o.photo, 16) operator_photo, t.origin, t.opened_at, t.closed_at,
        t.last_activity_at, t.last_author, t.last_kind, t.last_preview, t.awaiting_since, t.window_closes_at,
        (i.requires_observation or cardinality(i.closing_reasons) > 0) asks_at_closing, t.closing_reason, t.observation,
        {Assignments.RotatesAt} rotates_at, {MayAskForTime} may_ask_for_time, t.version,
        case when cardinality(t.tag_ids) = 0 then '[]' else (
          select json_agg(json_build_array(g.id, g.name, g.colour) order by lower(g.name))::text
          from tags g
          where g.id = any(t.tag_ids)) end tags
        """;

    private const string Joins =
        """
        join contacts c on c.id = t.contact_id
        join inboxes i on i.id = t.inbox_id
        join channels ch on ch.id = t.channel_id
        left join operators o on o.id = t.operator_id
        """;

    /// <summary>
    /// Over a ticket <c>t</c>. What the person has read of it is asked by key, ticket by ticket: a join would read all that anybody has read.
    /// One that they marked unread counts as one at least.
    /// </summary>
    private static string UnreadCount(string person) =>
        $"""
        greatest(
          (select count(*)::int from (
            select from messages m
            where m.ticket_id = t.id and m.author = 'contact' and m.id > coalesce(
              (select r.read_to from ticket_reads r where r.ticket_id = t.id and r.operator_id = {person}), 0)
            limit 100) unread_messages),
          (select r.forced_unread::int from ticket_reads r where r.ticket_id = t.id and r.operator_id = {person}))
        """;

    /// <summary>Null: not there, or not for this viewer.</summary>
    public static Task<Ticket?> Find(NpgsqlConnection db, Viewer viewer, long id) =>
        db.QuerySingleOrDefaultAsync<Ticket>(
            $"select {Columns} from tickets t {Joins} where t.id = @id and {Visible}", Scope(viewer, new { id }));

    /// <summary>Every ticket of a contact that the viewer may see, newest first.</summary>
    public static async Task<IReadOnlyList<Ticket>> OfContact(NpgsqlConnection db, Viewer viewer, long contactId, int take = 50)
    {
        var tickets = await db.QueryAsync<Ticket>(
            $"""
            select {Columns}
            from tickets t {Joins}
            where t.contact_id = @contactId and {Visible}
            order by t.opened_at desc, t.id desc
            limit {take}
            """, Scope(viewer, new { contactId }));
        return tickets.AsList();
    }

    /// <summary>What is held stands counted; only what waits is counted here.</summary>
    internal const string OpenTicketsSql =
        """
        select inbox_id, operator_id, open_count count from operator_inboxes where open_count > 0
        union all
        select inbox_id, null, count(*)::int from tickets where status = 'queued' group by inbox_id
        """;

    /// <summary>Open tickets by inbox and holder, enough for everybody's counters.</summary>
    public static async Task<OpenTickets> OpenTickets(NpgsqlConnection db) =>
        new((await db.QueryAsync<OpenTickets.Cell>(OpenTicketsSql)).AsList());

    internal const string ForEveryoneSql = $"select {Columns} from tickets t {Joins} where t.id = any(@tickets)";

    /// <summary>For those who apply <see cref="Viewer.Sees"/> themselves.</summary>
    public static async Task<IReadOnlyList<Ticket>> ForEveryone(NpgsqlConnection db, long[] tickets) =>
        (await db.QueryAsync<Ticket>(ForEveryoneSql, new { tickets })).AsList();

    /// <summary>How much each person has not read of a ticket, at most 100 counted.</summary>
    public static async Task<IReadOnlyDictionary<(long Ticket, long Operator), int>> Unread(
        NpgsqlConnection db, IReadOnlyCollection<(long Ticket, long Operator)> pairs)
    {
        if (pairs.Count == 0)
        {
            return new Dictionary<(long, long), int>();
        }

        var rows = await db.QueryAsync<(long Ticket, long Operator, int Count)>(
            $"""
            select t.id, t.person, {UnreadCount("t.person")}
            from unnest(@tickets, @people) t(id, person)
            """, new { tickets = pairs.Select(pair => pair.Ticket).ToArray(), people = pairs.Select(pair => pair.Operator).ToArray() });
        return rows.ToDictionary(row => (row.Ticket, row.Operator), row => row.Count);
    }

    /// <summary>The ticket that a channel's message belongs to.</summary>
    public static Task<long?> OpenOf(NpgsqlConnection db, long channelId, string externalId) =>
        db.QuerySingleOrDefaultAsync<long?>(
            "select ticket_id from messages where channel_id = @channelId and external_id = @externalId", new { channelId, externalId });

    internal static DynamicParameters Scope(Viewer viewer, object more)
    {
        var parameters = new DynamicParameters(more);
        parameters.AddDynamicParams(new { me = viewer.Id, seesAll = viewer.SeesAll, leads = viewer.Leads, inboxes = viewer.Inboxes });
        return parameters;
    }
}
