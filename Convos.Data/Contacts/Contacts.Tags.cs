using Dapper;

namespace Convos.Data;

// Contacts bear the same words as tickets do.
public static partial class Contacts
{
    /// <summary>False: no such contact for this viewer, no such tag, or too many already. A tag that is there is no error.</summary>
    public static Task<bool> Tag(Database database, Viewer viewer, long id, long tag, DateTime now) =>
        Retag(database, viewer, id, tag, now, "contact_tagged",
            $"""
            update contacts c set tag_ids = c.tag_ids || @tag, version = c.version + 1
            where c.id = @id and c.joined_into is null and c.erased_at is null and {Visible}
              and not c.tag_ids @> array[@tag] and cardinality(c.tag_ids) < {Tags.Most}
              and exists (select from tags where id = @tag and archived_at is null)
            returning c.id
            """);

    /// <summary>A tag that is not there is no error.</summary>
    public static Task<bool> Untag(Database database, Viewer viewer, long id, long tag, DateTime now) =>
        Retag(database, viewer, id, tag, now, "contact_untagged",
            $"""
            update contacts c set tag_ids = array_remove(c.tag_ids, @tag), version = c.version + 1
            where c.id = @id and c.joined_into is null and {Visible} and c.tag_ids @> array[@tag]
            returning c.id
            """);

    private static Task<bool> Retag(Database database, Viewer viewer, long id, long tag, DateTime now, string kind, string sql) =>
        database.InTransaction(async db =>
        {
            if (await db.QuerySingleOrDefaultAsync<long?>(sql, Tickets.Scope(viewer, new { id, tag })) is not null)
            {
                await db.ExecuteAsync(
                    "insert into events (at, kind, contact_id, actor_id, data) values (@now, @kind, @id, @actor, jsonb_build_object('tag', @tag))",
                    new { now, kind, id, actor = viewer.Id, tag });
                return true;
            }

            return await db.QuerySingleAsync<bool>(
                $"select exists (select from contacts c where c.id = @id and c.joined_into is null and {Visible} and c.tag_ids @> array[@tag] = @bears)",
                Tickets.Scope(viewer, new { id, tag, bears = kind == "contact_tagged" }));
        });
}
