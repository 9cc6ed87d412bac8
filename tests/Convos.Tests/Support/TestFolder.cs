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
        foreach (var folder in Directory.EnumerateDirectories(GetTempPath(), $"{Prefix}*"))
        {
            using var hold = Abandoned(folder);
            if (hold is not null)
            {
                Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories).ToList().ForEach(EndServer);
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    // Held until all is gone: another run that sweeps must not join in.
    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        alive.Dispose();
    }

    private static FileStream? Abandoned(string folder)
    {
        if (DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) < TimeSpan.FromMinutes(2))
        {
            return null;
        }

        try
        {
            return new FileStream(Combine(folder, "alive"), FileMode.Open, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
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
