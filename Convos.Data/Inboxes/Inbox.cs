namespace Convos.Data;

public enum InboxDuty { Attends, Supervises }

/// <summary>How an inbox's tickets find their operator: one takes them, in turn, whoever holds fewest, whoever attended the contact last.</summary>
public enum Strategy { Manual, RoundRobin, LeastBusy, Owner }

/// <summary>Where the owner cannot have the ticket: it is somebody else's turn, or it waits.</summary>
public enum OwnerElse { RoundRobin, Queue }

/// <summary>What becomes of the tickets of somebody who is no longer En línea.</summary>
public enum OnLeave { Keep, Queue, Reassign }

/// <summary>Where tickets are classified; has a team and its rules.</summary>
public sealed record Inbox(long Id, string Name, string Description, int Colour, bool Enabled);

/// <summary>
/// What an administrator sets. <c>Grace</c>: within this long after a closing, the customer's next message reopens the same ticket.
/// <c>ReadReceipts</c>: the customer sees that whoever holds the ticket has read them.
/// </summary>
public sealed record InboxSettings(
    string Name, string Description, int Colour, bool Enabled, TimeSpan Grace, bool ReadReceipts, bool RequiresObservation, string[] ClosingReasons);

/// <summary>An inbox as its administrators see it in the list.</summary>
public sealed record InboxLine(
    long Id, string Name, string Description, int Colour, bool Enabled, string[] Attending, string[] Supervising, string[] Channels, int Queued, int Assigned);

/// <summary>One of the people, and what they do in an inbox: null, nothing.</summary>
public sealed record InboxMember(long OperatorId, string Name, Role Role, InboxDuty? Duty);

public enum InboxProblem { NotFound, NameTaken, FedByChannels }

/// <summary>Exactly one of <c>Id</c> and <c>Problem</c> is set. <c>Names</c>: the channels that stand in the way.</summary>
public sealed record InboxSaved(long? Id, InboxProblem? Problem, string? Names = null);
