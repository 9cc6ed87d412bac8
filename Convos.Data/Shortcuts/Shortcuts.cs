using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>«Atajos» as they are read: the list, the menu of a chat. What is done to them is in Shortcuts.Write.cs.</summary>
public static partial class Shortcuts
{
    public const int LongestName = 40;
    public const int LongestText = Messages.LongestText;

    /// <summary>The most that a chat's menu holds; beyond them the server searches.</summary>
    public const int MostOffered = 500;

    /// <summary>Over a shortcut <c>s</c>; the parameters are those of <see cref="Tickets.Scope"/>.</summary>
    private const string Visible =
        "(s.deleted_at is null and (s.scope = 'everyone' or s.operator_id = @me or s.inbox_id = any(@inboxes) or (@seesAll and s.scope = 'inbox')))";

    /// <summary>Over a shortcut <c>s</c>: one's own, and for those who lead, what is shared in their inboxes or with everybody.</summary>
    private const string Writable =
        "(s.operator_id = @me or (@leads and (s.scope = 'everyone' or s.inbox_id = any(@inboxes) or (@seesAll and s.scope = 'inbox'))))";

    private const string FileCount = "(select count(*)::int from shortcut_files sf where sf.shortcut_id = s.id)";

    private const string Columns =
        $"""
        s.id, s.name, s.body, s.scope, s.inbox_id, i.name inbox_name, i.colour::int inbox_colour, {FileCount} files, s.uses, s.last_used_at, {Writable} may_write
        """;

    private const string Found = "(unaccent(s.name) ilike unaccent(@part) or unaccent(s.body) ilike unaccent(@part))";

    /// <summary>At most <paramref name="take"/> after the one with this id, the most used or the first by name before the others.</summary>
    public static async Task<IReadOnlyList<ShortcutLine>> List(NpgsqlConnection db, Viewer viewer, ShortcutFilter filter, long? after, int take)
    {
        var (beyond, order) = filter.ByName
            ? ("(lower(s.name), s.id) > (select lower(a.name), a.id from shortcuts a where a.id = @after)", "lower(s.name), s.id")
            : ("(s.uses, s.id) < (select a.uses, a.id from shortcuts a where a.id = @after)", "s.uses desc, s.id desc");
        var lines = await db.QueryAsync<ShortcutLine>(
            $"""
            select {Columns}
            from shortcuts s
            left join inboxes i on i.id = s.inbox_id
            where {Visible}
              {(filter.Scope is null ? "" : "and s.scope = @scope")}
              {(filter.Inbox is null ? "" : "and s.inbox_id = @inbox")}
              {(filter.Search.Length == 0 ? "" : $"and {Found}")}
              {(after is null ? "" : $"and {beyond}")}
            order by {order}
            limit {take}
            """, Tickets.Scope(viewer, new { scope = filter.Scope?.Name(), inbox = filter.Inbox, part = Like.Part(filter.Search), after }));
        return lines.AsList();
    }

    /// <summary>Null: not there, or not for this viewer.</summary>
    public static Task<ShortcutLine?> Find(NpgsqlConnection db, Viewer viewer, long id) =>
        db.QuerySingleOrDefaultAsync<ShortcutLine>(
            $"select {Columns} from shortcuts s left join inboxes i on i.id = s.inbox_id where s.id = @id and {Visible}", Tickets.Scope(viewer, new { id }));

    /// <summary>
    /// What may be put into a draft of this ticket: one's own, everybody's and its inbox's, the most used first; one more than
    /// <see cref="MostOffered"/> says that there are more. Searched, those that match, by name before those by text.
    /// </summary>
    public static async Task<IReadOnlyList<ShortcutChoice>> Offered(NpgsqlConnection db, Viewer viewer, long ticketId, string search = "")
    {
        var choices = await db.QueryAsync<ShortcutChoice>(
            $"""
            select s.id, s.name, s.scope, left(s.body, 300) "text", {FileCount} files
            from shortcuts s
            join tickets t on t.id = @ticketId and {Tickets.Visible}
            where {Visible} and (s.inbox_id is null or s.inbox_id = t.inbox_id)
              {(search.Length == 0 ? "" : $"and {Found}")}
            order by {(search.Length == 0 ? "" : "unaccent(s.name) ilike unaccent(@part) desc,")} s.uses desc, s.id desc
            limit 501
            """, Tickets.Scope(viewer, new { ticketId, part = Like.Part(search) }));
        return choices.AsList();
    }

    /// <summary>Everything that the viewer sees, by scope and name, as it comes from the database.</summary>
    public static IAsyncEnumerable<ShortcutLine> All(NpgsqlConnection db, Viewer viewer) =>
        db.QueryUnbufferedAsync<ShortcutLine>(
            $"""
            select {Columns}
            from shortcuts s
            left join inboxes i on i.id = s.inbox_id
            where {Visible}
            order by s.scope desc, lower(i.name) nulls first, lower(s.name), s.id
            """, Tickets.Scope(viewer, new { }));

    /// <summary>The inboxes whose shortcuts the viewer sees and, if they lead, may write.</summary>
    public static async Task<IReadOnlyList<Inbox>> SharedIn(NpgsqlConnection db, Viewer viewer)
    {
        var inboxes = await db.QueryAsync<Inbox>(
            """
            select id, name, description, colour::int colour, enabled
            from inboxes
            where @seesAll or id = any(@inboxes)
            order by lower(name), id
            """, Tickets.Scope(viewer, new { }));
        return inboxes.AsList();
    }
}
