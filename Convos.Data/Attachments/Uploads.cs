using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A file that somebody chose to send and has not sent yet.</summary>
public sealed record Upload(Guid Id, MessageKind Kind, string FileName, string File, string Mime, long Size, bool HasThumbnail);

/// <summary>What waits in the bars of operators. Sent or not, it is forgotten after two days; a message keeps its file.</summary>
public static class Uploads
{
    private const string Columns = "u.id, u.kind, u.file_name, u.file, f.mime, f.size, f.thumbnail is not null has_thumbnail";

    /// <param name="ticketId">Whose bar it waits in, for this viewer alone; null elsewhere.</param>
    public static async Task<Upload> Add(NpgsqlConnection db, Viewer viewer, long? ticketId, MessageKind kind, StoredFile file, string fileName, DateTime now)
    {
        var id = Guid.NewGuid();
        await Put(db, viewer, id, ticketId, kind, file, fileName, now);
        return new Upload(id, kind, fileName, file.Name, file.Mime, file.Size, file.Thumbnail is not null);
    }

    /// <summary>
    /// For the message of this key, in no bar: another choice takes its place until the message is sent, and then no more. Null where the
    /// key is somebody else's.
    /// </summary>
    public static async Task<Upload?> Keep(NpgsqlConnection db, Viewer viewer, Guid key, MessageKind kind, StoredFile file, string fileName, DateTime now)
    {
        await Put(db, viewer, key, ticketId: null, kind, file, fileName, now);
        return (await Mine(db, viewer, [key])).SingleOrDefault();
    }

    /// <summary>What waits in the viewer's bar of this ticket, in the order in which it came.</summary>
    public static async Task<IReadOnlyList<Upload>> Waiting(NpgsqlConnection db, Viewer viewer, long ticketId) =>
        (await db.QueryAsync<Upload>(
            $"""
            select {Columns}
            from uploads u
            join files f on f.name = u.file
            where u.operator_id = @me and u.ticket_id = @ticketId
              and not exists (select from messages m where m.operator_id = @me and m.client_key = u.id)
            order by u.created_at, u.id
            """, new { ticketId, me = viewer.Id })).AsList();

    /// <summary>Those of these that are the viewer's, sent or not, in the order asked for.</summary>
    public static async Task<IReadOnlyList<Upload>> Mine(NpgsqlConnection db, Viewer viewer, Guid[] ids) =>
        ids.Length == 0 ? [] : (await db.QueryAsync<Upload>(
            $"""
            select {Columns}
            from uploads u
            join files f on f.name = u.file
            where u.id = any(@ids) and u.operator_id = @me
            order by array_position(@ids, u.id)
            """, new { ids, me = viewer.Id })).AsList();

    public static Task<(StoredFile File, string FileName)?> Find(NpgsqlConnection db, Viewer viewer, Guid id) =>
        Attachments.Named(db,
            $"select u.file_name, {StoredFiles.Columns} from uploads u join files f on f.name = u.file where u.id = @id and u.operator_id = @me",
            new { id, me = viewer.Id });

    public static Task Remove(NpgsqlConnection db, Viewer viewer, Guid id) =>
        db.ExecuteAsync("delete from uploads where id = @id and operator_id = @me", new { id, me = viewer.Id });

    /// <summary>A message keeps its file without it.</summary>
    public static Task Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from uploads where created_at < @before", new { before });

    private static async Task Put(
        NpgsqlConnection db, Viewer viewer, Guid id, long? ticketId, MessageKind kind, StoredFile file, string fileName, DateTime now)
    {
        await StoredFiles.Add(db, file, now);
        await db.ExecuteAsync(
            """
            insert into uploads as u (id, operator_id, ticket_id, kind, file, file_name, created_at)
            values (@id, @me, @ticketId, @kind, @file, left(@fileName, 240), @now)
            on conflict (id) do update set kind = excluded.kind, file = excluded.file, file_name = excluded.file_name, created_at = excluded.created_at
            where u.operator_id = @me and u.ticket_id is null
              and not exists (select from messages m where m.operator_id = @me and m.client_key = u.id)
            """, new { id, me = viewer.Id, ticketId, kind, file = file.Name, fileName, now });
    }
}
