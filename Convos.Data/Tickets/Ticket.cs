namespace Convos.Data;

public enum TicketStatus { Queued, Assigned, Closed }

public enum TicketOrigin { Inbound, Dialogue, Rescue, Operator, Api }

public enum ConversationOrigin { Dialogue, Support, MassCampaign, Transactional, Api }

/// <summary>What brought the customer to us.</summary>
public enum ConversationSource { Direct, Ad, Post, Other }

/// <summary>
/// A ticket as the lists, the chat's head and the stream show it. Holds nothing of one viewer.
/// <c>InboxTarget</c>: within how many minutes its inbox wants a first answer.
/// <c>AsksAtClosing</c>: its inbox wants an observation, or offers reasons; the two that follow are those of the last closing.
/// <c>RotatesAt</c>: unless it is answered before, it goes to somebody else; its holder <c>MayAskForTime</c> once.
/// </summary>
public sealed record Ticket(
    long Id, long ThreadId, long ContactId, string ContactName, string? ContactPhone,
    long InboxId, string InboxName, int InboxColour, int? InboxTarget, long ChannelId, string ChannelName,
    TicketStatus Status, long? OperatorId, string? OperatorName, string? OperatorPhoto, TicketOrigin Origin,
    DateTime OpenedAt, DateTime? ClosedAt,
    DateTime LastActivityAt, Author? LastAuthor, MessageKind? LastKind, string LastPreview,
    DateTime? AwaitingSince, DateTime? WindowClosesAt, bool AsksAtClosing, string? ClosingReason, string? Observation,
    DateTime? RotatesAt, bool MayAskForTime, long Version, TagSet Tags)
{
    /// <summary>Null: nobody waits for an answer.</summary>
    public Wait? Wait => AwaitingSince is { } since ? Data.Wait.Of(since, InboxTarget) : null;
}

/// <summary>One line of a list, at its place: a ticket and how many of the customer's messages this viewer has not read (at most 100 are counted).</summary>
public sealed record TicketRow(Ticket Ticket, int Unread, Listing List, SortKey Place);

/// <summary>Live counters of the left menu.</summary>
public sealed record TicketCounts(int Mine, int Unassigned, int All);
