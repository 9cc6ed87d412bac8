namespace Convos.Data;

/// <summary>
/// What a fact says; docs/figures.md defines each. «Own» is counted for one person within what they held, the others for the customer.
/// «Asked» is a first reply again, at the moment of the question; «FirstWait» is a first reply that nobody has given yet, at the moment since
/// which it is awaited, and is not summed.
/// </summary>
public enum FactKind
{
    OpenedInbound, OpenedDialogue, OpenedRescue, OpenedOperator, OpenedApi, ReopenedSoon, ReopenedLate, ReopenedOther,
    Bot, QueueWait, Unassigned, FirstReply, FirstReplyRescue, Asked, OwnFirstReply, FirstTurn, NextTurn, OwnFirstTurn, OwnNextTurn, Sent, Received,
    Closed, ClosedBySilence, ClosedBlocked, ClosedJoined, Handled, LeftUnanswered, AbandonedUnassigned, AbandonedUnanswered, ClosedPending,
    TargetMet, TargetMissed,
    Taken, Assigned, TakenOver, Released, Returned, Left, TransferredOut, TransferredIn, RotatedOut, RotatedIn,
    FirstWait, SurveySent, SurveyAnswered, RatedOne, RatedTwo, RatedThree, RatedFour, RatedFive,
}

/// <summary>
/// One thing that happened to a ticket, at its end. <c>Seconds</c> and <c>Business</c> are whole seconds since <c>Since</c>, by the calendar and
/// within the hours of the inbox by the version named; no business seconds: all of it lay outside them, or nothing is measured.
/// </summary>
internal sealed record Fact(
    FactKind Kind, DateTime At, long InboxId, long? OperatorId, int N, int? Seconds, int? Business, DateTime? Since,
    long? ScheduleId, int? ScheduleVersion, long? AskedId, long? MessageId, long EventId)
{
    /// <summary>The one before it of the same ticket, kind and inbox.</summary>
    public DateTime? BeforeInbox { get; init; }

    /// <summary>And of the same person.</summary>
    public DateTime? BeforeBoth { get; init; }

    /// <summary>The ticket has some of this kind in another inbox, too.</summary>
    public bool Moved { get; init; }
}

/// <summary>A stretch of time in which somebody held the ticket; no end: they hold it still.</summary>
internal sealed record Holding(long OperatorId, long InboxId, DateTime Since, DateTime? Until);

/// <summary>
/// A line of the log of a ticket. <c>InboxId</c> and <c>OperatorId</c> as they are after it; the message is there where it is of one, with the time
/// at which it was sent, or sent again.
/// </summary>
internal sealed record PastEvent(
    long TicketId, long Id, DateTime At, string Kind, long InboxId, long? OperatorId, long? ActorId, string? Origin, string? By, DateTime? Since, bool Joined,
    bool Spam, long? MessageId, Author? Author, DateTime? SentAt, bool Failed, int? Score);
