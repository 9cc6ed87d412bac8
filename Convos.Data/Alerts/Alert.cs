namespace Convos.Data;

/// <summary><c>Stranded</c>: rotation was left with nobody to give it to. That is told to who leads.</summary>
public enum AlertKind { Unassigned, Message, Mention, Rotation, Stranded }

/// <summary>
/// Something that rings at somebody (<c>OperatorId</c>), in the event of which it came. <c>Due</c>: not before. <c>Given</c>: the ticket
/// itself is new to them. <c>Words</c> are what was written last, <c>AuthorName</c> is the colleague who did.
/// </summary>
public sealed record Alert(
    AlertKind Kind, long EventId, long OperatorId, long TicketId, DateTime Due, bool Given, string ContactName, string? ContactPhone, long ContactId,
    string InboxName, string? AuthorName, MessageKind? MessageKind, string Words)
{
    /// <summary>The same in every page of theirs, so that it sounds once.</summary>
    public string Key => $"{OperatorId}-{Kind.Name()}-{EventId}";
}
