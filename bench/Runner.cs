namespace Convos.Bench;

/// <summary>A run: the stage is set once, the scenarios play one after the other, the table comes at the end.</summary>
public static class Runner
{
    public static async Task<int> Run(string[] args, TextWriter to)
    {
        var options = Options.Parse(args);
        if (options?.Scenario == "list")
        {
            await to.WriteLineAsync(string.Join('\n', Scenario.All.Select(scenario => $"{scenario.Name,-12}{scenario.What}")));
            return 0;
        }

        var chosen = Scenario.All.Where(scenario => options?.Scenario == "all" ? scenario.InAll : scenario.Name == options?.Scenario).ToList();
        if (chosen.Count == 0)
        {
            await Console.Error.WriteLineAsync(Options.Usage);
            return 2;
        }

        await using var stage = await Stage.Set(options!);
        var report = new Report(await Surroundings.Look(stage.Scale, await stage.PostgresVersion()));
        foreach (var scenario in chosen)
        {
            Report.Say($"== {scenario.Name}: {scenario.What}");
            await scenario.Run(stage, report);
        }

        await to.WriteLineAsync(report.Markdown());
        if (options!.Json is { } file)
        {
            report.Save(file);
        }

        return report.Results.Any(result => result.MustHold && result.Goals.Any(goal => !goal.Reached)) ? 1 : 0;
    }
}
