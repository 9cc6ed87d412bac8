using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The words that people put on tickets. What puts them there is in Tags.Moves.cs.</summary>
public static partial class Tags
{
    /// <summary>On one ticket.</summary>
    public const int Most = 20;

    public const int LongestName = 40;
    public const int LongestDescription = 200;

    /// <summary>Those on offer, by name.</summary>
    public static async Task<IReadOnlyList<Tag>> Offered(NpgsqlConnection db)
    {
        var tags = await db.QueryAsync<Tag>(
            "select id, name, colour::int colour from tags where archived_at is null order by lower(name)");
        return tags.AsList();
    }

    public static Task<Tag?> Find(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<Tag>("select id, name, colour::int colour from tags where id = @id", new { id });

    /// <summary>All, those on offer first, with how many open tickets bear them.</summary>
    public static async Task<IReadOnlyList<TagEntry>> All(NpgsqlConnection db)
    {
        var tags = await db.QueryAsync<TagEntry>(
            """
            select g.id, g.name, g.description, g.colour::int colour, g.archived_at, coalesce(used.tickets, 0) open_tickets
            from tags g
            left join (
              select tag, count(*)::int tickets
              from tickets t, unnest(t.tag_ids) tag
              where t.status <> 'closed' and t.tag_ids <> '{}'
              group by tag) used on used.tag = g.id
            order by g.archived_at is not null, lower(g.name)
            """);
        return tags.AsList();
    }

    /// <summary>Null: another tag has that name.</summary>
    public static Task<long?> Create(NpgsqlConnection db, string name, string description, int colour, DateTime now) =>
        db.QuerySingleOrDefaultAsync<long?>(
            """
            insert into tags (name, description, colour, created_at) values (@name, @description, @colour, @now)
            on conflict (lower(name)) do nothing
            returning id
            """, new { name, description, colour, now });
}
