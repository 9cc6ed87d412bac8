using System.Text.Json;
using Convos.Bench;

namespace Convos.Tests;

/// <summary>The bench itself still runs: what nobody runs for a week is broken by the end of it.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_lists_its_scenarios()
    {
        await using var said = new StringWriter();

        Assert.Equal(0, await Runner.Run(["list"], said));

        Assert.All(Scenario.All, scenario => Assert.Contains(scenario.Name, said.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("nothing-of-the-kind")]
    [InlineData("inbox", "--scale", "enormous")]
    [InlineData("inbox", "--seconds", "-1")]
    public async Task It_refuses_what_it_does_not_know(params string[] line)
    {
        Assert.Equal(2, await Runner.Run(line, TextWriter.Null));
    }

    [Fact]
    public async Task One_small_scenario_runs_from_the_desk_to_the_table()
    {
        await using var said = new StringWriter();
        var program = Path.GetDirectoryName(RunningApp.Program)!;

        Assert.Equal(0, await Runner.Run(["chat", "--scale", "small", "--seconds", "0.2", "--app", program, "--json", folder["figures.json"]], said));

        using var figures = JsonDocument.Parse(await File.ReadAllTextAsync(folder["figures.json"]));
        var lines = figures.RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.All(lines, line => Assert.True(line.GetProperty("p50").GetDouble() > 0 && line.GetProperty("ratio").GetDouble() > 0));
        Assert.Equal(lines.Count, said.ToString().Split('\n').Count(line => line.StartsWith("| chat |", StringComparison.Ordinal)));
    }
}
