using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The library as it is read: the list, what fits a chat, one file. What is done to it is in Library.Write.cs.</summary>
public static partial class Library
{
    public const int LongestTitle = 120;

    /// <summary>The most that a chat's sheet shows; whoever wants another searches.</summary>
    public const int MostOffered = 60;

    /// <summary>Over a file <c>l</c>; the parameters are those of <see cref="Tickets.Scope"/>.</summary>
    private const string Visible = "(l.deleted_at is null and (l.inbox_id is null or @seesAll or l.inbox_id = any(@inboxes)))";

    /// <summary>Over a file <c>l</c>, whether or not it was deleted.</summary>
    private const string Writable = "(@leads and (l.inbox_id is null or @seesAll or l.inbox_id = any(@inboxes)))";

    private const string Columns =
        $"""
        l.id, l.title, l.kind, l.file_name, l.file, f.mime, f.size, f.thumbnail is not null has_thumbnail,
        l.inbox_id, i.name inbox_name, i.colour::int inbox_colour, l.uses, l.last_used_at, {Writable} may_write
        """;

    private const string From = "from library_files l join files f on f.name = l.file left join inboxes i on i.id = l.inbox_id";

    private const string Found = "(unaccent(l.title) ilike unaccent(@part) or unaccent(l.file_name) ilike unaccent(@part))";

    /// <summary>At most <paramref name="take"/> after the one with this id, the most used first.</summary>
    public static async Task<IReadOnlyList<LibraryFile>> List(NpgsqlConnection db, Viewer viewer, LibraryFilter filter, long? after, int take)
    {
        var files = await db.QueryAsync<LibraryFile>(
            $"""
            select {Columns}
            {From}
            where {Visible}
              {(filter.Everyone ? "and l.inbox_id is null" : filter.Inbox is null ? "" : "and l.inbox_id = @inbox")}
              {(filter.Search.Length == 0 ? "" : $"and {Found}")}
              {(after is null ? "" : "and (l.uses, l.id) < (select a.uses, a.id from library_files a where a.id = @after)")}
            order by l.uses desc, l.id desc
            limit {take}
            """, Tickets.Scope(viewer, new { inbox = filter.Inbox, part = Like.Part(filter.Search), after }));
        return files.AsList();
    }

    /// <summary>What may be put into a bar of this ticket, everybody's and its inbox's; one more than <see cref="MostOffered"/> says that there are more.</summary>
    public static async Task<IReadOnlyList<LibraryFile>> Offered(NpgsqlConnection db, Viewer viewer, long ticketId, string search)
    {
        var files = await db.QueryAsync<LibraryFile>(
            $"""
            select {Columns}
            {From}
            join tickets t on t.id = @ticketId and {Tickets.Visible}
            where {Visible} and (l.inbox_id is null or l.inbox_id = t.inbox_id)
              {(search.Length == 0 ? "" : $"and {Found}")}
            order by l.uses desc, l.id desc
            limit 61
            """, Tickets.Scope(viewer, new { ticketId, part = Like.Part(search) }));
        return files.AsList();
    }

    /// <summary>Null: not there, or not for this viewer.</summary>
    public static Task<LibraryFile?> Find(NpgsqlConnection db, Viewer viewer, long id) =>
        db.QuerySingleOrDefaultAsync<LibraryFile>($"select {Columns} {From} where l.id = @id and {Visible}", Tickets.Scope(viewer, new { id }));
}
