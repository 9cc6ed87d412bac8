using System.Security.Cryptography;

namespace Convos.Data;

/// <summary>Files in a folder, which several nodes may share. A file appears under its name by a rename, so nobody ever reads half of one.</summary>
public sealed class FolderFiles(string root) : IFileStore
{
    private const int HexDigits = 2 * SHA256.HashSizeInBytes;

    public async Task<string> Keep(Stream content, CancellationToken ct)
    {
        var draft = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "drafts")).FullName, Guid.NewGuid().ToString("N"));
        try
        {
            var name = await Write(draft, content, ct);
            Directory.CreateDirectory(Path.GetDirectoryName(Home(name))!);
            File.Move(draft, Home(name), overwrite: true);
            return name;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public Task<Stream?> Open(string name, CancellationToken ct) => Task.FromResult<Stream?>(
        IsName(name) && File.Exists(Home(name)) ? new FileStream(Home(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete) : null);

    public Task Remove(string name, CancellationToken ct)
    {
        if (IsName(name) && File.Exists(Home(name)))
        {
            File.Delete(Home(name));
        }

        return Task.CompletedTask;
    }

    public Task RemoveOld(string name, DateTime limit, CancellationToken ct)
    {
        if (IsName(name) && File.Exists(Home(name)) && File.GetLastWriteTimeUtc(Home(name)) < limit)
        {
            // Taken away first and looked at second: what is kept meanwhile gets a place of its own.
            var away = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "drafts")).FullName, Guid.NewGuid().ToString("N"));
            File.Move(Home(name), away);
            if (File.GetLastWriteTimeUtc(away) >= limit)
            {
                File.Move(away, Home(name), overwrite: true);
            }
            else
            {
                File.Delete(away);
            }
        }

        return Task.CompletedTask;
    }

    public void Sweep(DateTime limit)
    {
        foreach (var draft in Directory.CreateDirectory(Path.Combine(root, "drafts")).EnumerateFiles().Where(file => file.LastWriteTimeUtc < limit))
        {
            draft.Delete();
        }
    }

    private static async Task<string> Write(string draft, Stream content, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[81_920];
        while (await content.ReadAsync(buffer, ct) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        // The name must not outlive a power cut that the bytes do not.
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Names come from addresses too: whatever is no hash is no path either.
    private static bool IsName(string name) => name.Length == HexDigits && name.All(char.IsAsciiHexDigitLower);

    // Few thousand to a folder, however many there are.
    private string Home(string name) => Path.Combine(root, name[..2], name);
}
