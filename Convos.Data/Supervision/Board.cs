namespace Convos.Data;

/// <summary>Of some open tickets: how many there are, how many await an answer, the longest of these waits, and how many are past the target of their inbox.</summary>
public sealed record Workload(int Open, int Pending, int Late, Wait? Wait)
{
    internal static Workload Of(IReadOnlyCollection<BoardCell> cells) => new(
        cells.Sum(cell => cell.Open), cells.Sum(cell => cell.Pending), cells.Sum(cell => cell.Late),
        Data.Wait.Of(cells.Select(cell => cell.Wait).OfType<Wait>()));
}

/// <summary>The open tickets of an inbox that one person holds (null: nobody). <c>Since</c>: the first unanswered message of them all.</summary>
public sealed record BoardCell(long InboxId, long? OperatorId, int? Target, int Open, int Pending, int Late, DateTime? Since)
{
    public Wait? Wait => Since is { } since ? Data.Wait.Of(since, Target) : null;
}

/// <summary>
/// An inbox as it stands now. <c>Target</c>: within how many minutes it wants a first answer; of those who attend it so many are En línea;
/// one without a schedule is always open.
/// </summary>
public sealed record BoardInbox(
    long Id, string Name, int Colour, int? Target, int Attending, int Online, bool IsOpen, Workload Queue, Workload All)
{
    /// <summary>Customers wait while it is open, and nobody is there to take them.</summary>
    public bool IsDeserted => IsOpen && Online == 0 && Queue.Open > 0;

    public bool IsLate => IsOpen && All.Late > 0;

    /// <summary>How many of its tickets it is warned of, each once: those that wait where nobody is, that are late, that rotation gave back.</summary>
    internal int Alarming(GivenBack passed) =>
        IsDeserted ? Queue.Open + All.Late - Queue.Late
        : IsLate ? All.Late + passed.Count - passed.Late
        : passed.Count;
}

/// <summary>What rotation gave back to the queue of an inbox, and how many of that are late.</summary>
internal readonly record struct GivenBack(long InboxId, int Count, int Late);

/// <summary>Somebody who attends, or holds a ticket. <c>Held</c>: over all inboxes, as their <c>Cap</c> counts; <c>Led</c>: the viewer may set their state; <c>Work</c>: of what the viewer sees.</summary>
public sealed record BoardPerson(Presence Presence, int? Cap, int Held, bool Led, Workload Work);

/// <summary>
/// «En vivo»: what a supervisor sees of their inboxes at one moment. Each figure is that of the list to which it leads. <c>PassedOn</c>: back in the
/// queue since rotation found nobody; <c>Waiting</c>: who has waited longest.
/// </summary>
public sealed record Board(
    IReadOnlyList<BoardInbox> Inboxes, IReadOnlyList<BoardPerson> People, Workload Queue, Workload All,
    IReadOnlyList<Ticket> PassedOn, IReadOnlyList<TicketRow> Waiting)
{
    public static readonly Listing Longest = new(TicketView.All, ListOrder.Waiting, Pending: true);

    public bool NeedsSomebody => PassedOn.Count > 0 || Inboxes.Any(inbox => inbox.IsDeserted || inbox.IsLate);
}
