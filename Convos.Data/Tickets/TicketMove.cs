using static Convos.Data.TicketStatus;

namespace Convos.Data;

/// <summary>
/// The state machine of a ticket, as a table: from which states, to which, and whether the actor must be «En línea».
/// SQL guards, buttons and tests read it.
/// </summary>
public sealed record TicketMove(string Event, TicketStatus[] From, TicketStatus? To, bool NeedsDuty, Holder Who)
{
    public static readonly TicketMove Take = new("taken", [Queued], Assigned, NeedsDuty: true, Holder.Anyone);
    public static readonly TicketMove Release = new("released", [Assigned], Queued, NeedsDuty: true, Holder.HolderOrLead);
    public static readonly TicketMove Transfer = new("transferred", [Queued, Assigned], null, NeedsDuty: true, Holder.HolderOrLead);
    public static readonly TicketMove Close = new("closed", [Queued, Assigned], Closed, NeedsDuty: true, Holder.HolderOrLead);
    public static readonly TicketMove Reopen = new("reopened", [Closed], Assigned, NeedsDuty: true, Holder.Anyone);

    public static readonly IReadOnlyList<TicketMove> All = [Take, Release, Transfer, Close, Reopen];

    public static TicketMove? Named(string name) => All.FirstOrDefault(move => move.Event == name);

    public bool Fits(TicketStatus status) => From.Contains(status);
}

/// <summary>Whose assigned ticket it may be: anybody's who sees it, or the actor's own unless they lead.</summary>
public enum Holder { Anyone, HolderOrLead }
