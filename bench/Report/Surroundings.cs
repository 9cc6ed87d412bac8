using System.Runtime.InteropServices;

namespace Convos.Bench;

/// <summary>Where and on what the figures were made.</summary>
public sealed record Surroundings(string Scale, string Commit, string Date, string Cpu, int Cores, string Postgres, string Runtime)
{
    public static async Task<Surroundings> Look(Scale scale, Version postgres)
    {
        var commit = (await Programs.Run("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")).Trim();
        return new(
            scale.Name, commit, DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture),
            Processor(), Environment.ProcessorCount, $"PostgreSQL {postgres}", RuntimeInformation.FrameworkDescription);
    }

    public override string ToString() => $"Scale {Scale} · commit {Commit} · {Date} · {Cores} × {Cpu} · {Postgres} · {Runtime}";

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();
}
