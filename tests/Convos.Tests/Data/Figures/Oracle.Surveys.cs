using Convos.Data;
using static Convos.Data.FactKind;

namespace Convos.Tests;

// What the log says of surveys: by the words that customers wrote, not by what became of them.
public sealed partial class Oracle
{
    private static IEnumerable<Told> OfSurveys(List<Line> log, List<Line> moves, Func<FactKind, DateTime, long, long?, Told> count)
    {
        foreach (var asked in log.Where(line => line.Kind == "survey_sent"))
        {
            var closing = moves.Last(move => move.Id < asked.Id);
            var again = moves.FirstOrDefault(move => move.Id > asked.Id && move.Kind == "reopened");
            var score = log.FirstOrDefault(line => line.Id > asked.Id && line.Author == "contact") is { } first
                // Whatever became of it once it was answered.
                && log.LastOrDefault(line => line.MessageId == asked.MessageId && line.Kind is "failed" or "progressed" && line.Id < first.Id)?.Kind != "failed" && (again is null || again.By == "contact" || again.Id > first.Id)
                && int.TryParse(first.Body, out var said) && said <= 5
                && first.SentAt >= asked.SentAt!.Value.AddTicks(-(asked.SentAt.Value.Ticks % TimeSpan.TicksPerSecond)) && first.SentAt <= asked.SentAt.Value.AddHours(24)
                    ? (said, first.SentAt.Value) : ((int Said, DateTime At)?)null;
            if (score is { } given)
            {
                yield return count(new[] { RatedOne, RatedTwo, RatedThree, RatedFour, RatedFive }[given.Said - 1], given.At, closing.InboxId, closing.ActorId);
                yield return count(SurveyAnswered, asked.At, closing.InboxId, closing.ActorId);
            }

            if (score is not null || (asked.Delivery != "failed" && !(again?.At - asked.At <= TimeSpan.FromHours(24))))
            {
                yield return count(SurveySent, asked.At, closing.InboxId, closing.ActorId);
            }
        }
    }
}
