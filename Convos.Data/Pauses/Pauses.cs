using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The reasons for being No disponible that administrators define; each change has its line of the audit.</summary>
public static class Pauses
{
    public const int LongestName = 40;

    internal const string OfferedSql = "select id, name, icon from pauses where archived_at is null order by lower(name), id";

    public static async Task<IReadOnlyList<Pause>> Offered(NpgsqlConnection db) => (await db.QueryAsync<Pause>(OfferedSql)).AsList();

    /// <summary>All, those on offer first.</summary>
    public static async Task<IReadOnlyList<PauseEntry>> All(NpgsqlConnection db)
    {
        var pauses = await db.QueryAsync<PauseEntry>(
            """
            select p.id, p.name, p.icon, p.archived_at,
              (select count(*)::int from operators o where o.pause_id = p.id and o.disabled_at is null) people
            from pauses p
            order by p.archived_at is not null, lower(p.name), p.id
            """);
        return pauses.AsList();
    }

    public static Task<PauseSettings?> SettingsOf(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<PauseSettings>("select name, icon from pauses where id = @id", new { id });

    /// <summary>Makes the pause (<paramref name="id"/> null) or changes it. Whoever is in it, and what was stored with it, keeps the old name.</summary>
    public static async Task<PauseSaved> Save(Database database, long actor, long? id, PauseSettings settings, DateTime now)
    {
        try
        {
            return await database.InTransaction(db => id is { } known ? Change(db, actor, known, settings, now) : Create(db, actor, settings, now));
        }
        catch (PostgresException taken) when (taken.ConstraintName == "pauses_name")
        {
            return new PauseSaved(null, PauseProblem.NameTaken);
        }
    }

    /// <summary>An archived pause is no longer offered. So already: nothing happens.</summary>
    public static Task<bool> Archive(Database database, long actor, long id, bool archived, DateTime now) =>
        database.InTransaction(async db =>
        {
            var name = await db.QuerySingleOrDefaultAsync<string?>(
                """
                update pauses set archived_at = case when @archived then @now::timestamptz end
                where id = @id and (archived_at is not null) <> @archived
                returning name
                """, new { id, archived, now });
            if (name is not null)
            {
                await Audit.Note(db, actor, archived ? AuditAction.Disabled : AuditAction.Restored, AuditSubject.Pause, id, name, now);
            }

            return name is not null;
        });

    private static async Task<PauseSaved> Create(NpgsqlConnection db, long actor, PauseSettings settings, DateTime now)
    {
        var id = await db.QuerySingleAsync<long>(
            "insert into pauses (name, icon, created_at) values (@Name, @icon, @now) returning id", new { now, settings.Name, icon = settings.Icon.Name() });
        await Audit.Note(db, actor, AuditAction.Created, AuditSubject.Pause, id, settings.Name, now, Changes.Between(null, settings));
        return new PauseSaved(id, null);
    }

    private static async Task<PauseSaved> Change(NpgsqlConnection db, long actor, long id, PauseSettings settings, DateTime now)
    {
        var before = await db.QuerySingleOrDefaultAsync<PauseSettings>("select name, icon from pauses where id = @id for update", new { id });
        if (before is null)
        {
            return new PauseSaved(null, PauseProblem.NotFound);
        }

        await db.ExecuteAsync("update pauses set name = @Name, icon = @icon where id = @id", new { id, settings.Name, icon = settings.Icon.Name() });
        await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.Pause, id, settings.Name, now, Changes.Between(before, settings));
        return new PauseSaved(id, null);
    }
}
