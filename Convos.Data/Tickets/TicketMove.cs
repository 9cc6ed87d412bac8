using static Convos.Data.TicketStatus;

namespace Convos.Data;

/// <summary>
/// The state machine of a ticket, as a table: from which states, to which, and whether the actor must be «En línea».
/// SQL guards, buttons and tests read it.
/// </summary>
public sealed record TicketMove(string Event, TicketStatus[] From, TicketStatus? To, bool NeedsDuty, Holder Who)
{
    public static readonly TicketMove Take = new("taken", [Queued], Assigned, NeedsDuty: true, Holder.Anyone);
    public static readonly TicketMove TakeOver = new("taken_over", [Assigned], Assigned, NeedsDuty: true, Holder.Lead);
    public static readonly TicketMove Release = new("released", [Assigned], Queued, NeedsDuty: true, Holder.HolderOrLead);
    public static readonly TicketMove Transfer = new("transferred", [Queued, Assigned], null, NeedsDuty: true, Holder.HolderOrLead);
    public static readonly TicketMove Close = new("closed", [Queued, Assigned], Closed, NeedsDuty: true, Holder.HolderOrLead);
    public static readonly TicketMove Reopen = new("reopened", [Closed], Assigned, NeedsDuty: true, Holder.Anyone);

    /// <summary>An administrator gives back what somebody holds who is not coming back to it.</summary>
    public static readonly TicketMove Return = new("returned", [Assigned], Queued, NeedsDuty: false, Holder.Lead);

    /// <summary>
    /// «Deshacer»: a closing that never was. Back to where it stood, by whoever closed it, while nothing has happened since; the screen
    /// offers it for <see cref="UndoFor"/>.
    /// </summary>
    public static readonly TicketMove UndoClose = new("close_undone", [Closed], null, NeedsDuty: false, Holder.Closer);

    public static readonly TimeSpan UndoFor = TimeSpan.FromSeconds(5);

    /// <summary>How old a closing may be that is undone: what was pressed at the last moment is still on its way. What a closing sends is due after this.</summary>
    public static readonly TimeSpan UndoneWithin = TimeSpan.FromSeconds(8);

    /// <summary>What assignment does by itself, under the same locks: given, rotated, taken from somebody who left.</summary>
    public static readonly IReadOnlyList<string> Unpressed = ["assigned", "rotated", "left"];

    public static readonly IReadOnlyList<TicketMove> All = [Take, TakeOver, Release, Transfer, Close, Reopen, Return, UndoClose];

    /// <summary>To another inbox, because its own was disabled.</summary>
    public const string Moved = "moved";

    /// <summary>Every event by which a ticket changes its state, its hands or its inbox.</summary>
    public static readonly string[] Events = [.. All.Select(move => move.Event), .. Unpressed, Moved];

    public static TicketMove? Named(string name) => All.FirstOrDefault(move => move.Event == name);

    public bool Fits(TicketStatus status) => From.Contains(status);
}

/// <summary>Who may make the move: anybody who sees the ticket; its holder (or, while it waits, anybody) and those who lead; only those who lead; only who closed it.</summary>
public enum Holder { Anyone, HolderOrLead, Lead, Closer }
