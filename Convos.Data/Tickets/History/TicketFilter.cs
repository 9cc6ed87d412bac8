namespace Convos.Data;

/// <summary>From an instant until before another; null is no bound.</summary>
public readonly record struct Stretch(DateTime? From, DateTime? To);

/// <summary>How a customer rated the attention, the last time they did. <c>Low</c>: one or two. <c>None</c>: they were asked, and did not.</summary>
public enum TicketScore { None, One, Two, Three, Four, Five, Low }

/// <summary>
/// Which tickets are wanted; null, false and empty are no condition, and all that are set must hold. <c>Assigned</c>: who holds it, or held
/// it last once it is closed. <c>TookPart</c>: who wrote in it or held it, at any time. <c>Unanswered</c>: the customer waits.
/// </summary>
public sealed record TicketFilter(
    string Search = "", TicketStatus? State = null, long? Inbox = null, long? Channel = null, TicketOrigin? Origin = null, long? Tag = null,
    long? Assigned = null, long? TookPart = null, long? ClosedBy = null, Stretch Opened = default, Stretch Closed = default, Stretch Active = default,
    bool Unanswered = false, bool Reopened = false, bool Rotated = false, bool Transferred = false, string Reason = "")
{
    /// <summary>Only those behind a figure of a report. Null: no condition.</summary>
    public TicketsBehind? Behind { get; init; }

    /// <summary>Of those behind a figure that is a duration: in the order of what the figure has of each, the slowest first; not the newest.</summary>
    public bool Slowest
    {
        get => field && Behind is { IsDuration: true };
        init;
    }

    /// <summary>Only those that waited at that moment for a first answer past their inbox's target. Null: no condition.</summary>
    public DateTime? OverdueAt { get; init; }

    /// <summary>Only those that were rated so. Null: no condition.</summary>
    public TicketScore? Score { get; init; }

    /// <summary>Only those that closed by themselves, as nobody answered.</summary>
    public bool ClosedBySystem { get; init; }

    /// <summary>What <c>Tickets.Narrow</c> made of the words. Null: not looked yet.</summary>
    internal Meaning? Meaning { get; init; }

    /// <summary>What <c>Tickets.Narrow</c> made of <see cref="OverdueAt"/>.</summary>
    internal Targets? Targets { get; init; }

    /// <summary>Of what it has been through, as <c>ticket_past</c> has it.</summary>
    internal IReadOnlyList<string> Marks =>
        [.. new[] { (Reopened, "reopened"), (Rotated, "rotated"), (Transferred, "transferred") }.Where(mark => mark.Item1).Select(mark => mark.Item2)];

    /// <summary>Somebody who types #123 means that ticket and no other.</summary>
    internal bool IsNumber => Search.StartsWith('#') && Number is not null;

    internal long? Number => long.TryParse(Search.TrimStart('#'), System.Globalization.NumberStyles.None, null, out var number) ? number : null;
}

/// <summary>
/// What the words of a filter can mean. <c>Query</c> is asked of the tickets' texts, empty where no word says anything (articles, prepositions).
/// <c>Tickets</c>: all that are meant; null: too many to be named. <c>Contacts</c>: all who are meant by name or number; null: too many.
/// </summary>
internal sealed record Meaning(string Query, long[]? Tickets, long[]? Contacts = null);

/// <summary>
/// One line of the history. The operator is who holds it, or held it last. <c>Score</c>: the last that its customer gave. <c>Hit</c>: where the words stand in it, if they were said.
/// </summary>
public sealed record PastTicket(
    long Id, long ContactId, string ContactName, string? ContactPhone, string InboxName, int InboxColour, int? InboxTarget, TicketStatus Status,
    long? OperatorId, string? OperatorName, string? OperatorPhoto, DateTime OpenedAt, DateTime? ClosedAt, DateTime LastActivityAt, DateTime? AwaitingSince,
    string[] Marks, TagSet Tags, int? Score)
{
    public TicketHit? Hit { get; init; }

    /// <summary>Null: it is behind no figure.</summary>
    public FigureOfTicket? OfFigure { get; init; }

    /// <summary>Null: nobody waits for an answer.</summary>
    public Wait? Wait => AwaitingSince is { } since ? Data.Wait.Of(since, InboxTarget) : null;

    public string Who => ContactName is { Length: > 0 } name ? name : ContactPhone ?? $"#{ContactId}";
}

/// <summary>What a figure has of one ticket: how often it counts, with how many seconds together, and how many at most at one time.</summary>
public sealed record FigureOfTicket(long TicketId, long Times, long Seconds, long Longest);

/// <summary>Where the words stand: a message, or (without one) the observation of a closing. <c>Said</c> has them between <see cref="Begins"/> and <see cref="Ends"/>.</summary>
public sealed record TicketHit(long TicketId, long? MessageId, Author? Author, string? OperatorName, MessageKind? Kind, DateTime At, string Said)
{
    /// <summary>Signs that nobody types, and that no text keeps.</summary>
    public const char Begins = '\u0002';
    public const char Ends = '\u0003';

    /// <summary>In pieces: the words that were looked for, and what lies between.</summary>
    public IEnumerable<(string Text, bool Found)> Pieces =>
        Said.Split(Begins).SelectMany((part, at) => at == 0 ? [(part, false)] : part.Split(Ends, 2) is [var word, var rest] ? [(word, true), (rest, false)] : new[] { (part, false) })
            .Where(piece => piece.Item1.Length > 0);
}

/// <summary>A stretch of the history. <c>Next</c>: where it goes on; null at its end. It may go on although few were found: the search pauses.</summary>
public sealed record PastTickets(IReadOnlyList<PastTicket> Lines, string? Next);

/// <summary>How many there are; <c>More</c>: at least one more than that.</summary>
public readonly record struct Counted(int Count, bool More);
