using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A file that goes with an «atajo», as its form lists it.</summary>
public sealed record ShortcutFile(long Id, MessageKind Kind, string FileName, string Mime, long Size);

/// <summary>What a form does to them: those with these ids go, these come.</summary>
public sealed record ShortcutFilesChange(long[] Removed, IReadOnlyList<KeptFile> Added);

/// <summary>Their names before a change and after it.</summary>
internal sealed record HeldFiles(string[] Before, string[] After)
{
    public bool Same => Before.SequenceEqual(After);

    public bool TooMany => After.Length > ShortcutFiles.Most;
}

/// <summary>The files that an «atajo» puts into the bar beside its text.</summary>
public static class ShortcutFiles
{
    public const int Most = 10;

    /// <summary>For whoever was shown the «atajo» itself.</summary>
    public static async Task<IReadOnlyList<ShortcutFile>> Of(NpgsqlConnection db, long shortcutId) =>
        (await db.QueryAsync<ShortcutFile>(
            "select sf.id, sf.kind, sf.file_name, f.mime, f.size from shortcut_files sf join files f on f.name = sf.file where sf.shortcut_id = @shortcutId order by sf.id",
            new { shortcutId })).AsList();

    /// <summary>To put them into a bar; the «atajo» was found for its viewer and ticket before, by <see cref="Shortcuts.Use"/>.</summary>
    public static Task<IReadOnlyList<KeptFile>> Kept(NpgsqlConnection db, long shortcutId) =>
        StoredFiles.Kept(db,
            $"""
            select sf.kind, sf.file_name, {StoredFiles.Columns}
            from shortcut_files sf join files f on f.name = sf.file
            where sf.shortcut_id = @shortcutId
            order by sf.id
            """, new { shortcutId });

    internal static async Task<HeldFiles> Change(NpgsqlConnection db, long shortcutId, ShortcutFilesChange? change, DateTime now)
    {
        var before = await Names(db, shortcutId);
        if (change is null)
        {
            return new HeldFiles(before, before);
        }

        await db.ExecuteAsync("delete from shortcut_files where shortcut_id = @shortcutId and id = any(@Removed)", new { shortcutId, change.Removed });
        foreach (var (kind, fileName, file) in change.Added)
        {
            await StoredFiles.Add(db, file, now);
            await db.ExecuteAsync(
                "insert into shortcut_files (shortcut_id, kind, file, file_name) values (@shortcutId, @kind, @name, left(@fileName, 240))",
                new { shortcutId, kind = kind.Name(), name = file.Name, fileName });
        }

        return new HeldFiles(before, await Names(db, shortcutId));
    }

    private static async Task<string[]> Names(NpgsqlConnection db, long shortcutId) =>
        [.. await db.QueryAsync<string>("select file_name from shortcut_files where shortcut_id = @shortcutId order by id", new { shortcutId })];
}
