using Dapper;
using Npgsql;

namespace Convos.Data;

public enum TagProblem { NotFound, NameTaken }

/// <summary>Exactly one of the two is set.</summary>
public sealed record TagSaved(long? Id, TagProblem? Problem);

/// <summary>What is set of a tag.</summary>
public sealed record TagSettings(string Name, string Description, int Colour);

// What those who lead do to tags, each with its line of the audit.
public static partial class Tags
{
    public static Task<TagSettings?> SettingsOf(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<TagSettings>("select name, description, colour::int colour from tags where id = @id", new { id });

    /// <summary>Makes the tag (<paramref name="id"/> null) or changes it; whatever bears it shows it by its new name and colour.</summary>
    public static async Task<TagSaved> Save(Database database, long actor, long? id, TagSettings settings, DateTime now)
    {
        try
        {
            return await database.InTransaction(db => id is { } known ? Change(db, actor, known, settings, now) : Create(db, actor, settings, now));
        }
        catch (PostgresException taken) when (taken.ConstraintName == "tags_name")
        {
            return new TagSaved(null, TagProblem.NameTaken);
        }
    }

    /// <summary>An archived tag is no longer offered; what bears it keeps it. So already: nothing happens.</summary>
    public static Task<bool> Archive(Database database, long actor, long id, bool archived, DateTime now) =>
        database.InTransaction(async db =>
        {
            var name = await db.QuerySingleOrDefaultAsync<string?>(
                """
                update tags set archived_at = case when @archived then @now::timestamptz end
                where id = @id and (archived_at is not null) <> @archived
                returning name
                """, new { id, archived, now });
            if (name is not null)
            {
                await Audit.Note(db, actor, archived ? AuditAction.Disabled : AuditAction.Restored, AuditSubject.Tag, id, name, now);
            }

            return name is not null;
        });

    private static async Task<TagSaved> Create(NpgsqlConnection db, long actor, TagSettings settings, DateTime now)
    {
        if (await Create(db, settings.Name, settings.Description, settings.Colour, now) is not { } id)
        {
            return new TagSaved(null, TagProblem.NameTaken);
        }

        await Audit.Note(db, actor, AuditAction.Created, AuditSubject.Tag, id, settings.Name, now, Changes.Between(null, settings));
        return new TagSaved(id, null);
    }

    private static async Task<TagSaved> Change(NpgsqlConnection db, long actor, long id, TagSettings settings, DateTime now)
    {
        var before = await db.QuerySingleOrDefaultAsync<TagSettings>(
            "select name, description, colour::int colour from tags where id = @id for update", new { id });
        if (before is null)
        {
            return new TagSaved(null, TagProblem.NotFound);
        }

        var changes = Changes.Between(before, settings);
        await db.ExecuteAsync(
            """
            with changed as (
              update tags set name = @Name, description = @Description, colour = @Colour
              where id = @id and (name, colour) is distinct from (@Name, @Colour)
              returning id),
            described as (
              update tags set description = @Description
              where id = @id and not exists (select from changed))
            insert into events (at, kind, actor_id, data)
            select @now, 'tag_changed', @actor, jsonb_build_object('tag', id) from changed
            """, new { id, actor, now, settings.Name, settings.Description, settings.Colour });
        await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.Tag, id, settings.Name, now, changes);
        return new TagSaved(id, null);
    }
}
