using System.Diagnostics;
using System.Globalization;

namespace Convos.Bench;

/// <summary>
/// The property test of figures with ten times as many lives as the tests have time for: whatever happened, over changes of the clock in four
/// zones, each figure is what the raw log says.
/// </summary>
internal static class RandomHistories
{
    private const int Many = 2_000;

    public static async Task Run(Stage stage, Report report)
    {
        var watch = Stopwatch.StartNew();
        var many = Many.ToString(CultureInfo.InvariantCulture);
        var (said, ok) = await Programs.Try(
            "dotnet", "test", Path.Combine(Repository.Root, "tests", "Convos.Tests"), "--filter", "FullyQualifiedName~EqualityTests", "-e", $"CONVOS_HISTORIES={many}");
        if (!ok)
        {
            Report.Say(said);
        }

        report.Add(new Result("histories", "every figure of random histories against the raw log", $"{Many:N0} histories")
        {
            Figure = string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0} s"),
            MustHold = true,
        }.Aims(Goal.Most("no difference", 0, ok ? 0 : 1)));
    }
}
