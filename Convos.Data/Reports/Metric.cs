using static Convos.Data.FactKind;

namespace Convos.Data;

public enum MetricUnit
{
    /// <summary>How often it happened.</summary>
    Count,

    /// <summary>To how many tickets.</summary>
    Tickets,

    /// <summary>How long it took, with median, 90th percentile, mean and how many.</summary>
    Duration,

    /// <summary>One part of a whole.</summary>
    Share,
}

/// <summary>
/// A figure of «Rendimiento», by the facts that make it; docs/figures.md says the rule of each, the texts <c>Metric.*</c> say it on screen. <c>Own</c>:
/// the kinds that tell it of one person, where those are others. <c>Of</c>: the whole of which it is a share; one <c>ByTimes</c> is of how often both happened, the others are of tickets. <c>Outside</c>: of those that took time only what lay wholly out of hours.
/// </summary>
public sealed record Metric(string Key, MetricUnit Unit, FactKind[] Kinds, FactKind[]? Own = null, FactKind[]? Of = null, bool ByTimes = false, bool Outside = false)
{
    public static readonly FactKind[] Opened = [OpenedInbound, OpenedDialogue, OpenedRescue, OpenedOperator, OpenedApi];

    public static readonly FactKind[] Scores = [RatedOne, RatedTwo, RatedThree, RatedFour, RatedFive];

    public static readonly Metric Created = new("created", MetricUnit.Count, Opened);
    public static readonly Metric Bot = new("bot", MetricUnit.Duration, [FactKind.Bot]);
    public static readonly Metric Reopened = new("reopened", MetricUnit.Count, [ReopenedSoon, ReopenedLate, ReopenedOther]);
    public static readonly Metric ReopenedShare = new("reopened_share", MetricUnit.Share, [ReopenedSoon], Of: [FactKind.Closed]);
    public static readonly Metric QueueWait = new("queue_wait", MetricUnit.Duration, [FactKind.QueueWait]);
    public static readonly Metric Unassigned = new("unassigned", MetricUnit.Duration, [FactKind.Unassigned]);
    public static readonly Metric FirstReply = new("first_reply", MetricUnit.Duration, [FactKind.FirstReply], [OwnFirstReply]);
    public static readonly Metric OutOfHours = new("out_of_hours", MetricUnit.Count, [FactKind.FirstReply], [OwnFirstReply], Outside: true);
    public static readonly Metric Rescue = new("rescue", MetricUnit.Duration, [FirstReplyRescue]);
    public static readonly Metric Turn = new("turn", MetricUnit.Duration, [FirstTurn, NextTurn], [OwnFirstTurn, OwnNextTurn]);
    public static readonly Metric Following = new("following", MetricUnit.Duration, [NextTurn], [OwnNextTurn]);
    public static readonly Metric Resolution = new("resolution", MetricUnit.Duration, [FactKind.Closed]);
    public static readonly Metric Handled = new("handled", MetricUnit.Duration, [FactKind.Handled]);
    public static readonly Metric Closings = new("closings", MetricUnit.Count, [FactKind.Closed]);
    public static readonly Metric Resolved = new("resolved", MetricUnit.Tickets, [FactKind.Closed]);
    public static readonly Metric Silent = new("silent", MetricUnit.Count, [ClosedBySilence]);
    public static readonly Metric SilentResolution = new("silent_resolution", MetricUnit.Duration, [ClosedBySilence]);
    public static readonly Metric Blocked = new("blocked", MetricUnit.Count, [ClosedBlocked]);
    public static readonly Metric Attended = new("attended", MetricUnit.Tickets, [Sent]);
    public static readonly Metric Replies = new("replies", MetricUnit.Count, [Sent]);
    public static readonly Metric Messages = new("messages", MetricUnit.Count, [Received]);
    public static readonly Metric LeftUnanswered = new("left_unanswered", MetricUnit.Count, [FactKind.LeftUnanswered]);
    public static readonly Metric Abandoned = new("abandoned", MetricUnit.Count, [AbandonedUnassigned, AbandonedUnanswered]);
    public static readonly Metric NeverAssigned = new("never_assigned", MetricUnit.Count, [AbandonedUnassigned]);
    public static readonly Metric NeverAnswered = new("never_answered", MetricUnit.Count, [AbandonedUnanswered]);
    public static readonly Metric Pending = new("pending", MetricUnit.Count, [ClosedPending]);
    public static readonly Metric TransferredOut = new("transferred_out", MetricUnit.Count, [FactKind.TransferredOut]);
    public static readonly Metric TransferredIn = new("transferred_in", MetricUnit.Count, [FactKind.TransferredIn]);
    public static readonly Metric TransferredShare = new("transferred_share", MetricUnit.Share, [FactKind.TransferredOut], Of: [Sent]);
    public static readonly Metric RotatedOut = new("rotated_out", MetricUnit.Count, [FactKind.RotatedOut]);
    public static readonly Metric RotatedIn = new("rotated_in", MetricUnit.Count, [FactKind.RotatedIn]);
    public static readonly Metric Taken = new("taken", MetricUnit.Count, [FactKind.Taken]);
    public static readonly Metric Assigned = new("assigned", MetricUnit.Count, [FactKind.Assigned]);
    public static readonly Metric TakenOver = new("taken_over", MetricUnit.Count, [FactKind.TakenOver]);
    public static readonly Metric GivenBack = new("given_back", MetricUnit.Count, [FactKind.Released, FactKind.Returned]);
    public static readonly Metric Left = new("left", MetricUnit.Count, [FactKind.Left]);
    public static readonly Metric Target = new("target", MetricUnit.Share, [TargetMet], Of: [TargetMet, TargetMissed], ByTimes: true);
    public static readonly Metric Missed = new("missed", MetricUnit.Count, [TargetMissed]);
    public static readonly Metric Csat = new("csat", MetricUnit.Share, [RatedFour, RatedFive], Of: Scores, ByTimes: true);
    public static readonly Metric Surveys = new("surveys", MetricUnit.Count, [SurveySent]);
    public static readonly Metric SurveyAnswers = new("survey_answers", MetricUnit.Share, [SurveyAnswered], Of: [SurveySent], ByTimes: true);

    /// <summary>What the week's map tells by its hours.</summary>
    public static readonly IReadOnlyList<Metric> ByHour = [Created, Messages, FirstReply];

    /// <summary>What was created, by how it began.</summary>
    public static readonly IReadOnlyList<Metric> Origins = [.. Opened.Select(kind => new Metric(kind.Name(), MetricUnit.Count, [kind]))];

    /// <summary>How often each score was given, from 1 on.</summary>
    public static readonly IReadOnlyList<Metric> Ratings = [.. Scores.Select(kind => new Metric(kind.Name(), MetricUnit.Count, [kind]))];

    public static readonly IReadOnlyList<Metric> All =
    [
        Created, .. Origins, Bot, Reopened, ReopenedShare, QueueWait, Unassigned, FirstReply, OutOfHours, Rescue, Turn, Following, Target, Missed, Resolution, SilentResolution, Handled,
        Closings, Resolved, Silent, Blocked, Attended, Replies, Messages, LeftUnanswered, Abandoned, NeverAssigned, NeverAnswered, Pending,
        TransferredOut, TransferredIn, TransferredShare, RotatedOut, RotatedIn, Taken, Assigned, TakenOver, GivenBack, Left,
        Csat, Surveys, SurveyAnswers, .. Ratings,
    ];

    public static Metric? Named(string? key) => All.FirstOrDefault(metric => metric.Key == key);

    /// <summary>The kinds that tell it of one person, or of everybody's customers.</summary>
    public FactKind[] KindsFor(bool ofPerson) => ofPerson ? Own ?? Kinds : Kinds;

    /// <summary>The kinds that tell it by the hour: how soon a reply came belongs to the hour of its question.</summary>
    public FactKind[] KindsByHour => this == FirstReply ? [FactKind.Asked] : Kinds;

    /// <summary>Shares of tickets are of tickets, not of how often something happened to them.</summary>
    public bool CountsTickets => Unit == MetricUnit.Tickets || (Unit == MetricUnit.Share && !ByTimes);
}
