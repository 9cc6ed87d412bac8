namespace Convos.Data;

// How customers rated what was closed: for whoever closed it, where it was closed.
internal sealed partial class Reckoning
{
    // One that failed asked nobody.
    private void Surveyed(PastEvent one)
    {
        survey = new Fact(FactKind.SurveySent, one.At, inbox, closedBy, 1, null, null, null, null, null, null, one.MessageId, one.Id);
        if (!one.Failed)
        {
            facts.Add(survey);
        }
    }

    private void Rated(PastEvent one)
    {
        if (one is not { Score: { } score, SentAt: { } sentAt } || survey is not { } asked)
        {
            return;
        }

        // What is answered had arrived, whatever the channel says afterwards.
        if (!facts.Contains(asked))
        {
            facts.Add(asked);
        }

        var answer = asked with { AskedId = asked.MessageId, MessageId = one.MessageId, EventId = one.Id };
        facts.Add(answer with { Kind = FactKind.RatedOne + (score - 1), At = sentAt });
        // Of the days in which it was asked: a share of what was sent then.
        facts.Add(answer with { Kind = FactKind.SurveyAnswered });
        survey = null;
    }

    // A closing that did not last is not asked about: whoever would have rated it still needed something.
    private void Unasked(PastEvent one)
    {
        if (survey is { } asked && one.At - asked.At <= Surveys.AnsweredWithin)
        {
            facts.Remove(asked);
        }

        survey = null;
    }
}
