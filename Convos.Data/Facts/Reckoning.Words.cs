namespace Convos.Data;

// What was said: who waits for an answer, and how long it took.
internal sealed partial class Reckoning
{
    private void Received(PastEvent one)
    {
        if (one is not { Author: Author.Contact, SentAt: { } sentAt })
        {
            return;
        }

        // What is written to the company is nobody's own yet.
        Count(FactKind.Received, sentAt, one, null);
        Asked(one, sentAt, Later(openAt, sentAt));
    }

    // Where we began, the clock of people starts with the customer's first word, whatever we had said by then.
    private void Asked(PastEvent one, DateTime at, DateTime begins)
    {
        if (cycleAt is null)
        {
            (cycleAt, cycleOf, repliedInCycle) = (begins, one, false);
        }

        waiting = waiting.Add(new Asking(Later(cycleAt.Value, at), at, one.MessageId));
    }

    private void Replied(PastEvent one)
    {
        if (one is not { Failed: false, SentAt: { } sentAt, OperatorId: { } person })
        {
            return;
        }

        Count(FactKind.Sent, sentAt, one, person);
        FirstReply(one, sentAt, person, WaitingMessage);
        OwnFirstReply(one, sentAt, person);
        if (WaitingSince is { } since)
        {
            Measure(repliedInCycle ? FactKind.NextTurn : FactKind.FirstTurn, since, sentAt, one, person, WaitingMessage);
            Measure(repliedInCycle ? FactKind.OwnNextTurn : FactKind.OwnFirstTurn, Own(person, since), sentAt, one, person, WaitingMessage);
        }

        (repliedInCycle, waiting) = (true, []);
        repliedInSegment |= person == holder;
        replies++;
    }

    private void FirstReply(PastEvent one, DateTime sentAt, long? person, long? asked)
    {
        if (repliedInCycle || cycleAt is not { } since)
        {
            return;
        }

        var late = rescued && since == openedAt;
        Measure(late ? FactKind.FirstReplyRescue : FactKind.FirstReply, since, sentAt, one, person, asked);
        if (late)
        {
            return;
        }

        var reply = facts[^1];
        facts.Add(reply with { Kind = FactKind.Asked, At = since, OperatorId = null });
        if (clocks.Target(inbox, sentAt) is { } target)
        {
            // What came wholly out of hours was in time.
            Count(reply.Business is not { } took || took <= target.TotalSeconds ? FactKind.TargetMet : FactKind.TargetMissed, sentAt, one, person);
        }
    }

    private void OwnFirstReply(PastEvent one, DateTime sentAt, long person)
    {
        if (person != holder || measuredInSegment || cycleAt is not { } asked)
        {
            return;
        }

        Measure(FactKind.OwnFirstReply, Later(Later(segmentAt, asked), WaitingSince), sentAt, one, person, WaitingMessage);
        measuredInSegment = true;
    }

    // By the business's own phone: a person answered, nobody knows which. Whoever wrote there had seen what was written before, whenever
    // we heard of it.
    private void Answered(PastEvent one)
    {
        if (!open || one is not { Author: Author.Phone, SentAt: { } sentAt })
        {
            return;
        }

        var seen = waiting.Where(asked => asked.WrittenAt <= sentAt).ToList();
        if (seen.Count == 0 && waiting.Count > 0)
        {
            return;
        }

        FirstReply(one, sentAt, null, seen.FirstOrDefault().Message);
        if (seen.Count > 0)
        {
            Measure(repliedInCycle ? FactKind.NextTurn : FactKind.FirstTurn, seen[0].Since, sentAt, one, null, seen[0].Message);
        }

        (repliedInCycle, waiting) = (true, waiting.RemoveAll(asked => asked.WrittenAt <= sentAt));
        replies++;
    }

    // What was asked in a ticket that was joined into this one is answered here.
    private void TookIn(PastEvent one)
    {
        beforeJoining.Push(Waiting);
        if (!open || one.Since is not { } since)
        {
            return;
        }

        // Of two that wait the one counts that has waited longer.
        cycleAt = !repliedInCycle && cycleAt > since ? since : cycleAt;
        if (WaitingSince > since)
        {
            waiting = waiting.Insert(0, new Asking(since, since, one.MessageId));
        }
        else
        {
            Asked(one, since, since);
        }
    }

    private DateTime Own(long person, DateTime since) => person == holder ? Later(since, segmentAt) : since;
}
