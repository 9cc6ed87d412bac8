using System.Text.Json.Serialization;

namespace Convos.Bench;

/// <summary>One line of the table. What was not measured is null.</summary>
public sealed record Result(string Scenario, string Measured, string Load)
{
    public double? P50 { get; init; }

    public double? P95 { get; init; }

    public double? P99 { get; init; }

    /// <summary>Of what <see cref="Measured"/> counts.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Percent of one core.</summary>
    public double? AppCpu { get; init; }

    public double? PostgresCpu { get; init; }

    /// <summary>Largest seen, in MB.</summary>
    public double? AppPss { get; init; }

    public double? PostgresPss { get; init; }

    /// <summary>A figure of its own kind: bytes, seconds, KB a stream.</summary>
    public string? Figure { get; init; }

    /// <summary>The limit that was measured beside it, and our share of it.</summary>
    public string? Limit { get; init; }

    public double? Ratio { get; init; }

    public IReadOnlyList<Goal> Goals { get; init; } = [];

    /// <summary>Its goals are no figures but promises: a run that breaks one has failed.</summary>
    [JsonIgnore]
    public bool MustHold { get; init; }

    public Result With(Figures figures) => this with
    {
        P50 = figures.Latencies.At(50),
        P95 = figures.Latencies.At(95),
        P99 = figures.Latencies.At(99),
        PerSecond = figures.PerSecond,
    };

    public Result With(Observed observed) => this with
    {
        AppCpu = observed.AppCpu,
        PostgresCpu = observed.PostgresCpu,
        AppPss = observed.AppPss,
        PostgresPss = observed.PostgresPss,
    };

    public Result Against(string limit, double perSecond) => this with { Limit = limit, Ratio = PerSecond / perSecond };

    public Result Aims(params Goal[] goals) => this with { Goals = [.. Goals, .. goals] };
}

/// <summary>What is aimed at, and what came of it.</summary>
public sealed record Goal(string Aim, double Wanted, double? Got, bool AtMost)
{
    [JsonIgnore]
    public bool Reached => Got is { } got && (AtMost ? got <= Wanted : got >= Wanted);

    public static Goal Most(string aim, double wanted, double? got) => new(aim, wanted, got, AtMost: true);

    public static Goal Least(string aim, double wanted, double? got) => new(aim, wanted, got, AtMost: false);

    public override string ToString() =>
        Reached ? $"{Aim} ✓" : Got is { } got ? $"{Aim} ✗ short by {Math.Abs(got - Wanted) / Wanted:P0}" : $"{Aim} ✗ not measured";
}
