using Convos.Data;
using static Convos.Data.FactKind;

namespace Convos.Tests;

// What the log says of who held it, and how it ended.
public sealed partial class Oracle
{
    private IEnumerable<Told> OfMoves(List<Line> moves, List<Cycle> cycles, List<Line> replies, Func<long, Cycle, bool> waits, Func<FactKind, DateTime, long, long?, Told> count)
    {
        var (opened, assigned) = (moves[0], moves.FirstOrDefault(one => one.OperatorId is not null));
        if (assigned is not null && assigned != opened && !moves.Any(one => one.Kind == "closed" && one.Id < assigned.Id))
        {
            yield return Lasting(opened.TicketId, QueueWait, assigned.At, assigned.InboxId, assigned.OperatorId, (opened.At, assigned.At));
        }

        foreach (var move in moves.Skip(1))
        {
            var before = Prior(move, moves)!;
            if (before.Kind != "closed" && (before.OperatorId != move.OperatorId || move.Kind == "closed") && Closing(move) is null or Closed or ClosedBySilence && before.OperatorId is { } holder)
            {
                yield return Lasting(move.TicketId, Handled, move.At, before.InboxId, holder, [.. Stretches(moves, move.Id, holder)]);
                var cycle = cycles.Single(one => one.FirstId < move.Id && move.Id <= one.LastId);
                var began = moves.Last(one => one.Id < move.Id && (Prior(one, moves) is not { } b || b.OperatorId != one.OperatorId || b.Kind == "closed")).Id;
                if (waits(move.Id, cycle) && !replies.Any(one => one.Id > began && one.Id < move.Id))
                {
                    yield return count(LeftUnanswered, move.At, before.InboxId, holder);
                }
            }

            foreach (var told in OfMove(move, before, count))
            {
                yield return told;
            }
        }
    }

    private static FactKind? Closing(Line move) => move switch
    {
        { Kind: not "closed" } => null,
        { By: "blocked" } => ClosedBlocked,
        { Joined: true } => ClosedJoined,
        { By: "silence" } => ClosedBySilence,
        _ => Closed,
    };

    private IEnumerable<Told> OfClosings(List<Line> moves, List<Cycle> cycles, List<Line> answers, Func<long, Cycle, bool> waits)
    {
        foreach (var cycle in cycles.Where(one => one.LastId != long.MaxValue))
        {
            var closing = moves.Single(one => one.Id == cycle.LastId);
            var (kind, before) = (Closing(closing)!.Value, Prior(closing, moves)!);
            Told Count(FactKind what, long? person) => new(closing.TicketId, what, closing.At, closing.InboxId, person ?? 0, null, null);
            if (moves.FirstOrDefault(one => one.Id > closing.Id) is { Kind: "reopened" } again)
            {
                var reopened = kind != Closed ? ReopenedOther : again.At - closing.At <= TimeSpan.FromHours(24) ? ReopenedSoon : ReopenedLate;
                yield return Lasting(closing.TicketId, reopened, again.At, again.InboxId, closing.ActorId, (closing.At, again.At));
            }

            if (kind is ClosedBlocked or ClosedJoined)
            {
                yield return Count(kind, closing.ActorId);
                continue;
            }

            if (Stretches(moves, closing.Id, null).ToArray() is { Length: > 0 } unheld)
            {
                yield return Lasting(closing.TicketId, Unassigned, closing.At, closing.InboxId, null, unheld);
            }

            yield return Lasting(closing.TicketId, kind, closing.At, closing.InboxId, closing.ActorId, [.. cycles.Where(one => one.LastId <= cycle.LastId).Select(one => (one.From, one.Until))]);
            if (!waits(closing.Id, cycle))
            {
                continue;
            }

            if (answers.Any(one => one.Id < closing.Id))
            {
                yield return Count(ClosedPending, before.OperatorId);
            }
            else if (closing is { Spam: false, Origin: not "rescue" })
            {
                yield return Count(moves.Any(one => one.Id < closing.Id && one.OperatorId is not null) ? AbandonedUnanswered : AbandonedUnassigned, before.OperatorId);
            }
        }
    }

    private static IEnumerable<Told> OfMove(Line move, Line before, Func<FactKind, DateTime, long, long?, Told> count)
    {
        switch (move.Kind)
        {
            case "taken":
                yield return count(Taken, move.At, move.InboxId, move.OperatorId);
                break;
            case "taken_over":
                yield return count(TakenOver, move.At, move.InboxId, move.OperatorId);
                break;
            case "released":
                yield return count(Released, move.At, move.InboxId, before.OperatorId);
                break;
            case "assigned":
                yield return count(Assigned, move.At, move.InboxId, move.OperatorId);
                break;
            case "returned":
                yield return count(Returned, move.At, move.InboxId, before.OperatorId);
                break;
            case "left":
                yield return count(Left, move.At, before.InboxId, before.OperatorId);
                break;
            case "rotated":
                yield return count(RotatedOut, move.At, before.InboxId, before.OperatorId);
                if (move.OperatorId is { } next)
                {
                    yield return count(RotatedIn, move.At, move.InboxId, next);
                }

                break;
            case "transferred":
                yield return count(TransferredOut, move.At, before.InboxId, move.ActorId);
                yield return count(TransferredIn, move.At, move.InboxId, move.OperatorId);
                break;
        }
    }

    // All that ended by then in which this person held it, or nobody.
    private static IEnumerable<(DateTime From, DateTime Until)> Stretches(List<Line> moves, long until, long? person)
    {
        for (var at = 0; at < moves.Count; at++)
        {
            var last = at == 0 ? null : moves[at - 1];
            if (moves[at].Kind == "closed" || moves[at].OperatorId != person || (last is not null && last.Kind != "closed" && last.OperatorId == person))
            {
                continue;
            }

            if (moves.Skip(at + 1).FirstOrDefault(one => one.OperatorId != person || one.Kind == "closed") is { } end && end.Id <= until)
            {
                yield return (moves[at].At, end.At);
            }
        }
    }
}
