namespace Convos.Data;

// Whom the clock stands at.
internal sealed partial class Reckoning
{
    private readonly List<Mark> marks = [];

    /// <summary>Whom its clock stood at, one after another.</summary>
    public static IReadOnlyList<Mark> Line(IReadOnlyList<PastEvent> past, Clocks clocks) => Read(past, clocks).marks;

    // Nothing that is told late moves what stood before.
    private void Stand(PastEvent one)
    {
        var at = Later(one is { Kind: "received" or "replied" or "echoed", SentAt: { } sentAt } ? sentAt : one.At, marks.Count > 0 ? marks[^1].At : openedAt);
        var state = !open ? LineState.Closed
            : holder is null ? LineState.Queue
            : WaitingSince is not null || (cycleAt is not null && !repliedInCycle) ? LineState.Us
            : LineState.Customer;
        var mark = new Mark(at, state, holder, inbox);
        if (marks.Count == 0 || mark with { At = marks[^1].At } != marks[^1])
        {
            marks.Add(mark);
        }
    }
}
