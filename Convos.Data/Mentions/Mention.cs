namespace Convos.Data;

/// <summary>
/// That a note calls somebody (<c>OperatorId</c>) by name, as their list shows it: who wrote what, in which ticket, and whose that is by now.
/// </summary>
public sealed record Mention(
    long MessageId, long OperatorId, DateTime At, DateTime? SeenAt, long AuthorId, string AuthorName, string? AuthorPhoto, string Body, string? Content,
    long TicketId, string ContactName, string? ContactPhone, long ContactId, long InboxId, string InboxName, int InboxColour, long? HolderId);

/// <summary>Somebody who may be called by name in a ticket. <c>Member</c>: of its inbox, or holding it; others see it because they see all.</summary>
public sealed record Callable(long Id, string Name, string? Photo, bool Available, bool Member);

/// <summary>Whom some news calls: these people, in these notes; and everybody called in tickets that changed hands.</summary>
public sealed record Calls(long[] People, long[] Messages, long[] Tickets)
{
    public bool Any => People.Length + Messages.Length + Tickets.Length > 0;
}
