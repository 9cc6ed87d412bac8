using Dapper;
using Npgsql;

namespace Convos.Data;

// What people change about themselves. The stream tells colleagues about a name and a face.
public static partial class Operators
{
    public static Task<Operator?> ById(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<Operator>($"select {Columns} from operators where id = @id", new { id });

    public static Task<bool> Rename(Database database, long id, string name, DateTime now) =>
        database.InTransaction(async db =>
        {
            var before = await db.QuerySingleOrDefaultAsync<string>(
                """
                with renamed as (
                  update operators o set name = @name
                  from operators before
                  where o.id = @id and before.id = o.id and o.name <> @name
                  returning o.id, before.name),
                told as (
                  insert into events (at, kind, operator_id, actor_id, kept)
                  select @now, 'profile', id, id, false from renamed)
                select name from renamed
                """, new { id, name, now });
            if (before is not null)
            {
                await Audit.Note(db, id, AuditAction.Edited, AuditSubject.Operator, id, name, now, Changes.None.With("name", before, name));
            }

            return before is not null;
        });

    /// <param name="photo">The content's name in the file store; null takes the photo away.</param>
    /// <returns>The content that nobody's photo shows any more.</returns>
    public static Task<string?> SetPhoto(NpgsqlConnection db, long id, string? photo, DateTime now) =>
        db.QuerySingleOrDefaultAsync<string?>(
            """
            with changed as (
              update operators o set photo = @photo
              from operators before
              where o.id = @id and before.id = o.id and o.photo is distinct from @photo
              returning o.id, before.photo),
            told as (
              insert into events (at, kind, operator_id, actor_id, kept)
              select @now, 'profile', id, id, false from changed)
            select c.photo
            from changed c
            where not exists (select from operators o where o.photo = c.photo and o.id <> c.id)
            """, new { id, photo, now });

    /// <summary>The content's name. Null: initials.</summary>
    public static Task<string?> Photo(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<string?>("select photo from operators where id = @id", new { id });

    public static Task SavePreferences(NpgsqlConnection db, long id, string culture, Theme theme, string? zone) =>
        db.ExecuteAsync(
            "update operators set culture = @culture, theme = @theme, zone = @zone where id = @id", new { id, culture, theme = theme.Name(), zone });

    /// <summary>Ends every other session. Null: the password had changed meanwhile.</summary>
    /// <returns>The stamp of the sessions from now on.</returns>
    public static Task<Guid?> ChangePassword(Database database, Operator person, Guid session, string passwordHash, DateTime now) =>
        database.InTransaction(async db =>
        {
            var stamp = await db.QuerySingleOrDefaultAsync<Guid?>(
                """
                update operators set password_hash = @passwordHash, stamp = gen_random_uuid()
                where id = @id and password_hash = @old
                returning stamp
                """, new { person.Id, old = person.PasswordHash, passwordHash });
            if (stamp is not null)
            {
                await Presences.OthersSignedOut(db, person.Id, session, now);
                await Audit.Note(db, person.Id, AuditAction.PasswordSet, AuditSubject.Operator, person.Id, person.Name, now);
            }

            return stamp;
        });

    /// <summary>Ends every session but one's own, and with them their streams.</summary>
    /// <returns>The stamp of the sessions from now on.</returns>
    public static Task<Guid> EndOtherSessions(Database database, Viewer viewer, Guid session, DateTime now) =>
        database.InTransaction(async db =>
        {
            var stamp = await db.QuerySingleAsync<Guid>("update operators set stamp = gen_random_uuid() where id = @id returning stamp", new { viewer.Id });
            await Presences.OthersSignedOut(db, viewer.Id, session, now);
            await Audit.Note(db, viewer.Id, AuditAction.SignedOut, AuditSubject.Operator, viewer.Id, viewer.Name, now);
            return stamp;
        });
}
