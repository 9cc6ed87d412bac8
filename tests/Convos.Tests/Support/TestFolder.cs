using System.Diagnostics;
using System.Globalization;
using static System.IO.Path;

namespace Convos.Tests;

/// <summary>A temporary folder, removed with what is in it; what a killed run left is removed by the next.</summary>
public sealed class TestFolder : IDisposable
{
    private static readonly string Prefix = $"convos-test-{Environment.UserName}-";

    private readonly FileStream alive;

    public TestFolder()
    {
        Path = Directory.CreateDirectory(Combine(GetTempPath(), $"{Prefix}{Guid.NewGuid():N}")).FullName;
        alive = new FileStream(this["alive"], FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    public string Path { get; }

    public string this[string child] => Combine(Path, child);

    public static void SweepAbandoned()
    {
        foreach (var folder in Directory.EnumerateDirectories(GetTempPath(), $"{Prefix}*").Where(Abandoned).Select(Claim).OfType<string>())
        {
            foreach (var postmaster in Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories))
            {
                EndServer(postmaster);
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose()
    {
        alive.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    // Of several runs that sweep at once, one can move it; the others leave it alone.
    private static string? Claim(string folder)
    {
        var mine = Combine(GetTempPath(), $"{Prefix}swept-{Guid.NewGuid():N}");
        try
        {
            Directory.Move(folder, mine);
            return mine;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool Abandoned(string folder)
    {
        if (DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) < TimeSpan.FromMinutes(2))
        {
            return false;
        }

        try
        {
            using var free = new FileStream(Combine(folder, "alive"), FileMode.Open, FileAccess.Write, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void EndServer(string postmaster)
    {
        var id = int.Parse(File.ReadLines(postmaster).First(), CultureInfo.InvariantCulture);
        using var server = Process.GetProcesses().FirstOrDefault(process => process.Id == id && process.ProcessName == "postgres");
        if (server is not null && File.ResolveLinkTarget($"/proc/{id}/cwd", returnFinalTarget: false)?.FullName == GetDirectoryName(postmaster))
        {
            server.Kill();
            server.WaitForExit();
        }
    }
}
