using System.Globalization;

namespace Convos.Bench;

/// <summary>CPU seconds and proportional memory of some processes: what they share counts once.</summary>
public readonly record struct Usage(double CpuSeconds, double PssMegabytes)
{
    public static Usage operator +(Usage one, Usage other) => new(one.CpuSeconds + other.CpuSeconds, one.PssMegabytes + other.PssMegabytes);
}

/// <summary>A process with its children, by <c>/proc</c>. Where that is not to be had (another system, another machine) it is zero.</summary>
public sealed class ProcessTree(int? root)
{
    private const double TicksPerSecond = 100;

    public Usage Now()
    {
        if (root is not { } first || !Directory.Exists($"/proc/{first}"))
        {
            return default;
        }

        var parents = Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Select(id => (Id: id, Stat: Stat(id)))
            .Where(one => one.Stat is not null)
            .ToLookup(one => int.Parse(one.Stat![1], CultureInfo.InvariantCulture), one => one.Id);
        return Tree(first, parents);
    }

    public static int? ParentOf(int id) => Stat(id) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : null;

    private static Usage Tree(int id, ILookup<int, int> children) =>
        children[id].Aggregate(Alone(id), (sum, child) => sum + Tree(child, children));

    // With the time of children that have ended: backends come and go.
    private static Usage Alone(int id) => Stat(id) is { } stat
        ? new(stat[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond, Pss(id))
        : default;

    // What follows the name, which may hold blanks and brackets: state, parent, …
    private static string[]? Stat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double Pss(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
