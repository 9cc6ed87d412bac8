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
/// <c>ReadReceipts</c>: the customer sees that whoever holds the ticket has read them. Numbers that are null are no limit; texts that are
/// empty are never said; no schedule is always open.
/// </summary>
public sealed record InboxSettings(
    string Name, string Description, int Colour, bool Enabled, TimeSpan Grace, bool ReadReceipts, bool RequiresObservation, string[] ClosingReasons,
    Strategy Strategy = Strategy.Manual, int? OwnerShare = null, OwnerElse OwnerElse = OwnerElse.RoundRobin, int? Cap = null,
    int? RotationMinutes = null, OnLeave OnLeave = OnLeave.Keep, int LeaveMinutes = 5,
    long? ScheduleId = null, string OutOfHours = "", string Welcome = "",
    int? AutoCloseHours = null, string AutoCloseWarning = "", int AutoCloseWarningMinutes = 60, int? FirstResponseMinutes = null,
    string Survey = "", string SurveyThanks = "");

/// <summary>An inbox as its administrators see it in the list.</summary>
public sealed record InboxLine(
    long Id, string Name, string Description, int Colour, bool Enabled, Strategy Strategy, string[] Attending, string[] Supervising, string[] Channels,
    int Queued, int Assigned);

/// <summary>One of the people, and what they do in an inbox: by their own line, and in all, which may come of a team (<c>Teams</c>). Null: nothing.</summary>
public sealed record InboxMember(long OperatorId, string Name, Role Role, InboxDuty? Duty, InboxDuty? Here, string[] Teams);

/// <summary>A team, and what its people do in an inbox: null, nothing.</summary>
public sealed record InboxTeam(long TeamId, string Name, int People, InboxDuty? Duty);

/// <summary>What an inbox that is about to be disabled leaves behind: open tickets, and the channels and menus that lead to it.</summary>
public sealed record InboxHolds(int Queued, int Assigned, string[] Channels, string[] Menus)
{
    public int Tickets => Queued + Assigned;

    public bool Any => Tickets > 0 || Channels.Length > 0 || Menus.Length > 0;
}

/// <summary>Where all that goes, each to another inbox; tickets that stay are attended there until they are closed.</summary>
public sealed record InboxHandover(bool TicketsStay, long? Tickets, long? Channels, long? Menus);

public enum InboxProblem { NotFound, NameTaken, HandoverMissing, HandoverUnavailable, ScheduleGone, ChangedMeanwhile }

/// <summary>Exactly one of <c>Id</c> and <c>Problem</c> is set.</summary>
public sealed record InboxSaved(long? Id, InboxProblem? Problem);
