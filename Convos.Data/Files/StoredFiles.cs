using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What is known of the bytes that are kept. The same bytes are one row.</summary>
public static class StoredFiles
{
    internal const string Columns = "f.name, f.mime, f.size, f.width, f.height, f.animated, f.thumbnail";

    public static Task Add(NpgsqlConnection db, StoredFile file, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into files (name, mime, size, width, height, animated, thumbnail, created_at)
            values (@Name, @Mime, @Size, @Width, @Height, @Animated, @Thumbnail, @now)
            -- It counts as new, so that nobody throws it away between its coming and its use.
            on conflict (name) do update set created_at = excluded.created_at
            """, new { file.Name, file.Mime, file.Size, file.Width, file.Height, file.Animated, file.Thumbnail, now });

    /// <summary>Forgets what nothing shows and nobody is about to send; answers the names whose bytes may go.</summary>
    public static async Task<IReadOnlyList<string>> Prune(NpgsqlConnection db, DateTime before)
    {
        // Few at a time: the next hour takes the rest.
        var gone = await db.QueryAsync<(string Name, string? Thumbnail)>(
            """
            delete from files
            where name in (
              select f.name
              from files f
              where f.created_at < @before
                and not exists (select from attachments a where a.file = f.name)
                and not exists (select from uploads u where u.file = f.name)
                and not exists (select from channel_files cf where cf.file = f.name)
                and not exists (select from library_files l where l.file = f.name)
                and not exists (select from shortcut_files sf where sf.file = f.name)
              limit 500)
            returning name, thumbnail
            """, new { before });
        var names = gone.SelectMany(one => new[] { one.Name, one.Thumbnail }).OfType<string>().ToArray();
        var kept = await db.QueryAsync<string>(
            """
            select name from files where name = any(@names)
            union select thumbnail from files where thumbnail = any(@names)
            union select photo from operators where photo = any(@names)
            """, new { names });
        return [.. names.Except(kept)];
    }

    /// <summary>Files that are kept to be sent: <paramref name="sql"/> answers kind, file_name and <see cref="Columns"/>.</summary>
    internal static async Task<IReadOnlyList<KeptFile>> Kept(NpgsqlConnection db, string sql, object parameters)
    {
        var found = await db.QueryAsync<KeptAs, StoredFile, KeptFile>(sql, (kept, file) => new(kept.Kind, kept.FileName, file), parameters, splitOn: "name");
        return found.AsList();
    }

    public static Task<StoredFile?> Find(NpgsqlConnection db, string name) =>
        db.QuerySingleOrDefaultAsync<StoredFile>($"select {Columns} from files f where f.name = @name", new { name });

    private sealed record KeptAs(MessageKind Kind, string FileName);
}
