namespace Convos.Data;

public enum RefusalReason
{
    NotFound, NotOnDuty, HeldByOther, NotHeld, WrongState, WindowClosed, OtherOpenTicket, Empty, TooLong, NeedsObservation, UnknownReason,
    ObservationTooLong, ChannelDisabled, TooManyTags, NoSuchTag, NothingPicked, TooManyPicked, NoSuchFile, UnresolvedVariable,
    NotReactable, NoEmoji, UndoTooLate, UndoNotYours, WroteMeanwhile, NoReceiver, HasNoPage,
    ContactBlocked, ContactErased, MayNotBlock, NeedsBlockReason, BlockReasonTooLong, InboxDisabled,
}

/// <summary>No, and why. <c>Name</c> is who holds the ticket in question, or the variable that has no value; <c>TicketId</c> the ticket that stands in the way.</summary>
public sealed record Refusal(RefusalReason Reason, string? Name = null, long? TicketId = null);

/// <summary>Exactly one of the two is set.</summary>
public sealed record MoveResult(Ticket? Ticket, Refusal? Refusal);

/// <summary>Either the messages, in their order, or why none was written.</summary>
public sealed record SentResult(IReadOnlyList<Message> Messages, Refusal? Refusal);

/// <summary>Exactly one of the two is set.</summary>
public sealed record MessageResult(Message? Message, Refusal? Refusal);
