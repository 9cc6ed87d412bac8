using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The questions that administrators ask of every contact; each change has its line of the audit.</summary>
public static class ContactFields
{
    public const int LongestName = 60;
    public const int LongestOption = 80;
    public const int MostOptions = 100;

    /// <summary>On offer at once.</summary>
    public const int Most = 50;

    /// <summary>Those on offer, in the card's order.</summary>
    public static async Task<IReadOnlyList<ContactField>> Offered(NpgsqlConnection db) =>
        (await db.QueryAsync<ContactField>("select id, name, kind, required, options from contact_fields where archived_at is null order by position, id")).AsList();

    /// <summary>All, those on offer first.</summary>
    public static async Task<IReadOnlyList<FieldEntry>> All(NpgsqlConnection db) =>
        (await db.QueryAsync<FieldEntry>(
            """
            select f.id, f.name, f.kind, f.required, f.options, f.archived_at, coalesce(given.answers, 0) answers
            from contact_fields f
            left join (
              select key, count(*)::int answers
              from contacts c, jsonb_object_keys(c.fields) key
              where c.joined_into is null and c.fields <> '{}'
              group by key) given on given.key = f.id::text
            order by f.archived_at is not null, f.position, f.id
            """)).AsList();

    public static Task<FieldSettings?> SettingsOf(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<FieldSettings>("select name, kind, required, options from contact_fields where id = @id", new { id });

    /// <summary>Makes the field, last of all (<paramref name="id"/> null), or changes it: all but its kind. An option that is taken away stays where it was chosen.</summary>
    public static async Task<FieldSaved> Save(Database database, long actor, long? id, FieldSettings settings, DateTime now)
    {
        try
        {
            return await database.InTransaction(db => id is { } known ? Change(db, actor, known, settings, now) : Create(db, actor, settings, now));
        }
        catch (PostgresException taken) when (taken.ConstraintName == "contact_fields_name")
        {
            return new FieldSaved(null, FieldProblem.NameTaken);
        }
    }

    /// <summary>An archived field is no longer asked; its answers stay, and are shown again when it is brought back. So already: nothing happens.</summary>
    public static Task<bool> Archive(Database database, long actor, long id, bool archived, DateTime now) =>
        database.InTransaction(async db =>
        {
            await db.ExecuteAsync("select pg_advisory_xact_lock(hashtext('contact_fields'))");
            var name = await db.QuerySingleOrDefaultAsync<string?>(
                """
                update contact_fields set archived_at = case when @archived then @now::timestamptz end
                where id = @id and (archived_at is not null) <> @archived and (@archived or (select count(*) from contact_fields where archived_at is null) < @Most)
                returning name
                """, new { id, archived, now, Most });
            if (name is not null)
            {
                await Audit.Note(db, actor, archived ? AuditAction.Disabled : AuditAction.Restored, AuditSubject.ContactField, id, name, now);
            }

            return name is not null;
        });

    /// <summary>One place up or down among those on offer; at the end nothing happens.</summary>
    public static Task Move(Database database, long actor, long id, bool up, DateTime now) =>
        database.InTransaction(async db =>
        {
            await db.ExecuteAsync("select pg_advisory_xact_lock(hashtext('contact_fields'))");
            var order = (await db.QueryAsync<(long Id, string Name)>("select id, name from contact_fields where archived_at is null order by position, id")).AsList();
            var at = order.FindIndex(field => field.Id == id);
            var to = up ? at - 1 : at + 1;
            if (at < 0 || to < 0 || to >= order.Count)
            {
                return false;
            }

            (order[at], order[to]) = (order[to], order[at]);
            await db.ExecuteAsync(
                "update contact_fields f set position = n.position from unnest(@ids) with ordinality n(id, position) where f.id = n.id",
                new { ids = order.Select(field => field.Id).ToArray() });
            await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.ContactField, id, order[to].Name, now, Changes.None.With("position", at + 1, to + 1));
            return true;
        });

    private static async Task<FieldSaved> Create(NpgsqlConnection db, long actor, FieldSettings settings, DateTime now)
    {
        await db.ExecuteAsync("select pg_advisory_xact_lock(hashtext('contact_fields'))");
        if (await db.QuerySingleOrDefaultAsync<long?>(
            $"""
            insert into contact_fields (name, kind, required, options, position, created_at)
            select @Name, @kind, @Required, @Options, (select coalesce(max(position), 0) + 1 from contact_fields), @now
            where (select count(*) from contact_fields where archived_at is null) < {Most}
            returning id
            """, new { now, settings.Name, kind = settings.Kind.Name(), settings.Required, settings.Options }) is not { } id)
        {
            return new FieldSaved(null, FieldProblem.TooMany);
        }

        await Audit.Note(db, actor, AuditAction.Created, AuditSubject.ContactField, id, settings.Name, now, Changes.Between(null, settings));
        return new FieldSaved(id, null);
    }

    private static async Task<FieldSaved> Change(NpgsqlConnection db, long actor, long id, FieldSettings settings, DateTime now)
    {
        var before = await db.QuerySingleOrDefaultAsync<FieldSettings>("select name, kind, required, options from contact_fields where id = @id for update", new { id });
        if (before is null)
        {
            return new FieldSaved(null, FieldProblem.NotFound);
        }

        settings = settings with { Kind = before.Kind };
        await db.ExecuteAsync(
            "update contact_fields set name = @Name, required = @Required, options = @Options where id = @id",
            new { id, settings.Name, settings.Required, settings.Options });
        await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.ContactField, id, settings.Name, now, Changes.Between(before, settings));
        return new FieldSaved(id, null);
    }
}
