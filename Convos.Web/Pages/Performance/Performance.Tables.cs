using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>When somebody was there, and how much they had in hand.</summary>
public sealed record PresenceLine(string Name, double Online, double Away, Occupation? Occupation, IReadOnlyList<(string Why, double Seconds)> Causes);

// The tables of the page.
public sealed partial class PerformancePage
{
    /// <summary>Nobody reads on to more lines unasked.</summary>
    public const int PeopleAtOnce = 50;

    public IEnumerable<(string Key, DateOnly From, DateOnly To)> Presets
    {
        get
        {
            var today = LocalDays.Of(Now, Asked.TimeZone);
            var month = new DateOnly(today.Year, today.Month, 1);
            yield return ("today", today, today);
            yield return ("yesterday", today.AddDays(-1), today.AddDays(-1));
            yield return ("week", today.AddDays(-6), today);
            yield return ("days30", today.AddDays(-29), today);
            yield return ("month", month, today);
            yield return ("lastMonth", month.AddMonths(-1), month.AddDays(-1));
            yield return ("year", month.AddMonths(-11), today);
        }
    }

    /// <summary>Those that <see cref="Unanswered"/> counts, in the list of tickets.</summary>
    public string WhoWaits => Waiting(new() { Unanswered = true });

    /// <summary>Those of them that are past their target.</summary>
    public string WhoIsOverdue => Waiting(new() { Overdue = true });

    public MetricSum SumOf(Metric metric) => Cell(metric, null, null) with { Rest = metric == Metric.Target ? Cell(Metric.Missed, null, null) : null };

    /// <summary>Somebody was asked, or answered, in these days.</summary>
    public bool HasSurveys => PerformanceTables.Csat.Any(metric => metric.Unit == MetricUnit.Count && Report.Of(metric).N > 0);

    public IEnumerable<Metric> Sums =>
    [
        .. OfPerson ? PerformanceTables.OfPeople(PerformanceTables.Head) : PerformanceTables.Head,
        .. HasSurveys ? new[] { Metric.Csat, Metric.SurveyAnswers } : [],
    ];

    /// <summary>Of which figures there may be a curve, each once.</summary>
    public IEnumerable<(string Group, IEnumerable<Metric> Metrics)> Curves
    {
        get
        {
            var offered = new HashSet<Metric>();
            return [.. Groups(OfPerson).Select(group => (group.Key, (IEnumerable<Metric>)[.. group.Metrics.Where(offered.Add)]))];
        }
    }

    public IEnumerable<FigureTable> Tables
    {
        get
        {
            var inboxes = Names.Inboxes.Where(inbox => Report.Inboxes.Contains(inbox.Id)).ToList();
            foreach (var (key, metrics) in Leads && inboxes.Count > 0 ? Groups(OfPerson) : [])
            {
                yield return new FigureTable($"{key}_inboxes", texts["Filter.Inbox"], metrics,
                    [.. inboxes.Select(inbox => new FigureLine(inbox.Name, inbox.Colour, [.. metrics.Select(metric => Cell(metric, inbox.Id, null))]))],
                    new FigureLine(texts["Performance.Whole"], null, [.. metrics.Select(metric => Cell(metric, null, null))]), null);
            }

            var everybody = Report.People.ToList();
            var shown = Query.ShowsAll || everybody.Count <= PeopleAtOnce
                ? everybody
                : [.. everybody.OrderByDescending(id => Report.Of(Metric.Attended, null, id).N).ThenBy(id => id).Take(PeopleAtOnce)];
            var more = shown.Count < everybody.Count ? new MoreLines(everybody.Count, Query.Address("/performance", Asked, ("people", "all"))) : null;
            var people = shown.Select(id => (Id: id, Name: Names.Person(id))).OrderBy(person => person.Name, StringComparer.CurrentCulture).ToList();
            foreach (var (key, metrics) in people.Count > 0 ? Groups(ofPerson: true) : [])
            {
                yield return new FigureTable($"{key}_people", texts["Filter.Operator"], metrics,
                    [.. people.Select(person => new FigureLine(person.Name, null, [.. metrics.Select(metric => Cell(metric, null, person.Id))]))], null, more);
            }
        }
    }

    public IReadOnlyList<PresenceLine> PresenceLines =>
    [
        .. from person in Presence.GroupBy(one => one.OperatorId)
           let name = Names.Person(person.Key)
           orderby name
           select new PresenceLine(
               name, person.Where(one => one.Available).Sum(one => one.Seconds), person.Where(one => !one.Available).Sum(one => one.Seconds),
               Occupations.GetValueOrDefault(person.Key),
               [.. person.Where(one => !one.Available).GroupBy(one => one.Says(texts))
                   .Select(cause => (cause.Key, (double)cause.Sum(one => one.Seconds))).OrderByDescending(cause => cause.Item2)]),
    ];

    private IEnumerable<(string Key, IReadOnlyList<Metric> Metrics)> Groups(bool ofPerson) =>
        PerformanceTables.Groups(ofPerson).Where(group => group.Key != "csat" || HasSurveys);

    private string Waiting(TicketQuery tickets)
    {
        (tickets.Inbox, tickets.Assigned) = (Asked.Inbox, Leads ? Asked.Operator : User.Viewer().Id);
        return tickets.Address("/tickets");
    }

    private MetricSum Cell(Metric metric, long? inbox, long? person) =>
        new(metric, Report.Of(metric, inbox, person), Before?.Of(metric, inbox, person), Behind(metric, inbox, person));
}
