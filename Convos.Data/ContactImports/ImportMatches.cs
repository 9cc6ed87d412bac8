using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Whom the rows of a batch may speak of: contacts by number, by e-mail, and as they are.</summary>
internal sealed record ImportMatches(
    IReadOnlyDictionary<string, long> ByPhone, IReadOnlyDictionary<string, (long Id, int Count)> ByEmail, IReadOnlyDictionary<long, KnownContact> Contacts)
{
    /// <param name="held">Nobody else changes them until the transaction ends. Null then: somebody was joined to another at this moment.</param>
    public static async Task<ImportMatches?> Read(NpgsqlConnection db, Viewer viewer, IReadOnlyList<ImportedRow> rows, bool held)
    {
        var byPhone = (await db.QueryAsync<(string Value, long Id)>(
            """
            select a.value, coalesce(c.joined_into, c.id)
            from contact_aliases a
            join contacts c on c.id = a.contact_id
            where a.kind = 'phone' and a.value = any(@values)
            """, new { values = rows.SelectMany(row => row.Canonicals).Distinct().ToArray() })).ToDictionary(one => one.Value, one => one.Id);
        var mailboxes = rows.Where(row => row is { Phones: [], Email: not null }).Select(row => row.Mailbox).Distinct().ToArray();
        var byEmail = mailboxes.Length == 0 ? [] : (await db.QueryAsync<(string Email, long Id, int Count)>(
            """
            select lower(email), min(id), count(*)::int
            from contacts
            where lower(email) = any(@mailboxes) and joined_into is null
            group by lower(email)
            """, new { mailboxes })).ToDictionary(one => one.Email, one => (one.Id, one.Count));
        var ids = byPhone.Values.Concat(byEmail.Values.Select(one => one.Id)).Distinct().ToArray();
        var contacts = ids.Length == 0 ? [] : await Known(db, viewer, ids, held);
        return contacts.Count == ids.Length ? new(byPhone, byEmail, contacts) : null;
    }

    /// <summary>Whether a row has a number that nobody is known by.</summary>
    public bool MakesAliases(IEnumerable<ImportedRow> rows) => rows.Any(row => row.Faults.Count == 0 && !row.Canonicals.All(ByPhone.ContainsKey));

    private static async Task<Dictionary<long, KnownContact>> Known(NpgsqlConnection db, Viewer viewer, long[] ids, bool held)
    {
        if (held)
        {
            await db.ExecuteAsync("select from contacts where id = any(@ids) order by id for no key update", new { ids });
        }

        return (await db.QueryAsync<KnownContact>(
            $"""
            select c.id, c.name, c.phone, c.email, c.language, c.owner_id, c.notes, c.tag_ids, c.fields::text answers, c.version,
              array(select a.value from contact_aliases a where a.contact_id = c.id and a.kind = 'phone' order by a.value) canonicals,
              array(select coalesce(a.number, '+' || a.value) from contact_aliases a where a.contact_id = c.id and a.kind = 'phone' order by a.value) numbers,
              c.erased_at is null and {Data.Contacts.Visible} seen
            from contacts c
            where c.id = any(@ids) and c.joined_into is null
            """, Tickets.Scope(viewer, new { ids }))).ToDictionary(contact => contact.Id);
    }
}
