namespace Convos.Data;

/// <summary>What an administrator sets of a team, beside its members.</summary>
public sealed record TeamSettings(string Name, string Description);

public enum TeamProblem { NameTaken, NotFound, ChangedMeanwhile }

/// <summary>Exactly one of the two is set.</summary>
public sealed record TeamSaved(long? Id, TeamProblem? Problem);

/// <summary>A named group of people, as the list shows it.</summary>
public sealed record TeamLine(long Id, string Name, string Description, string[] Members);

/// <summary>One of the people, and whether they are of a team.</summary>
public sealed record TeamMember(long OperatorId, string Name, Role Role, bool Member);

/// <summary>An inbox that a team belongs to as a whole, and what its people do there.</summary>
public sealed record TeamInbox(long Id, string Name, int Colour, InboxDuty Duty);
