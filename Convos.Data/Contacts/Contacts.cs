using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Contacts as they are read: one of them, with how they are reached. What people change is in Contacts.Edit.cs.</summary>
public static partial class Contacts
{
    public const int LongestName = 200;
    public const int LongestEmail = 254;
    public const int LongestNotes = 4000;
    public const int LongestAnswer = 500;
    public const int MostPhones = 20;

    /// <summary>
    /// Who may know a contact <c>c</c>: whoever sees a ticket of theirs, or belongs to an inbox whose channel they wrote to.
    /// Whom no channel has met is everybody's.
    /// </summary>
    internal const string Visible =
        $"""
        (@seesAll
          or not exists (select from threads th where th.contact_id = c.id and th.joined_into is null)
          or exists (select from threads th join channels ch on ch.id = th.channel_id where th.contact_id = c.id and ch.inbox_id = any(@inboxes))
          or exists (select from tickets t where t.contact_id = c.id and {Tickets.Visible}))
        """;

    /// <summary>Of a contact <c>c</c> with its owner <c>owner</c>.</summary>
    private const string Columns =
        """
        c.id, c.name, c.phone, c.email, c.language, c.owner_id, owner.name owner_name, c.notes,
        case when cardinality(c.tag_ids) = 0 then '[]' else (
          select json_agg(json_build_array(g.id, g.name, g.colour) order by lower(g.name))::text
          from tags g
          where g.id = any(c.tag_ids)) end tags,
        c.fields::text answers, c.version, c.created_at, c.erased_at is not null erased
        """;

    private const string Joins = "left join operators owner on owner.id = c.owner_id";

    /// <summary>Whoever was joined to another is that other. Null: not there, or not for this viewer.</summary>
    public static async Task<ContactCard?> Card(NpgsqlConnection db, Viewer viewer, long id)
    {
        await using var found = await db.QueryMultipleAsync(
            $"""
            select {Columns}
            from contacts c {Joins}
            where c.id = (select coalesce(joined_into, id) from contacts where id = @id) and {Visible};
            {AroundSql}
            """, Tickets.Scope(viewer, new { id }));
        return await found.ReadSingleOrDefaultAsync<Contact>() is { } contact ? await Around(found, contact) : null;
    }

    /// <summary>For those who show them only to whom they show a ticket of theirs.</summary>
    public static async Task<ContactCard?> ForEveryone(NpgsqlConnection db, long id)
    {
        await using var found = await db.QueryMultipleAsync(
            $"select {Columns} from contacts c {Joins} where c.id = @id;\n{AroundSql}", new { id });
        return await found.ReadSingleOrDefaultAsync<Contact>() is { } contact ? await Around(found, contact) : null;
    }

    private const string AroundSql =
        """
        select a.kind, a.value, a.number
        from contact_aliases a
        where a.contact_id = (select coalesce(joined_into, id) from contacts where id = @id)
        order by a.kind, a.value;
        select th.channel_id, ch.name channel_name, ch.kind, th.id thread_id, th.address, th.last_inbound_at
        from threads th
        join channels ch on ch.id = th.channel_id
        where th.contact_id = (select coalesce(joined_into, id) from contacts where id = @id) and th.joined_into is null
        order by th.last_at desc, th.id desc;
        select id, name, kind, required, options from contact_fields where archived_at is null order by position, id
        """;

    private static async Task<ContactCard> Around(SqlMapper.GridReader found, Contact contact)
    {
        var aliases = (await found.ReadAsync<KnownAlias>()).AsList();
        var channels = (await found.ReadAsync<ContactChannel>()).AsList();
        var fields = (await found.ReadAsync<ContactField>()).AsList();
        return new ContactCard(
            contact, Phones(contact.Phone, aliases, channels), channels, [.. aliases.Where(alias => alias.Kind != "phone").Select(alias => alias.Value)], fields);
    }

    private sealed record KnownAlias(string Kind, string Value, string? Number);

    // The one that lists show comes first. A number is written as it is dialled: as the channel has it, or as it was typed.
    private static List<ContactPhone> Phones(string? shown, IReadOnlyList<KnownAlias> aliases, IReadOnlyList<ContactChannel> channels)
    {
        var first = PhoneNumbers.Canonical(shown ?? "");
        var dialled = channels.Select(channel => channel.Address).Where(address => address.StartsWith('+'))
            .GroupBy(PhoneNumbers.Canonical).ToDictionary(group => group.Key, group => group.First());
        return
        [
            .. aliases.Where(alias => alias.Kind == "phone").OrderByDescending(alias => alias.Value == first).Select(alias => new ContactPhone(
                alias.Value,
                dialled.GetValueOrDefault(alias.Value) ?? alias.Number ?? (alias.Value == first ? $"+{string.Concat(shown!.Where(char.IsAsciiDigit))}" : $"+{alias.Value}"),
                dialled.ContainsKey(alias.Value))),
        ];
    }
}
