namespace Convos.Data;

/// <summary><c>Phone</c>: the business itself, in the channel's own app.</summary>
public enum Author { Contact, Operator, Bot, Ai, Campaign, System, Phone }

public enum MessageKind
{
    Text, Note, Image, Video, Audio, Voice, Document, Sticker, Location, Contacts, Interactive, Button, Order, System, Unsupported, Unknown, Deleted, Template,
}

/// <summary>In rank order: an attempt only moves upward. <c>Received</c> and <c>Internal</c> never move.</summary>
public enum Delivery { Received, Internal, Queued, Sending, Uncertain, Sent, Failed, Delivered, Read, Played }

/// <summary>A bubble: the same record in the page, in the stream and after a retry. <c>Content</c> is the channel's JSON beyond the text.</summary>
public sealed record Message(
    long Id, long ThreadId, long? TicketId, Author Author, long? OperatorId, string? OperatorName, string? OperatorPhoto,
    MessageKind Kind, string Body, string? Content, DateTime SentAt, DateTime? EditedAt,
    Delivery Delivery, string? Failure, bool Unconfirmed,
    string? ContactReaction, string? OperatorReaction,
    long? QuotedId, string? QuotedBody, MessageKind? QuotedKind, Author? QuotedAuthor,
    Attachment? Attachment,
    long Version);
