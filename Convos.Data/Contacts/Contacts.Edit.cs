using System.Net.Mail;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace Convos.Data;

// What people change of a contact. Each change says in the log what was before and who did it; open tickets are shown anew.
public static partial class Contacts
{
    /// <summary>
    /// Saves what was read at <paramref name="version"/>. An edit that somebody else made since is answered, not overwritten. Nothing
    /// different: nothing happens.
    /// </summary>
    public static Task<ContactSaved> Save(Database database, Viewer viewer, long id, long version, ContactSettings settings, DateTime now) =>
        database.InTransaction(async db =>
        {
            await AloneForNew(db, settings.Phones);
            if (await db.QuerySingleOrDefaultAsync<long?>(
                $"""
                select c.id from contacts c
                where c.id = (select coalesce(joined_into, id) from contacts where id = @id) and c.joined_into is null and {Visible}
                for no key update
                """, Tickets.Scope(viewer, new { id })) is not { } known || await Card(db, viewer, known) is not { } card)
            {
                return new ContactSaved(null, ContactProblem.NotFound);
            }

            // Whoever was joined to somebody else meanwhile counted their changes by themselves.
            var edits = await EditsSince(db, known, known == id ? version : card.Contact.Version - 1);
            return card.Contact.Erased ? new ContactSaved(null, ContactProblem.Erased)
                : edits.Count > 0 || known != id ? new ContactSaved(known, ContactProblem.Changed, edits)
                : await Change(db, viewer.Id, card, settings, now);
        }, stand: saved => saved.Problem is null);

    /// <summary>Somebody whom no channel has met yet.</summary>
    public static Task<ContactSaved> Create(Database database, Viewer viewer, ContactSettings settings, DateTime now) =>
        database.InTransaction(async db =>
        {
            await AloneForNew(db, settings.Phones);
            var id = await db.QuerySingleAsync<long>("insert into contacts (name, created_at) values ('', @now) returning id", new { now });
            var blank = (await ForEveryone(db, id))!;
            var saved = await Change(db, viewer.Id, blank, settings, now, kind: "contact_created");
            return saved;
        }, stand: saved => saved.Problem is null);

    /// <summary>Whether it can be somebody's, whoever brings it: a form, or a file.</summary>
    public static bool IsEmail(string email) =>
        email.Length <= LongestEmail && MailAddress.TryCreate(email, out var address) && address.Address == email && address.Host.Contains('.', StringComparison.Ordinal);

    /// <summary>What a card says, as it would be saved.</summary>
    public static ContactSettings SettingsOf(ContactCard card) => new(
        card.Contact.Name, [.. card.Phones.Select(phone => phone.Number)], card.Contact.Email, card.Contact.Language, card.Contact.OwnerId, card.Contact.Notes,
        new(card.Contact.Fields.ToDictionary(answer => long.Parse(answer.Key, System.Globalization.CultureInfo.InvariantCulture), answer => answer.Value!.DeepClone())));

    // A number that nobody has may be writing to us at this moment: they must not become two.
    private static async Task AloneForNew(NpgsqlConnection db, string[] phones)
    {
        var canonical = phones.Select(PhoneNumbers.Canonical).Distinct().ToArray();
        if (await db.QuerySingleAsync<int>("select count(*)::int from contact_aliases where kind = 'phone' and value = any(@canonical)", new { canonical }) < canonical.Length)
        {
            await InboundContacts.Alone(db);
        }
    }

    /// <summary>Edits after the one that made <paramref name="version"/>, oldest first.</summary>
    public static async Task<IReadOnlyList<ContactEdit>> EditsSince(NpgsqlConnection db, long id, long version) =>
        (await db.QueryAsync<ContactEdit>(
            """
            select o.name actor, e.at, coalesce(e.data -> 'changes', '{}')::text changes
            from events e
            left join operators o on o.id = e.actor_id
            where e.contact_id = @id and e.kept and e.kind in ('contact_edited', 'contact_merged', 'contact_separated', 'contact_anonymised', 'joined') and (e.data ->> 'version')::bigint > @version
            order by e.id
            """, new { id, version })).AsList();

    private static async Task<ContactSaved> Change(
        NpgsqlConnection db, long actor, ContactCard card, ContactSettings settings, DateTime now, string kind = "contact_edited")
    {
        var (id, before) = (card.Contact.Id, SettingsOf(card));
        settings = settings with { Fields = Answered(card, settings.Fields) };
        // An owner is told by name.
        var changes = Edits(before with { OwnerId = null }, settings with { OwnerId = null });
        if (await ChangePhones(db, card, settings.Phones, changes) is { } problem)
        {
            return problem;
        }

        if (settings.OwnerId != before.OwnerId)
        {
            var owner = await db.QuerySingleOrDefaultAsync<string>(
                "select name from operators where id = @OwnerId and disabled_at is null for key share", new { settings.OwnerId });
            if (settings.OwnerId is not null && owner is null)
            {
                return new ContactSaved(null, ContactProblem.NoSuchOwner);
            }

            changes.With("owner", card.Contact.OwnerName, owner);
        }

        if (changes.Any)
        {
            await db.ExecuteAsync(
                """
                update contacts set name = @Name, phone = @phone, email = @Email, language = @Language, owner_id = @OwnerId, notes = @Notes,
                  fields = @fields::jsonb, version = version + 1
                where id = @id
                """, new
                {
                    id, settings.Name, settings.Email, settings.Language, settings.OwnerId, settings.Notes,
                    phone = settings.Phones is [var shown, ..] ? PhoneNumbers.Display(shown) : null,
                    fields = JsonSerializer.Serialize(settings.Fields),
                });
            await Tell(db, id, actor, kind, now, changes);
        }

        return new ContactSaved(id);
    }

    /// <summary>All that differs but the numbers, which are settled by the database; answers one by one.</summary>
    internal static Changes Edits(ContactSettings before, ContactSettings after)
    {
        var changes = Changes.Between(before with { Phones = [], Fields = [] }, after with { Phones = [], Fields = [] });
        foreach (var field in before.Fields.Keys.Union(after.Fields.Keys).Order())
        {
            var (was, becomes) = (before.Fields.GetValueOrDefault(field), after.Fields.GetValueOrDefault(field));
            if (!JsonNode.DeepEquals(was, becomes))
            {
                changes.With($"field_{field}", was, becomes);
            }
        }

        return changes;
    }

    // What is no longer asked keeps its answer.
    private static SortedDictionary<long, JsonNode> Answered(ContactCard card, SortedDictionary<long, JsonNode> answers)
    {
        var asked = card.Fields.Select(field => field.Id).ToHashSet();
        var kept = SettingsOf(card).Fields.Where(answer => !asked.Contains(answer.Key));
        return new(answers.Where(answer => asked.Contains(answer.Key)).Concat(kept).ToDictionary(answer => answer.Key, answer => answer.Value));
    }

    private static async Task<ContactSaved?> ChangePhones(NpgsqlConnection db, ContactCard card, string[] phones, Changes changes)
    {
        var wanted = phones.ToDictionary(PhoneNumbers.Canonical);
        var known = card.Phones.ToDictionary(phone => phone.Canonical);
        if (known.Values.FirstOrDefault(phone => phone.InUse && !wanted.ContainsKey(phone.Canonical)) is { } used)
        {
            return new ContactSaved(null, ContactProblem.PhoneInUse, Phone: used.Number);
        }

        foreach (var (canonical, number) in wanted.Where(phone => !known.ContainsKey(phone.Key)).OrderBy(phone => phone.Key, StringComparer.Ordinal))
        {
            if (await db.ExecuteAsync(
                "insert into contact_aliases (kind, value, contact_id, number) values ('phone', @canonical, @id, @number) on conflict (kind, value) do nothing",
                new { canonical, number, id = card.Contact.Id }) == 0)
            {
                return new ContactSaved(null, ContactProblem.PhoneTaken, Phone: number, TakenBy: await db.QuerySingleOrDefaultAsync<long?>(
                    "select contact_id from contact_aliases where kind = 'phone' and value = @canonical", new { canonical }));
            }
        }

        await db.ExecuteAsync(
            "delete from contact_aliases where contact_id = @id and kind = 'phone' and value = any(@gone)",
            new { id = card.Contact.Id, gone = known.Keys.Except(wanted.Keys).ToArray() });
        if (!known.Keys.SequenceEqual(wanted.Keys))
        {
            changes.With("phones", card.Phones.Select(phone => phone.Number).ToArray(), phones);
        }

        return null;
    }

    /// <summary>Says in the log what changed; every open ticket of theirs is shown anew. The contact is locked.</summary>
    internal static Task Tell(NpgsqlConnection db, long id, long? actor, string kind, DateTime now, Changes changes) =>
        db.ExecuteAsync(
            $"""
            insert into events (at, kind, contact_id, actor_id, data)
            select @now, @kind, c.id, @actor, jsonb_build_object('version', c.version, 'changes', @changes::jsonb)
            from contacts c
            where c.id = @id;
            {ShowSql}
            """, new { id, actor, kind, now, changes = changes.Json });

    /// <summary>Open tickets of a contact <c>@id</c> bear what they are called and whose they are.</summary>
    private const string ShowSql =
        """
        with shown as (
          update tickets t set version = t.version + 1
          where t.contact_id = @id and t.status <> 'closed'
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id)
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, kept)
        select @now, 'contact_shown', id, thread_id, contact_id, inbox_id, operator_id, false from shown
        """;
}
