using Convos.Data;
using Dapper;
using static Convos.Data.FactKind;

namespace Convos.Tests;

/// <summary>A fact as the oracle tells it; nobody is 0.</summary>
public sealed record Told(long Ticket, FactKind Kind, DateTime At, long Inbox, long Operator, int? Seconds, int? Business);

/// <summary>
/// Tells the facts of tickets from the raw log by the words of the definitions, each figure by itself, looking back and forth as it likes: another
/// way than the program's, which walks the log once.
/// </summary>
public sealed partial class Oracle(Func<long, DateTime, OpeningHours?> hours)
{
    private sealed record Line(
        long Id, long TicketId, string Kind, DateTime At, long InboxId, long? OperatorId, long? ActorId, string? By, DateTime? Since, string? Author, DateTime? SentAt, string? Delivery, string? Body);

    private sealed record Cycle(DateTime From, long FirstId, DateTime Until, long LastId, DateTime? Start);

    public static async Task<IReadOnlyList<Told>> Tell(Database database, Func<long, DateTime, OpeningHours?> hours)
    {
        await using var db = await database.Open();
        var lines = await db.QueryAsync<Line>(
            """
            select e.id, e.ticket_id, e.kind, e.at, e.inbox_id, e.operator_id, e.actor_id, e.data ->> 'by' "by", (e.data ->> 'since')::timestamptz since, m.author, m.sent_at, m.delivery, m.body
            from events e left join messages m on m.id = e.message_id
            where e.ticket_id is not null and e.kind <> 'closed_void'
            order by e.id
            """);
        return [.. lines.GroupBy(line => line.TicketId).SelectMany(ticket => new Oracle(hours).Of([.. ticket]))];
    }

    private static readonly string[] Moves = ["opened", "taken", "taken_over", "released", "transferred", "assigned", "rotated", "left", "closed", "reopened"];

    private IEnumerable<Told> Of(List<Line> log)
    {
        var moves = log.Where(line => Moves.Contains(line.Kind)).ToList();
        var ticket = log[0].TicketId;
        var opened = moves.First(line => line.Kind == "opened");
        var replies = log.Where(line => line.Kind == "replied" && line.Delivery != "failed").ToList();
        var asked = log.Where(line => line is { Kind: "received", Author: "contact" }).ToList();
        Line Before(Line line) => moves.Last(one => one.Id < line.Id);
        Line Now(long id) => moves.Last(one => one.Id < id);
        Told Count(FactKind kind, DateTime at, long inbox, long? person) => new(ticket, kind, at, inbox, person ?? 0, null, null);
        Told Took(FactKind kind, DateTime from, DateTime until, long inbox, long? person) => Lasting(ticket, kind, until, inbox, person, (from, until));
        bool Waits(long id, Cycle cycle) => asked.Any(one => one.Id < id && one.Id > cycle.FirstId && !replies.Any(reply => reply.Id > one.Id && reply.Id < id));

        yield return Count(OpenedInbound, opened.At, opened.InboxId, null);
        var cycles = Cycles(moves, asked).ToList();
        foreach (var one in asked)
        {
            yield return Count(Received, one.SentAt!.Value, Now(one.Id).InboxId, null);
        }

        foreach (var reply in replies)
        {
            var (cycle, held) = (cycles.Single(one => one.FirstId < reply.Id && reply.Id < one.LastId), moves.Last(one => one.Id < reply.Id && one.OperatorId != Prior(one, moves)?.OperatorId));
            var (at, begin) = (reply.SentAt!.Value, Began(cycle, asked, moves));
            // What we said before the clock of people began answered nothing.
            var earlier = replies.Where(one => one.Id < reply.Id && one.Id > begin).ToList();
            var unanswered = asked.Where(one => one.Id > cycle.FirstId && one.Id < reply.Id && earlier.All(before => before.Id < one.Id)).ToList();
            yield return Count(Sent, at, Now(reply.Id).InboxId, reply.OperatorId);
            // The clock of the cycle, as far as it had begun by then.
            var start = cycle.Start is { } begun && begin < reply.Id ? begun : (DateTime?)null;
            if (start is { } since && earlier.Count == 0)
            {
                yield return Took(FirstReply, since, at, Now(reply.Id).InboxId, reply.OperatorId);
            }

            var mine = replies.Where(one => one.Id < reply.Id && one.Id > held.Id).ToList();
            if (start is { } clock && !mine.Any(one => Started(cycle, one.Id, asked, moves)))
            {
                var first = unanswered.Count > 0 ? Max(clock, unanswered[0].SentAt!.Value) : clock;
                yield return Took(OwnFirstReply, Max(held.At, Max(clock, first)), at, Now(reply.Id).InboxId, reply.OperatorId);
            }

            if (unanswered.Count > 0)
            {
                var from = Max(cycle.Start!.Value, unanswered[0].SentAt!.Value);
                yield return Took(earlier.Count == 0 ? FirstTurn : NextTurn, from, at, Now(reply.Id).InboxId, reply.OperatorId);
                yield return Took(earlier.Count == 0 ? OwnFirstTurn : OwnNextTurn, Max(from, held.At), at, Now(reply.Id).InboxId, reply.OperatorId);
            }
        }

        var assigned = moves.FirstOrDefault(one => one.OperatorId is not null);
        if (assigned is not null && !moves.Any(one => one.Kind == "closed" && one.Id < assigned.Id))
        {
            yield return Took(QueueWait, opened.At, assigned.At, assigned.InboxId, assigned.OperatorId);
        }

        foreach (var move in moves.Skip(1))
        {
            var before = Before(move);
            if (before.Kind != "closed" && (before.OperatorId != move.OperatorId || move.Kind == "closed"))
            {
                if (before.OperatorId is { } holder)
                {
                    yield return Lasting(ticket, Handled, move.At, before.InboxId, holder, [.. Stretches(moves, move.Id, holder)]);
                }

                var cycle = cycles.Single(one => one.FirstId < move.Id && move.Id <= one.LastId);
                var began = moves.Last(one => one.Id < move.Id && (Prior(one, moves) is not { } b || b.OperatorId != one.OperatorId || b.Kind == "closed")).Id;
                if (before.OperatorId is { } person && Waits(move.Id, cycle) && !replies.Any(one => one.Id > began && one.Id < move.Id))
                {
                    yield return Count(LeftUnanswered, move.At, before.InboxId, person);
                }
            }

            foreach (var told in OfMove(move, before, ticket, Count))
            {
                yield return told;
            }
        }

        foreach (var told in OfSurveys(log, moves, Count))
        {
            yield return told;
        }

        foreach (var cycle in cycles.Where(one => one.LastId != long.MaxValue))
        {
            var (closing, before) = (moves.Single(one => one.Id == cycle.LastId), Before(moves.Single(one => one.Id == cycle.LastId)));
            if (Stretches(moves, closing.Id, null).ToArray() is { Length: > 0 } unheld)
            {
                yield return Lasting(ticket, Unassigned, closing.At, closing.InboxId, null, unheld);
            }

            yield return Lasting(ticket, Closed, closing.At, closing.InboxId, closing.ActorId, [.. cycles.Where(one => one.LastId <= cycle.LastId).Select(one => (one.From, one.Until))]);
            if (Waits(closing.Id, cycle))
            {
                yield return Count(
                    replies.Any(one => one.Id < closing.Id) ? ClosedPending : moves.Any(one => one.Id < closing.Id && one.OperatorId is not null) ? AbandonedUnanswered : AbandonedUnassigned,
                    closing.At, closing.InboxId, before.OperatorId);
            }

            if (moves.FirstOrDefault(one => one.Id > closing.Id) is { Kind: "reopened" } again)
            {
                yield return Took(again.At - closing.At <= TimeSpan.FromHours(24) ? ReopenedSoon : ReopenedLate, closing.At, again.At, again.InboxId, closing.ActorId);
            }
        }
    }

    private static IEnumerable<Told> OfMove(Line move, Line before, long ticket, Func<FactKind, DateTime, long, long?, Told> count)
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
            case "transferred":
                yield return count(TransferredOut, move.At, before.InboxId, move.ActorId);
                yield return count(TransferredIn, move.At, move.InboxId, move.OperatorId);
                break;
        }
    }

    // Whether the clock of people ran when this reply was sent.
    private static bool Started(Cycle cycle, long reply, List<Line> asked, List<Line> moves) => Began(cycle, asked, moves) < reply;

    // The line with which it began to run.
    private static long Began(Cycle cycle, List<Line> asked, List<Line> moves)
    {
        var first = moves.Single(one => one.Id == cycle.FirstId);
        return first.Kind == "opened" || first.By == "contact" ? first.Id : asked.FirstOrDefault(one => one.Id > cycle.FirstId)?.Id ?? long.MaxValue;
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

    private static Line? Prior(Line line, List<Line> moves) => moves.LastOrDefault(one => one.Id < line.Id);

    private static IEnumerable<Cycle> Cycles(List<Line> moves, List<Line> asked)
    {
        foreach (var begin in moves.Where(one => one.Kind is "opened" or "reopened"))
        {
            var end = moves.FirstOrDefault(one => one.Id > begin.Id && one.Kind == "closed");
            var first = asked.FirstOrDefault(one => one.Id > begin.Id && (end is null || one.Id < end.Id));
            var start = begin.Kind == "opened" ? begin.At
                : begin.By == "contact" ? Max(moves.Last(one => one.Id < begin.Id && one.Kind == "closed").At, begin.Since!.Value)
                : first is null ? (DateTime?)null : Max(begin.At, first.SentAt!.Value);
            yield return new Cycle(begin.At, begin.Id, end?.At ?? DateTime.MaxValue, end?.Id ?? long.MaxValue, start);
        }
    }

    private Told Lasting(long ticket, FactKind kind, DateTime at, long inbox, long? person, params (DateTime From, DateTime Until)[] parts)
    {
        static int Whole(TimeSpan time) => (int)Math.Round(time.TotalSeconds, MidpointRounding.AwayFromZero);
        var all = TimeSpan.FromTicks(parts.Sum(part => (part.Until - part.From).Ticks));
        if (hours(inbox, at) is not { } open)
        {
            return new Told(ticket, kind, at, inbox, person ?? 0, Whole(all), Whole(all));
        }

        var business = TimeSpan.FromTicks(parts.Sum(part => open.BusinessTime(part.From, part.Until).Ticks));
        var none = business == TimeSpan.Zero && (all > TimeSpan.Zero || !open.IsOpen(parts[0].From));
        return new Told(ticket, kind, at, inbox, person ?? 0, Whole(all), none ? null : Whole(business));
    }

    private static DateTime Max(DateTime one, DateTime other) => one > other ? one : other;
}
