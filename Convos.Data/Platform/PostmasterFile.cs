using System.Diagnostics;
using System.Globalization;

namespace Convos.Data;

internal enum PidOwner { Nobody, OurServer, Stranger }

/// <summary><c>postmaster.pid</c>: who serves a cluster. After a crash its number may have passed to a stranger.</summary>
internal static class PostmasterFile
{
    public static async Task<PidOwner> WhoHolds(string cluster, CancellationToken ct)
    {
        var file = Path.Combine(cluster, "postmaster.pid");
        if (!File.Exists(file))
        {
            return PidOwner.Nobody;
        }

        var lines = await File.ReadAllLinesAsync(file, ct);
        try
        {
            using var process = Process.GetProcessById(int.Parse(lines[0], CultureInfo.InvariantCulture));
            return process.ProcessName == "postgres" && await Serves(process, cluster, lines, ct) ? PidOwner.OurServer : PidOwner.Stranger;
        }
        catch (ArgumentException)
        {
            return PidOwner.Nobody;
        }
    }

    public static void Delete(string cluster) => File.Delete(Path.Combine(cluster, "postmaster.pid"));

    // The server stands in its data folder. Where that cannot be seen, the moment of its start tells.
    private static async Task<bool> Serves(Process process, string cluster, string[] lines, CancellationToken ct)
    {
        if (OperatingSystem.IsLinux())
        {
            return await Command.Works(["test", $"/proc/{process.Id}/cwd", "-ef", cluster], ct);
        }

        var written = DateTimeOffset.FromUnixTimeSeconds(long.Parse(lines[2], CultureInfo.InvariantCulture)).UtcDateTime;
        return (process.StartTime.ToUniversalTime() - written).Duration() < TimeSpan.FromMinutes(1);
    }
}
