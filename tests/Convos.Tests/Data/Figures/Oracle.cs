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
public sealed partial class Oracle(Func<long, DateTime, OpeningHours?> hours, Func<long, int?> target)
{
    // When what failed was sent again, that is when it was said. «Spam» is what the ticket bears now, «Began» its conversation's first word.
    private sealed record Line(
        long Id, long TicketId, string Kind, DateTime At, long InboxId, long? OperatorId, long? ActorId, string? By, DateTime? Since, string? Author, DateTime? SentAt, string? Delivery, string? Body,
        string Origin, bool Joined, bool Spam, DateTime? Began, long? MessageId);

    private sealed record Cycle(DateTime From, long FirstId, DateTime Until, long LastId, DateTime? Start);

    /// <param name="target">Seconds within which an inbox is to answer.</param>
    public static async Task<IReadOnlyList<Told>> Tell(Database database, Func<long, DateTime, OpeningHours?> hours, Func<long, int?> target)
    {
        await using var db = await database.Open();
        var lines = await db.QueryAsync<Line>(
            """
            select e.id, e.ticket_id, e.kind, e.at, e.inbox_id, e.operator_id, e.actor_id, e.data ->> 'by' "by", (e.data ->> 'since')::timestamptz since, m.author,
              coalesce((select max(r.at) from events r where r.ticket_id = t.id and r.message_id = m.id and r.kind = 'retried' and r.data ->> 'was' = 'failed'), m.sent_at) sent_at,
              m.delivery, m.body, t.origin, coalesce(e.data ? 'joined_into', false) joined,
              exists (select from ticket_tags tt join tags g on g.id = tt.tag_id where tt.ticket_id = t.id and g.name = 'Spam') spam, cv.started_at began, e.message_id
            from events e join tickets t on t.id = e.ticket_id join conversations cv on cv.id = t.conversation_id left join messages m on m.id = e.message_id
            where e.kind <> 'closed_void'
            order by e.id
            """);
        return [.. lines.GroupBy(line => line.TicketId).SelectMany(ticket => new Oracle(hours, target).Of([.. ticket]))];
    }

    private static readonly Dictionary<string, FactKind> Openings = new()
    {
        ["inbound"] = OpenedInbound, ["dialogue"] = OpenedDialogue, ["rescue"] = OpenedRescue, ["operator"] = OpenedOperator, ["api"] = OpenedApi,
    };

    private static readonly string[] Moves = ["opened", "taken", "taken_over", "released", "returned", "transferred", "assigned", "rotated", "left", "closed", "reopened"];

    private IEnumerable<Told> Of(List<Line> log)
    {
        var moves = log.Where(line => Moves.Contains(line.Kind)).ToList();
        var ticket = log[0].TicketId;
        var opened = moves.First(line => line.Kind == "opened");
        var asked = log.Where(line => line is { Kind: "received", Author: "contact" }).ToList();
        var cycles = Cycles(moves, asked).ToList();
        var answers = Answers(log, cycles, asked);
        var replies = answers.Where(line => line.Kind == "replied").ToList();
        Line Now(long id) => moves.Last(one => one.Id < id);
        Told Count(FactKind kind, DateTime at, long inbox, long? person) => new(ticket, kind, at, inbox, person ?? 0, null, null);
        Told Took(FactKind kind, DateTime from, DateTime until, long inbox, long? person) => Lasting(ticket, kind, until, inbox, person, (from, until));
        bool Waits(long id, Cycle cycle) => Unanswered(id, cycle, asked, answers).Count > 0;
        bool IsRescue(Cycle cycle) => opened.Origin == "rescue" && cycle.FirstId == opened.Id;

        yield return Count(Openings[opened.Origin], opened.At, opened.InboxId, opened.OperatorId);
        if (opened.Origin is "dialogue" or "rescue")
        {
            yield return Took(Bot, opened.Began!.Value, opened.At, opened.InboxId, null);
        }

        foreach (var one in asked)
        {
            yield return Count(Received, one.SentAt!.Value, Now(one.Id).InboxId, null);
        }

        foreach (var answer in answers)
        {
            var (cycle, inbox) = (cycles.Single(one => one.FirstId < answer.Id && answer.Id < one.LastId), Now(answer.Id).InboxId);
            var (at, begin) = (answer.SentAt!.Value, Began(cycle, asked, moves));
            // Nobody knows who had the business's own phone.
            var who = answer.Kind == "replied" ? answer.OperatorId : null;
            // What we said before the clock of people began answered nothing.
            var isFirst = !answers.Any(one => one.Id < answer.Id && one.Id > begin);
            List<Line> unanswered = [.. Unanswered(answer.Id, cycle, asked, answers).Where(one => Answers(answer, one))];
            // The clock of the cycle, as far as it had begun by then.
            var start = cycle.Start is { } begun && begin < answer.Id ? begun : (DateTime?)null;
            if (start is { } since && isFirst)
            {
                var took = Took(IsRescue(cycle) ? FirstReplyRescue : FirstReply, since, at, inbox, who);
                yield return took;
                if (!IsRescue(cycle))
                {
                    yield return took with { Kind = Asked, At = since, Operator = 0 };
                }

                if (!IsRescue(cycle) && target(inbox) is { } most)
                {
                    yield return Count(took.Business is null || took.Business <= most ? TargetMet : TargetMissed, at, inbox, who);
                }
            }

            if (unanswered.Count > 0)
            {
                yield return Took(isFirst ? FirstTurn : NextTurn, Max(cycle.Start!.Value, unanswered[0].SentAt!.Value), at, inbox, who);
            }

            if (answer.Kind != "replied")
            {
                continue;
            }

            var held = moves.Last(one => one.Id < answer.Id && one.OperatorId != Prior(one, moves)?.OperatorId);
            yield return Count(Sent, at, inbox, who);
            if (start is { } clock && !replies.Any(one => one.Id < answer.Id && one.Id > held.Id && Started(cycle, one.Id, asked, moves)))
            {
                yield return Took(OwnFirstReply, Max(held.At, unanswered.Count > 0 ? Max(clock, unanswered[0].SentAt!.Value) : clock), at, inbox, who);
            }

            if (unanswered.Count > 0)
            {
                yield return Took(isFirst ? OwnFirstTurn : OwnNextTurn, Max(Max(cycle.Start!.Value, unanswered[0].SentAt!.Value), held.At), at, inbox, who);
            }
        }

        if (cycles[^1] is { LastId: long.MaxValue, Start: { } awaited } last && !IsRescue(last) && !answers.Any(one => one.Id > Began(last, asked, moves)))
        {
            yield return Count(FirstWait, awaited, moves[^1].InboxId, moves[^1].OperatorId);
        }

        foreach (var told in OfMoves(moves, cycles, replies, Waits, Count).Concat(OfClosings(moves, cycles, answers, Waits)).Concat(OfSurveys(log, moves, Count)))
        {
            yield return told;
        }
    }

    // Whether the clock of people ran when this reply was sent.
    private static bool Started(Cycle cycle, long reply, List<Line> asked, List<Line> moves) => Began(cycle, asked, moves) < reply;

    // The line with which it began to run.
    private static long Began(Cycle cycle, List<Line> asked, List<Line> moves)
    {
        var first = moves.Single(one => one.Id == cycle.FirstId);
        return (first.Kind == "opened" && first.Origin != "operator") || first.By == "contact" ? first.Id : asked.FirstOrDefault(one => one.Id > cycle.FirstId)?.Id ?? long.MaxValue;
    }

    // Whoever wrote from the business's phone had seen what was written before; whoever answers here, what had come by then.
    private static bool Answers(Line answer, Line one) => one.Id < answer.Id && (answer.Kind == "replied" || one.SentAt <= answer.SentAt);

    private static List<Line> Unanswered(long id, Cycle cycle, List<Line> asked, List<Line> answers) =>
        [.. asked.Where(one => one.Id > cycle.FirstId && one.Id < id && !answers.Any(answer => answer.Id < id && Answers(answer, one)))];

    // What was written from the phone before all that waits, and came late, answers nothing.
    private static List<Line> Answers(List<Line> log, List<Cycle> cycles, List<Line> asked)
    {
        var answers = new List<Line>();
        foreach (var line in log.Where(line => line is { Kind: "replied", Delivery: not "failed" } or { Kind: "echoed", Author: "phone" }))
        {
            var waits = cycles.SingleOrDefault(one => one.FirstId < line.Id && line.Id < one.LastId) is { } cycle ? Unanswered(line.Id, cycle, asked, answers) : null;
            if (waits is { Count: 0 } || waits?.Any(one => Answers(line, one)) == true)
            {
                answers.Add(line);
            }
        }

        return answers;
    }

    private static Line? Prior(Line line, List<Line> moves) => moves.LastOrDefault(one => one.Id < line.Id);

    private static IEnumerable<Cycle> Cycles(List<Line> moves, List<Line> asked)
    {
        foreach (var begin in moves.Where(one => one.Kind is "opened" or "reopened"))
        {
            var end = moves.FirstOrDefault(one => one.Id > begin.Id && one.Kind == "closed");
            var first = asked.FirstOrDefault(one => one.Id > begin.Id && (end is null || one.Id < end.Id));
            var start = begin.Kind == "opened" && begin.Origin != "operator" ? begin.At
                : begin.By == "contact" ? Max(moves.Last(one => one.Id < begin.Id && one.Kind == "closed").At, begin.Since!.Value)
                : first is null ? (DateTime?)null : Max(begin.At, first.SentAt!.Value);
            yield return new Cycle(begin.At, begin.Id, end?.At ?? DateTime.MaxValue, end?.Id ?? long.MaxValue, start);
        }
    }

    private Told Lasting(long ticket, FactKind kind, DateTime at, long inbox, long? person, params (DateTime From, DateTime Until)[] parts)
    {
        static int Whole(TimeSpan time) => (int)Math.Round(time.TotalSeconds, MidpointRounding.AwayFromZero);
        var all = TimeSpan.FromTicks(parts.Sum(part => Math.Max(0, (part.Until - part.From).Ticks)));
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
