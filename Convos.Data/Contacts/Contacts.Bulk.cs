using Dapper;
using Npgsql;

namespace Convos.Data;

// One tag on, or off, many contacts: those that were picked, or all that a filter finds.
public static partial class Contacts
{
    /// <summary>At once; more is refused rather than done in part.</summary>
    public const int MostAtOnce = 10_000;

    /// <summary>How many were changed: those that bore it already, or may bear no more, are not among them.</summary>
    /// <param name="picked">Null: all that the filter finds.</param>
    public static Task<int> TagAll(Database database, Viewer viewer, ContactFilter filter, long[]? picked, long tag, bool on, DateTime now) =>
        database.InTransaction(async db =>
        {
            filter = picked is null ? await Narrow(db, viewer, filter) : filter;
            var ids = (await db.QueryAsync<long>(
                $"""
                select c.id
                from contacts c
                where {(picked is null ? Fits(filter) : $"c.joined_into is null and {Visible} and c.id = any(@picked)")}
                  and c.tag_ids @> array[@mark] <> @on
                order by c.id
                limit {MostAtOnce}
                for no key update of c
                """, Parameters(viewer, filter, new { picked, mark = tag, on }))).AsList();
            return await db.QuerySingleAsync<int>(
                $"""
                with changed as (
                  update contacts c set
                    tag_ids = case when @on then c.tag_ids || @tag::bigint else array_remove(c.tag_ids, @tag::bigint) end, version = c.version + 1
                  where c.id = any(@ids) and (not @on or cardinality(c.tag_ids) < {Tags.Most} and exists (select from tags where id = @tag and archived_at is null))
                  returning c.id),
                told as (
                  insert into events (at, kind, contact_id, actor_id, data)
                  select @now, case when @on then 'contact_tagged' else 'contact_untagged' end, id, @me, jsonb_build_object('tag', @tag::bigint) from changed)
                select count(*)::int from changed
                """, Tickets.Scope(viewer, new { ids = ids.ToArray(), tag, on, now }));
        });
}
