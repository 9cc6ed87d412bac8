using System.Collections.Immutable;

namespace Convos.Data;

/// <summary>
/// Tells from the log of one ticket, and nothing else, what there is to count: the same for what happens now, what failed afterwards and
/// what happened before anybody counted. Lines in the order of the log; docs/figures.md defines what is told.
/// </summary>
internal sealed partial class Reckoning
{
    private static readonly TimeSpan Soon = TimeSpan.FromHours(24);

    private readonly Clocks clocks;
    private readonly List<Fact> facts = [];
    private readonly List<Holding> holdings = [];

    private DateTime openedAt;
    private bool rescued;
    private bool open;
    private long inbox;
    private long? holder;
    private DateTime segmentAt;
    private bool repliedInSegment;
    private bool measuredInSegment;
    private bool everAssigned;
    private bool spam;
    private int replies;

    // Since when a person is to answer in this cycle, and by which line of the log. Null: nobody has asked yet.
    private DateTime? cycleAt;
    private PastEvent? cycleOf;
    private bool repliedInCycle;

    // The customer's messages that nobody has answered, as they came.
    private ImmutableList<Asking> waiting = [];

    // How that stood before a closing, and before each ticket that was joined into this one: those can be taken apart again.
    private Wait beforeClosing;
    private readonly Stack<Wait> beforeJoining = [];

    // Every stretch so far in which nobody held it, and each of those who did.
    private readonly List<(DateTime From, DateTime Until)> unheld = [];
    private readonly Dictionary<long, List<(DateTime From, DateTime Until)>> heldBy = [];

    private readonly List<(DateTime From, DateTime Until)> openTimes = [];
    private DateTime openAt;
    private DateTime closedAt;
    private long? closedBy;
    private FactKind closing;

    // What was asked after the last closing, until it is answered or has no more to wait for.
    private Fact? survey;

    private readonly record struct Asking(DateTime Since, DateTime WrittenAt, long? Message);

    private readonly record struct Wait(DateTime? CycleAt, PastEvent? CycleOf, bool Replied, ImmutableList<Asking> Asked);

    private Reckoning(Clocks clocks) => this.clocks = clocks;

    public static (IReadOnlyList<Fact> Facts, IReadOnlyList<Holding> Holdings) Of(IReadOnlyList<PastEvent> past, Clocks clocks)
    {
        var reckoning = Read(past, clocks);
        reckoning.Awaited();
        return (Chained([.. Together(reckoning.facts)]), reckoning.Held());
    }

    private static Reckoning Read(IReadOnlyList<PastEvent> past, Clocks clocks)
    {
        // Whenever it was said: who closes spam seldom tags it first.
        var reckoning = new Reckoning(clocks) { spam = past.LastOrDefault(one => one.Spam)?.Kind == "tagged" };
        // A row that nothing made is nobody's past.
        foreach (var one in past.Any(one => one.Kind == "opened") ? past : [])
        {
            reckoning.Take(one);
            reckoning.Stand(one);
        }

        return reckoning;
    }

    private void Take(PastEvent one)
    {
        switch (one.Kind)
        {
            case "received":
                Received(one);
                break;
            case "replied":
                Replied(one);
                break;
            case "echoed":
                Answered(one);
                break;
            case "opened":
                Opened(one);
                break;
            case "closed":
                Closed(one);
                break;
            case "reopened":
                Reopened(one);
                break;
            case "survey_sent":
                Surveyed(one);
                break;
            case "rated":
                Rated(one);
                break;
            case "took_in":
                TookIn(one);
                break;
            case "gave_back":
                Stands(beforeJoining.TryPop(out var before) ? before : Waiting);
                break;
            // The closing that was undone has another name by now; of tags one is looked at, and that before all.
            case "close_undone" or "tagged" or "untagged":
                break;
            default:
                Handed(one);
                break;
        }
    }

    // Somebody is to answer for the first time in this cycle, and nobody has. Rescues are told apart.
    private void Awaited()
    {
        if (open && !repliedInCycle && cycleAt is { } since && !(rescued && since == openedAt))
        {
            facts.Add(new Fact(FactKind.FirstWait, since, inbox, holder, 1, null, null, null, null, null, null, WaitingMessage, cycleOf!.Id));
        }
    }

    private void Count(FactKind kind, DateTime at, PastEvent of, long? person, long? where = null) =>
        facts.Add(new Fact(kind, at, where ?? inbox, person, 1, null, null, null, null, null, null, of.MessageId, of.Id));

    private void Measure(FactKind kind, DateTime from, DateTime until, PastEvent of, long? person, long? asked = null) =>
        Measure(kind, [(from, until)], until, of, person, asked);

    private void Measure(FactKind kind, IReadOnlyList<(DateTime From, DateTime Until)> stretches, DateTime at, PastEvent of, long? person, long? asked = null)
    {
        var took = clocks.Measure(inbox, at, stretches);
        facts.Add(new Fact(
            kind, at, inbox, person, 1, took.Seconds, took.Business, stretches[0].From, took.ScheduleId, took.ScheduleVersion, asked, of.MessageId, of.Id));
    }

    // What is told of every message is told once for those of one quarter of an hour: that is as close as sums look.
    private static IEnumerable<Fact> Together(List<Fact> facts) =>
        facts.Where(fact => fact.Kind is not (FactKind.Sent or FactKind.Received))
            .Concat(facts.Where(fact => fact.Kind is FactKind.Sent or FactKind.Received)
                .GroupBy(fact => (fact.Kind, fact.InboxId, fact.OperatorId, Cells.Quarter(fact.At)))
                .Select(group => group.MinBy(fact => (fact.At, fact.EventId))! with { N = group.Count() }));

    // What was counted of a ticket before, by what a report may ask for.
    private static List<Fact> Chained(List<Fact> facts)
    {
        var chained = new List<Fact>();
        foreach (var kind in facts.GroupBy(fact => fact.Kind))
        {
            var moved = kind.Select(fact => fact.InboxId).Distinct().Count() > 1;
            var (ofInbox, ofBoth) = (new Dictionary<long, DateTime>(), new Dictionary<(long, long), DateTime>());
            foreach (var fact in kind.OrderBy(fact => fact.At).ThenBy(fact => fact.EventId))
            {
                var both = (fact.InboxId, fact.OperatorId ?? 0);
                chained.Add(fact with
                {
                    BeforeInbox = Known(ofInbox, fact.InboxId),
                    BeforeBoth = Known(ofBoth, both),
                    Moved = moved,
                });
                ofInbox[fact.InboxId] = ofBoth[both] = fact.At;
            }
        }

        return chained;
    }

    private static DateTime? Known<T>(Dictionary<T, DateTime> times, T key) where T : notnull => times.TryGetValue(key, out var at) ? at : null;

    private List<Holding> Held() =>
        open && holder is { } person ? [.. holdings, new Holding(person, inbox, segmentAt, null)] : holdings;

    private DateTime? WaitingSince => waiting.Count > 0 ? waiting[0].Since : null;

    private long? WaitingMessage => waiting.Count > 0 ? waiting[0].Message : null;

    private Wait Waiting => new(cycleAt, cycleOf, repliedInCycle, waiting);

    private void Stands(Wait was) =>
        (cycleAt, cycleOf, repliedInCycle, waiting) = (was.CycleAt, was.CycleOf, was.Replied, was.Asked);

    private static DateTime Later(DateTime one, DateTime? other) => other > one ? other.Value : one;
}
