namespace Convos.Data;

/// <summary>Invited: has not chosen a password yet. Disabled wins over both others.</summary>
public enum PersonState { Active, Invited, Disabled }

/// <summary>What an administrator sets of a person, beside their inboxes and teams. <c>Cap</c>: how many open tickets assignment gives them, over all inboxes; null, no limit.</summary>
public sealed record PersonSettings(string Name, string Email, Role Role, int? Cap = null);

/// <summary>One of the people as administrators see them. <c>Live</c>: some page of theirs gave a sign in the last two minutes.</summary>
public sealed record PersonLine(
    long Id, string Name, string Email, Role Role, PersonState State, bool Available, bool Live, DateTime? LastSeenAt,
    int OpenCount, int? Cap, bool TwoFactor, string[] Attends, string[] Supervises, string[] Teams);

/// <summary>An inbox, and what one person does in it: by their own line, and in all, which may come of a team (<c>Teams</c>). Null: nothing.</summary>
public sealed record PersonInbox(long Id, string Name, bool Enabled, InboxDuty? Duty, InboxDuty? Here, string[] Teams);

/// <summary>A team, and whether one person is of it.</summary>
public sealed record PersonTeam(long Id, string Name, bool Member);

/// <summary><c>NotAdmin</c>: whoever asked has stopped being an administrator meanwhile.</summary>
public enum PeopleRefusal { NotFound, EmailTaken, LastAdmin, NotAdmin, Disabled, ChangedMeanwhile }

/// <summary>Exactly one of the two is set.</summary>
public sealed record PersonResult(long? Id, PeopleRefusal? Refusal)
{
    public static implicit operator PersonResult(long id) => new(id, null);

    public static implicit operator PersonResult(PeopleRefusal no) => new(null, no);
}
