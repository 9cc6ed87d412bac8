using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>A figure with the one before it and the way to its tickets. <c>Rest</c>: what it is a share of and does not lead to.</summary>
public sealed record MetricSum(Metric Metric, Figure Figure, Figure? Before, string Url)
{
    public MetricSum? Rest { get; init; }

    public string? Change => Before is null ? null : FigureWords.Change(Figure, Before, Metric.Unit);

    /// <summary>There was something in the period before.</summary>
    public bool HasBefore => Before is { N: > 0 } or { Whole: > 0 };
}

/// <summary>A line of a table: an inbox, a person, or everything. <c>Cells</c> in the order of the table's metrics.</summary>
public sealed record FigureLine(string Name, int? Colour, IReadOnlyList<MetricSum> Cells);

/// <summary>Figures side by side: <c>Lines</c>, the whole, which is counted anew and not added up, and where all lines are, if these are not all.</summary>
public sealed record FigureTable(string Key, string Head, IReadOnlyList<Metric> Metrics, IReadOnlyList<FigureLine> Lines, FigureLine? Whole, MoreLines? More)
{
    public bool Compares => Lines.Any(line => line.Cells.Any(cell => cell.Before is not null));
}

/// <summary>How many lines there are in all, and the page that has them.</summary>
public sealed record MoreLines(int All, string Url);

/// <summary>Which figures stand where.</summary>
public static class PerformanceTables
{
    public static readonly IReadOnlyList<Metric> Head =
    [
        Metric.Created, Metric.Attended, Metric.Closings, Metric.Resolved, Metric.FirstReply, Metric.Turn, Metric.Resolution, Metric.Target, Metric.QueueWait, Metric.Abandoned,
    ];

    public static readonly IReadOnlyList<Metric> Times =
        [Metric.QueueWait, Metric.FirstReply, Metric.Rescue, Metric.Turn, Metric.Following, Metric.Resolution, Metric.SilentResolution, Metric.Handled, Metric.Unassigned];

    public static readonly IReadOnlyList<Metric> Work =
    [
        Metric.Created, Metric.Attended, Metric.Replies, Metric.Messages, Metric.Closings, Metric.Resolved, Metric.Silent, Metric.Blocked, Metric.Reopened, Metric.ReopenedShare,
        Metric.Target, Metric.Missed, Metric.OutOfHours,
    ];

    /// <summary>What customers open is told of inboxes alone.</summary>
    public static readonly IReadOnlyList<Metric> Origins = [Metric.Created, .. Metric.Origins, Metric.Bot];

    public static readonly IReadOnlyList<Metric> Hands =
    [
        Metric.Taken, Metric.Assigned, Metric.TakenOver, Metric.TransferredOut, Metric.TransferredIn, Metric.TransferredShare, Metric.RotatedOut, Metric.RotatedIn,
        Metric.Left, Metric.GivenBack, Metric.LeftUnanswered, Metric.Abandoned, Metric.NeverAssigned, Metric.NeverAnswered, Metric.Pending,
    ];

    /// <summary>Where nobody is asked there is nothing to show.</summary>
    public static readonly IReadOnlyList<Metric> Csat = [Metric.Csat, Metric.SurveyAnswers, Metric.Surveys, .. Metric.Ratings];

    private static readonly IReadOnlyList<(string Key, IReadOnlyList<Metric> Metrics)> All = [("times", Times), ("work", Work), ("origins", Origins), ("hands", Hands), ("csat", Csat)];

    // What customers open, and what waits, is nobody's own.
    private static readonly IReadOnlyList<Metric> OfNobody =
    [
        Metric.Created, .. Metric.Origins.Where(metric => metric.Kinds[0] != FactKind.OpenedOperator), Metric.Bot,
        Metric.Messages, Metric.Unassigned, Metric.Rescue, Metric.Silent, Metric.SilentResolution, Metric.NeverAssigned, Metric.QueueWait,
    ];

    /// <summary>What is said of a person: what belongs to nobody is not.</summary>
    public static IReadOnlyList<Metric> OfPeople(IReadOnlyList<Metric> metrics) => [.. metrics.Except(OfNobody)];

    /// <summary>Null where that has none: it stands in no table.</summary>
    public static Metric? Curve(Metric? wanted, bool ofPerson) =>
        wanted is not null && Groups(ofPerson).Any(group => group.Metrics.Contains(wanted)) ? wanted : null;

    /// <summary>The tables, each with its figures.</summary>
    public static IReadOnlyList<(string Key, IReadOnlyList<Metric> Metrics)> Groups(bool ofPerson) =>
        ofPerson ? [.. All.Where(group => group.Key != "origins").Select(group => (group.Key, OfPeople(group.Metrics)))] : All;
}
