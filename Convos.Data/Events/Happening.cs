namespace Convos.Data;

/// <summary>
/// What happened to a ticket, as its chat tells the team between the messages; customers never hear of it. <c>To</c> holds it since,
/// <c>From</c> held it before; <c>FromInbox</c> only where it left one; no actor: the customer's message did it, or the system.
/// <c>Since</c>: the message of which it came, where that is older. <c>By</c>: what moved the system to it («silence», «disabled», «blocked»). <c>Score</c>: how its customer rated it.
/// </summary>
public sealed record Happening(
    long Id, long TicketId, long ThreadId, DateTime At, string Kind, string? Actor, string? To, string? From,
    string? Inbox, string? FromInbox, TicketOrigin? Origin, string? Reason, string? Why, int? Share, string? Observation,
    long? NoteId, long? JoinedInto, long? TagId, string? Tag, int? TagColour, DateTime? Since, string? By, int? Score)
{
    // Before the message of which it came, or after it where it says what the message says; after whatever was written at that very moment,
    // such as the note of a transfer.
    public SortKey Place => Since is { } since && Kind != "rated" ? SortKey.Of(since, 0) : SortKey.Of(Since ?? At, (SortKey.Last / 2) + Id);
}
