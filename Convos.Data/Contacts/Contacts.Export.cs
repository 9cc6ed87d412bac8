using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A contact as a line of a file: phones in E.164, the owner by their e-mail, answers as JSON by the id of the field.</summary>
public sealed record ContactExport(
    long Id, string Name, string[] Phones, string? Email, string? Language, string? Owner, string[] Tags, string Notes, string Answers, DateTime? LastInboundAt, DateTime CreatedAt);

// All that a filter finds, as it comes from the database.
public static partial class Contacts
{
    /// <summary>Oldest first, one by one: however many there are, few are held.</summary>
    public static async IAsyncEnumerable<ContactExport> Export(NpgsqlConnection db, Viewer viewer, ContactFilter filter)
    {
        filter = await Narrow(db, viewer, filter);
        var rows = db.QueryUnbufferedAsync<ContactExport>(
            $"""
            select c.id, c.name,
              array(
                select coalesce(
                  (select th.address from threads th where th.contact_id = c.id and th.address like '+%' and right(th.address, 8) = right(a.value, 8) limit 1),
                  a.number, '+' || a.value)
                from contact_aliases a
                where a.contact_id = c.id and a.kind = 'phone'
                order by a.value) phones,
              c.email, c.language, owner.email owner,
              array(select g.name from tags g where g.id = any(c.tag_ids) order by lower(g.name)) tags,
              c.notes, c.fields::text answers, {LastInbound} last_inbound_at, c.created_at
            from contacts c {Joins}
            where {Fits(filter)}
            order by c.id
            """, Parameters(viewer, filter, new { }));
        await foreach (var row in rows)
        {
            yield return row;
        }
    }
}
