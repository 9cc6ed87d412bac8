using System.Diagnostics;

namespace Convos.Bench;

/// <summary>Other programs, run to their end.</summary>
internal static class Programs
{
    /// <summary>What it printed; a failure is an exception with its words.</summary>
    public static async Task<string> Run(params string[] line)
    {
        var (said, ok) = await Try(line);
        return ok ? said : throw new InvalidOperationException($"{string.Join(' ', line)} failed:\n{said}");
    }

    /// <summary>What it printed, and whether it came to a good end.</summary>
    public static async Task<(string Said, bool Ok)> Try(params string[] line)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode == 0 ? said[0] : string.Concat(said), process.ExitCode == 0);
    }
}

/// <summary>Convos as it is delivered, published once for a run.</summary>
internal sealed record Published(string Folder, bool IsOurs) : IDisposable
{
    public string Program => Path.Combine(Folder, "Convos.Web.dll");

    public static async Task<Published> From(string? named)
    {
        if (named is not null)
        {
            return new(Path.GetFullPath(named), IsOurs: false);
        }

        var folder = Path.Combine(Path.GetTempPath(), $"convos-bench-app-{Guid.NewGuid():N}");
        await Programs.Run("dotnet", "publish", Path.Combine(Repository.Root, "Convos.Web"), "-c", "Release", "-o", folder, "-v", "q", "-nodeReuse:false");
        return new(folder, IsOurs: true);
    }

    public void Dispose()
    {
        if (IsOurs)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
