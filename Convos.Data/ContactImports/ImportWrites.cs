using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Writes what a batch planned, set by set: new contacts, changed ones, their numbers, what the log tells of each.</summary>
internal sealed class ImportWrites(NpgsqlConnection db, ContactImport import, DateTime now)
{
    /// <summary>False: somebody gave one of the numbers to another contact at this moment, and nothing of this may stand.</summary>
    public async Task<bool> Write(ImportPlan plan)
    {
        var drafts = plan.Changed.ToList();
        if (drafts.Count == 0)
        {
            return true;
        }

        var made = await MakeTags(plan, drafts);
        long Tag(long tag) => tag < 0 ? made[-1 - (int)tag] : tag;
        var born = drafts.Where(draft => draft.Known is null).ToList();
        var ids = born.Count == 0 ? [] : await Ids.Take(db, "contacts", born.Count);
        var all = born.Zip(ids).Concat(drafts.Where(draft => draft.Known is not null).OrderBy(draft => draft.Known!.Id).Select(draft => (draft, draft.Known!.Id)))
            .Select(pair => new Written(pair.Item2, pair.Item1, pair.Item1.Changes(Tag), [.. pair.Item1.Tags.Select(Tag)])).ToList();
        await Insert([.. all.Where(one => one.Draft.Known is null)]);
        await Update([.. all.Where(one => one.Draft.Known is not null)]);
        if (!await Alias(all))
        {
            return false;
        }

        await Tell(all, Tag);
        await Show([.. all.Where(one => one.Draft.Known is not null && one.Changes.Any).Select(one => one.Id)]);
        return true;
    }

    private sealed record Written(long Id, ImportDraft Draft, Changes Changes, long[] Tags)
    {
        public long Version => (Draft.Known?.Version ?? 0) + 1;
    }

    // As they come up: what the dry run called «new» is made with the first contact that bears it.
    private async Task<IReadOnlyList<long>> MakeTags(ImportPlan plan, List<ImportDraft> drafts)
    {
        var used = drafts.SelectMany(draft => draft.Tags).ToHashSet();
        var ids = new List<long>();
        for (var at = 0; at < plan.NewTags.Count; at++)
        {
            ids.Add(used.Contains(-1 - at) ? await MakeTag(plan.NewTags[at]) : 0);
        }

        return ids;
    }

    private async Task<long> MakeTag(string name)
    {
        var settings = new TagSettings(name, "", name.Sum(sign => sign) % 16);
        if (await Tags.Create(db, settings.Name, settings.Description, settings.Colour, now) is { } id)
        {
            await Audit.Note(db, import.OperatorId, AuditAction.Created, AuditSubject.Tag, id, name, now, Changes.Between(null, settings));
            return id;
        }

        return await db.QuerySingleAsync<long>("select id from tags where lower(name) = lower(@name)", new { name });
    }

    private Task Insert(Written[] born) =>
        born.Length == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            insert into contacts (id, name, phone, email, language, owner_id, notes, tag_ids, fields, created_at) overriding system value
            select id, name, phone, email, language, owner, notes, tags::bigint[], fields::jsonb, @now
            from unnest(@ids, @names, @phones, @emails, @languages, @owners, @notes, @tags, @fields) n(id, name, phone, email, language, owner, notes, tags, fields)
            """, Cells(born));

    private Task Update(Written[] known) =>
        known.Length == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            update contacts c set name = n.name, phone = n.phone, email = n.email, language = n.language, owner_id = n.owner, notes = n.notes,
              tag_ids = n.tags::bigint[], fields = n.fields::jsonb, version = c.version + 1
            from unnest(@ids, @names, @phones, @emails, @languages, @owners, @notes, @tags, @fields) n(id, name, phone, email, language, owner, notes, tags, fields)
            where c.id = n.id
            """, Cells(known));

    private object Cells(Written[] all) => new
    {
        now,
        ids = all.Select(one => one.Id).ToArray(),
        names = all.Select(one => one.Draft.After.Name).ToArray(),
        phones = all.Select(one => one.Draft.Known?.Phone ?? (one.Draft.After.Phones is [var shown, ..] ? PhoneNumbers.Display(shown) : null)).ToArray(),
        emails = all.Select(one => one.Draft.After.Email).ToArray(),
        languages = all.Select(one => one.Draft.After.Language).ToArray(),
        owners = all.Select(one => one.Draft.After.OwnerId).ToArray(),
        notes = all.Select(one => one.Draft.After.Notes).ToArray(),
        tags = all.Select(one => $"{{{string.Join(',', one.Tags)}}}").ToArray(),
        fields = all.Select(one => JsonSerializer.Serialize(one.Draft.After.Fields)).ToArray(),
    };

    private async Task<bool> Alias(IReadOnlyList<Written> all)
    {
        var phones = all.SelectMany(one => one.Draft.AddedPhones.Select(phone => (phone.Canonical, phone.Number, one.Id))).ToList();
        return phones.Count == 0 || phones.Count == await db.ExecuteAsync(
            """
            insert into contact_aliases (kind, value, contact_id, number)
            select 'phone', value, contact, number from unnest(@values, @contacts, @numbers) n(value, contact, number) order by value
            on conflict (kind, value) do nothing
            """, new
            {
                values = phones.Select(phone => phone.Canonical).ToArray(),
                contacts = phones.Select(phone => phone.Id).ToArray(),
                numbers = phones.Select(phone => phone.Number).ToArray(),
            });
    }

    // Tags of whoever was known are told as they are when somebody puts them on by hand.
    private Task Tell(IReadOnlyList<Written> all, Func<long, long> tag)
    {
        var told = all.Where(one => one.Changes.Any).Select(one => (one.Id, Kind: one.Draft.Known is null ? "contact_created" : "contact_edited",
                Data: $$"""{"version":{{one.Version}},"import":{{import.Id}},"changes":{{one.Changes.Json}}}"""))
            .Concat(all.Where(one => one.Draft.Known is not null).SelectMany(one => one.Draft.AddedTags.Select(added => (one.Id, Kind: "contact_tagged",
                Data: $$"""{"tag":{{tag(added)}},"import":{{import.Id}}}""")))).ToList();
        return db.ExecuteAsync(
            """
            insert into events (at, kind, contact_id, actor_id, data)
            select @now, kind, contact, @actor, data::jsonb from unnest(@kinds, @contacts, @datas) n(kind, contact, data)
            """, new
            {
                now,
                actor = import.OperatorId,
                kinds = told.Select(one => one.Kind).ToArray(),
                contacts = told.Select(one => one.Id).ToArray(),
                datas = told.Select(one => one.Data).ToArray(),
            });
    }

    // Open tickets bear what their customer is called and whose they are.
    private async Task Show(long[] contacts)
    {
        if (contacts.Length > 0)
        {
            await db.ExecuteAsync(
                """
                select from tickets where contact_id = any(@contacts) and status <> 'closed' order by id for no key update;
                with shown as (
                  update tickets t set version = t.version + 1
                  where t.contact_id = any(@contacts) and t.status <> 'closed'
                  returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id)
                insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, kept)
                select @now, 'contact_shown', id, thread_id, contact_id, inbox_id, operator_id, false from shown
                """, new { contacts, now });
        }
    }
}
