using System.Security.Cryptography;
using System.Text;

namespace Convos.Data;

/// <summary>The folder in which an installation keeps its PostgreSQL, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    // For what another account must be able to enter when it cannot enter where we live.
    private const string Elsewhere = "/var/lib/convos-embedded";

    private readonly string path;
    private readonly FileStream hold;

    public DataFolder(string path)
    {
        this.path = path;
        try
        {
            Directory.CreateDirectory(path);
            hold = new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new CannotStartException($"The data folder {path} belongs to somebody else: start Convos as its owner, or name another folder in Data:Folder.", refused);
        }
        catch (IOException busy) when (File.Exists(Path.Combine(path, "lock")))
        {
            throw new CannotStartException($"Another Convos is already using the data folder {path}: stop it, or name another folder in Data:Folder.", busy);
        }
    }

    /// <summary>Where the server of this major lives, enterable by its account. Data of another major is never touched.</summary>
    public async Task<string> Home(PostgresBinaries binaries, PostgresAccount account, CancellationToken ct)
    {
        RefuseOtherMajors(binaries.Major);
        var home = Path.Combine(path, $"pg{binaries.Major}");
        if (Directory.Exists(home) && Directory.ResolveLinkTarget(home, returnFinalTarget: true) is { } moved)
        {
            return moved.FullName;
        }

        if (account.IsOther && !await Command.Works(account.Line("test", "-x", path), ct))
        {
            return await Move(home, ct);
        }

        Private(home);
        return home;
    }

    /// <summary>The programs, copied if need be to where the account can run them.</summary>
    public static async Task<PostgresBinaries> Programs(PostgresBinaries binaries, PostgresAccount account, CancellationToken ct)
    {
        if (!account.IsOther || await Command.Works(account.Line(binaries["postgres"], "--version"), ct))
        {
            return binaries;
        }

        var copy = Path.Combine(Elsewhere, $"postgresql-{binaries.Version}");
        if (!Directory.Exists(copy))
        {
            var draft = $"{copy}.{Guid.NewGuid():N}";
            Directory.CreateDirectory(Elsewhere);
            await Must(["cp", "-a", binaries.Folder, draft], ct);
            await Must(["chmod", "-R", "a+rX", draft], ct);
            Place(draft, copy);
        }

        return binaries with { Folder = copy };
    }

    public void Dispose() => hold.Dispose();

    private void RefuseOtherMajors(int ours)
    {
        if (Directory.Exists(Path.Combine(path, $"pg{ours}")))
        {
            return;
        }

        foreach (var other in Directory.EnumerateDirectories(path, "pg*").Select(Path.GetFileName))
        {
            throw new CannotStartException(
                $"The data folder {path} holds {other}, but this Convos brings PostgreSQL {ours}. Start the earlier Convos, save its data with pg_dump, move {other} out of the folder, start this Convos once so that it makes pg{ours}, and load the data with pg_restore --clean.");
        }
    }

    private async Task<string> Move(string home, CancellationToken ct)
    {
        var place = Path.Combine(Elsewhere, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12]);
        Directory.CreateDirectory(Elsewhere);
        if (Directory.Exists(home))
        {
            await Must(["mv", "--no-target-directory", home, place], ct);
        }

        Private(place);
        Directory.CreateSymbolicLink(home, place);
        return place;
    }

    // Whole or not at all; another process may have been quicker.
    private static void Place(string draft, string copy)
    {
        try
        {
            Directory.Move(draft, copy);
        }
        catch (IOException) when (Directory.Exists(copy))
        {
            Directory.Delete(draft, recursive: true);
        }
    }

    private static void Private(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task Must(string[] line, CancellationToken ct)
    {
        if (await Command.Run(line, ct) is { Succeeded: false } failed)
        {
            throw new CannotStartException($"{string.Join(' ', line)}: {failed.Output}");
        }
    }
}
