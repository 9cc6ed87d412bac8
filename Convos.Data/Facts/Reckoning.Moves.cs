namespace Convos.Data;

// Who held it, where it waited, how it ended.
internal sealed partial class Reckoning
{
    private void Opened(PastEvent one)
    {
        (inbox, holder, open) = (one.InboxId, one.OperatorId, true);
        (openedAt, openAt, segmentAt) = (one.At, one.At, one.At);
        var origin = EnumNames.Parse<TicketOrigin>(one.Origin ?? TicketOrigin.Inbound.Name());
        rescued = origin == TicketOrigin.Rescue;
        // Whoever is written to has asked nothing yet, and nobody waited in a queue.
        (cycleAt, cycleOf) = (origin == TicketOrigin.Operator ? null : one.At, one);
        everAssigned = holder is not null;
        Count(Opening(origin), one.At, one, holder);
        if (one.Since is { } began && began < one.At && origin is TicketOrigin.Dialogue or TicketOrigin.Rescue)
        {
            Measure(FactKind.Bot, began, one.At, one, null);
        }
    }

    private static FactKind Opening(TicketOrigin origin) => origin switch
    {
        TicketOrigin.Dialogue => FactKind.OpenedDialogue,
        TicketOrigin.Rescue => FactKind.OpenedRescue,
        TicketOrigin.Operator => FactKind.OpenedOperator,
        TicketOrigin.Api => FactKind.OpenedApi,
        _ => FactKind.OpenedInbound,
    };

    private void Handed(PastEvent one)
    {
        var (from, left) = (holder, inbox);
        if (from != one.OperatorId)
        {
            EndSegment(one);
        }

        inbox = one.InboxId;
        if (from != one.OperatorId)
        {
            Begin(one);
        }

        switch (one.Kind)
        {
            case "taken":
                Count(FactKind.Taken, one.At, one, one.OperatorId);
                break;
            case "assigned":
                Count(FactKind.Assigned, one.At, one, one.OperatorId);
                break;
            case "taken_over":
                Count(FactKind.TakenOver, one.At, one, one.OperatorId);
                break;
            case "released":
                Count(FactKind.Released, one.At, one, from);
                break;
            case "returned":
                Count(FactKind.Returned, one.At, one, from);
                break;
            case "left":
                Count(FactKind.Left, one.At, one, from, left);
                break;
            case "transferred":
                Count(FactKind.TransferredOut, one.At, one, one.ActorId, left);
                Count(FactKind.TransferredIn, one.At, one, one.OperatorId);
                break;
            case "rotated":
                Count(FactKind.RotatedOut, one.At, one, from, left);
                if (one.OperatorId is { } next)
                {
                    Count(FactKind.RotatedIn, one.At, one, next);
                }

                break;
        }
    }

    private void Begin(PastEvent one)
    {
        (holder, segmentAt, repliedInSegment, measuredInSegment) = (one.OperatorId, one.At, false, false);
        if (holder is null || everAssigned)
        {
            return;
        }

        everAssigned = true;
        // What was closed before anybody took it has waited in vain; how long it waits again is no wait from its opening.
        if (openTimes.Count == 0)
        {
            Measure(FactKind.QueueWait, openedAt, one.At, one, holder);
        }
    }

    // What a block ends, or what goes on elsewhere, says nothing of anybody's work.
    private void EndSegment(PastEvent one, bool measures = true)
    {
        if (holder is not { } person)
        {
            unheld.Add((segmentAt, one.At));
            return;
        }

        // Whatever the clocks of two machines say.
        holdings.Add(new Holding(person, inbox, segmentAt, Later(segmentAt, one.At)));
        var mine = heldBy.TryGetValue(person, out var held) ? held : heldBy[person] = [];
        mine.Add((segmentAt, one.At));
        if (!measures)
        {
            return;
        }

        Measure(FactKind.Handled, mine, one.At, one, person);
        if (!repliedInSegment && WaitingSince is not null)
        {
            Count(FactKind.LeftUnanswered, one.At, one, person);
        }
    }

    private void Closed(PastEvent one)
    {
        var last = holder;
        openTimes.Add((openAt, one.At));
        var kind = one.By == "blocked" ? FactKind.ClosedBlocked
            : one.Joined ? FactKind.ClosedJoined
            : one.By == "silence" ? FactKind.ClosedBySilence
            : FactKind.Closed;
        var took = clocks.Measure(inbox, one.At, openTimes);
        var counts = kind is FactKind.Closed or FactKind.ClosedBySilence;
        EndSegment(one, counts);
        if (counts && unheld.Count > 0)
        {
            Measure(FactKind.Unassigned, unheld, one.At, one, null);
        }

        facts.Add(new Fact(
            kind, one.At, inbox, one.ActorId, 1, counts ? took.Seconds : null, counts ? took.Business : null, counts ? openedAt : null,
            counts ? took.ScheduleId : null, counts ? took.ScheduleVersion : null, null, null, one.Id));
        if (counts && WaitingSince is not null)
        {
            LeftWaiting(one, last);
        }

        (open, holder, closedAt, closedBy, closing, beforeClosing) = (false, null, one.At, one.ActorId, kind, Waiting);
        (waiting, survey) = ([], null);
    }

    private void LeftWaiting(PastEvent one, long? last)
    {
        if (replies > 0)
        {
            Count(FactKind.ClosedPending, one.At, one, last);
        }
        else if (!spam && !rescued)
        {
            Count(everAssigned ? FactKind.AbandonedUnanswered : FactKind.AbandonedUnassigned, one.At, one, last);
        }
    }

    private void Reopened(PastEvent one)
    {
        Unasked(one);
        (inbox, open, openAt, repliedInCycle) = (one.InboxId, true, one.At, false);
        (holder, segmentAt, repliedInSegment, measuredInSegment) = (one.OperatorId, one.At, false, false);
        // A message that was written before the closing and came after it asks anew.
        (cycleAt, cycleOf) = (one is { By: "contact", Since: { } since } ? Later(closedAt, since) : null, one);
        // Contacts that are taken apart again: nobody reopened anything, and whoever waited waits.
        if (one.By == "separated")
        {
            Stands(beforeClosing);
            return;
        }

        var took = clocks.Measure(inbox, one.At, (closedAt, one.At));
        facts.Add(new Fact(
            Again(one), one.At, inbox, closedBy, 1, took.Seconds, took.Business, closedAt,
            took.ScheduleId, took.ScheduleVersion, null, null, one.Id));
        everAssigned |= holder is not null;
    }

    // After what nobody closed it says nothing of anybody's work.
    private FactKind Again(PastEvent one) =>
        closing != FactKind.Closed ? FactKind.ReopenedOther : one.At - closedAt <= Soon ? FactKind.ReopenedSoon : FactKind.ReopenedLate;
}
