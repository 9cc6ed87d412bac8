using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The lists whose filters can be kept.</summary>
public enum SegmentList { Contacts, Tickets, Conversations }

/// <summary>A filter of a list under a name. <c>Query</c> is the list's own; <c>Shared</c>: everybody's, kept by those who lead.</summary>
public sealed record Segment(long Id, string Name, bool Shared, string Query, bool MayDelete);

/// <summary>Saved filters: one's own, and everybody's.</summary>
public static class Segments
{
    public const int LongestName = 60;
    public const int LongestQuery = 2000;

    public static async Task<IReadOnlyList<Segment>> All(NpgsqlConnection db, Viewer viewer, SegmentList list) =>
        (await db.QueryAsync<Segment>(
            """
            select id, name, operator_id is null shared, query, (operator_id = @me or operator_id is null and @leads) may_delete
            from segments
            where list = @list and (operator_id = @me or operator_id is null)
            order by operator_id is not null, lower(name)
            """, Tickets.Scope(viewer, new { list = list.Name() }))).AsList();

    /// <summary>Under a name that is there already it takes its place. Shared by somebody who does not lead: it is their own.</summary>
    public static async Task Save(Database database, Viewer viewer, SegmentList list, string name, string query, bool shared, DateTime now)
    {
        await using var db = await database.Open();
        await db.ExecuteAsync(
            """
            insert into segments (list, name, operator_id, query, created_at)
            values (@list, @name, case when @shared and @leads then null else @me end, @query, @now)
            on conflict (list, coalesce(operator_id, 0), lower(name)) do update set name = excluded.name, query = excluded.query
            """, Tickets.Scope(viewer, new { list = list.Name(), name, query, shared, now }));
    }

    public static async Task Delete(Database database, Viewer viewer, SegmentList list, long id)
    {
        await using var db = await database.Open();
        await db.ExecuteAsync(
            "delete from segments where id = @id and list = @list and (operator_id = @me or operator_id is null and @leads)",
            Tickets.Scope(viewer, new { id, list = list.Name() }));
    }
}
