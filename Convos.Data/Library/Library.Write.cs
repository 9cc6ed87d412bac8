using Dapper;
using Npgsql;

namespace Convos.Data;

// What people do with the library. Rights stand in each statement, and each change has its line in the audit.
public static partial class Library
{
    /// <summary>Whether the viewer may put a file into the folder <c>@inbox</c>.</summary>
    private const string MayHave =
        "(@leads and (@inbox::bigint is null or exists (select from inboxes where id = @inbox::bigint and (@seesAll or id = any(@inboxes)))))";

    /// <summary>False: such a folder is not the viewer's to fill.</summary>
    public static Task<bool> Add(Database database, Viewer viewer, LibraryFileSettings settings, KeptFile file, DateTime now) =>
        database.InTransaction(async db =>
        {
            await StoredFiles.Add(db, file.File, now);
            var id = await db.QuerySingleOrDefaultAsync<long?>(
                $"""
                insert into library_files (inbox_id, title, kind, file, file_name, created_at)
                select @inbox, @Title, @kind, @name, left(@FileName, 240), @now
                where {MayHave}
                returning id
                """, Tickets.Scope(viewer, new
                {
                    settings.Title, inbox = settings.InboxId, kind = file.Kind.Name(), name = file.File.Name, file.FileName, now,
                }));
            if (id is null)
            {
                return false;
            }

            await Audit.Note(db, viewer.Id, AuditAction.Created, AuditSubject.LibraryFile, id, settings.Title, now, Changes.Between(null, settings));
            return true;
        });

    /// <summary>Another title, another folder. <see langword="null"/> is done.</summary>
    public static Task<LibraryFault?> Change(Database database, Viewer viewer, long id, LibraryFileSettings settings, DateTime now) =>
        database.InTransaction(async db =>
        {
            if (settings.Fault is { } fault)
            {
                return fault;
            }

            var before = await db.QuerySingleOrDefaultAsync<LibraryFileSettings>(
                $"select l.title, l.inbox_id from library_files l where l.id = @id and {Visible} and {Writable} for update", Tickets.Scope(viewer, new { id }));
            if (before is null)
            {
                return LibraryFault.NoFile;
            }

            var changed = await db.ExecuteAsync(
                $"update library_files set title = @Title, inbox_id = @inbox where id = @id and {MayHave}",
                Tickets.Scope(viewer, new { id, settings.Title, inbox = settings.InboxId }));
            if (changed == 0)
            {
                return LibraryFault.UnknownFolder;
            }

            await Audit.Note(db, viewer.Id, AuditAction.Edited, AuditSubject.LibraryFile, id, settings.Title, now, Changes.Between(before, settings));
            return (LibraryFault?)null;
        });

    /// <summary>Its title, if it was there and the viewer's to delete.</summary>
    public static Task<string?> Delete(Database database, Viewer viewer, long id, DateTime now) =>
        Turn(database, viewer, id, $"update library_files l set deleted_at = @now where l.id = @id and {Visible} and {Writable} returning l.title", AuditAction.Removed, now);

    /// <summary>Takes a deletion back.</summary>
    public static Task<string?> Restore(Database database, Viewer viewer, long id, DateTime now) =>
        Turn(database, viewer, id, $"update library_files l set deleted_at = null where l.id = @id and l.deleted_at is not null and {Writable} returning l.title", AuditAction.Restored, now);

    /// <summary>Those of these that may go into a bar of this ticket, in the order asked for, each counted as used.</summary>
    public static Task<IReadOnlyList<KeptFile>> Use(NpgsqlConnection db, Viewer viewer, long[] ids, long ticketId, DateTime now) =>
        StoredFiles.Kept(db,
            $"""
            with used as (
              update library_files l set uses = l.uses + 1, last_used_at = greatest(l.last_used_at, @now)
              from tickets t
              where l.id = any(@ids) and {Visible} and t.id = @ticketId and {Tickets.Visible} and (l.inbox_id is null or l.inbox_id = t.inbox_id)
              returning l.id, l.kind, l.file, l.file_name)
            select used.kind, used.file_name, {StoredFiles.Columns}
            from used join files f on f.name = used.file
            order by array_position(@ids, used.id)
            """, Tickets.Scope(viewer, new { ids, ticketId, now }));

    /// <summary>Its bytes, under the name that they are sent with.</summary>
    public static Task<(StoredFile File, string FileName)?> Bytes(NpgsqlConnection db, Viewer viewer, long id) =>
        Attachments.Named(db, $"select l.file_name, {StoredFiles.Columns} from library_files l join files f on f.name = l.file where l.id = @id and {Visible}",
            Tickets.Scope(viewer, new { id }));

    /// <summary>Those that were deleted before this cannot be brought back any more.</summary>
    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from library_files where deleted_at < @before", new { before });

    private static Task<string?> Turn(Database database, Viewer viewer, long id, string sql, AuditAction action, DateTime now) =>
        database.InTransaction(async db =>
        {
            var title = await db.QuerySingleOrDefaultAsync<string?>(sql, Tickets.Scope(viewer, new { id, now }));
            if (title is not null)
            {
                await Audit.Note(db, viewer.Id, action, AuditSubject.LibraryFile, id, title, now);
            }

            return title;
        });
}
