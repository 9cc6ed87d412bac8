namespace Convos.Data;

/// <summary>The figures of one stretch of time, of everything that was asked for or of one inbox or person of it.</summary>
public sealed class Report
{
    private readonly Viewer viewer;
    private readonly IReadOnlyDictionary<ReportCell, ReportSum> sums;
    private readonly ILookup<ReportCell, int>? values;
    private readonly IReadOnlyDictionary<ReportCell, (int Inbox, int Both)> straddling;

    // A page asks thousands of times: whoever asks finds the few cells that are meant.
    private readonly ILookup<FactKind, Cell> ofAll;
    private readonly ILookup<(long Inbox, FactKind), Cell> ofInboxes;
    private readonly ILookup<(long Person, FactKind), Cell> ofPeople;
    private readonly ILookup<ReportCell, long> moved;

    private sealed record Cell(ReportCell Place, ReportSum Sum);

    internal Report(
        Viewer viewer, ReportQuery query, IReadOnlyDictionary<ReportCell, ReportSum> sums, ILookup<ReportCell, int>? values,
        IReadOnlyDictionary<ReportCell, (int Inbox, int Both)> straddling, IReadOnlyList<MovedTicket> moved)
    {
        (this.viewer, Query, this.sums, this.values, this.straddling) = (viewer, query, sums, values, straddling);
        var cells = sums.Select(one => new Cell(one.Key, one.Value)).ToList();
        ofAll = cells.ToLookup(cell => cell.Place.Kind);
        ofInboxes = cells.ToLookup(cell => (cell.Place.Inbox, cell.Place.Kind));
        ofPeople = cells.ToLookup(cell => (cell.Place.Operator, cell.Place.Kind));
        this.moved = moved.ToLookup(one => new ReportCell(one.InboxId, one.OperatorId, one.Kind), one => one.TicketId);
    }

    public ReportQuery Query { get; }

    /// <summary>Of whom it is alone; null: of everybody.</summary>
    public long? Person => Query.PersonFor(viewer);

    /// <summary>Who waits for a first answer past the target: failed as well as any. Only of a stretch that goes on.</summary>
    public IReadOnlyList<Overdue> Overdue { get; init; } = [];

    /// <summary>Inboxes of which there is anything to tell.</summary>
    public IEnumerable<long> Inboxes => sums.Keys.Select(cell => cell.Inbox).Distinct();

    public IEnumerable<long> People => sums.Keys.Select(cell => cell.Operator).Where(person => person != 0).Distinct();

    /// <summary>Whether medians come from histograms.</summary>
    public bool IsApproximate => values is null;

    /// <param name="inbox">Null: all that the report is of.</param>
    /// <param name="person">Told by what is counted for one person, where that is another figure. Null: everybody.</param>
    public Figure Of(Metric metric, long? inbox = null, long? person = null)
    {
        var ofPerson = (person ?? Person) is not null;
        var chosen = Choose(metric.KindsFor(ofPerson), inbox, person);
        return metric.Unit switch
        {
            _ when metric.Outside => new Figure(chosen.Sum(one => (long)one.Sum.Measured - one.Sum.BusinessMeasured)),
            MetricUnit.Duration => Took(chosen),
            MetricUnit.Tickets => new Figure(Tickets(chosen, ofPerson)),
            MetricUnit.Share when metric.CountsTickets => new Figure(Tickets(chosen, ofPerson), Whole: Tickets(Choose(metric.Of!, inbox, person), ofPerson)),
            MetricUnit.Share => new Figure(Times(chosen), Whole: Times(Choose(metric.Of!, inbox, person)) + (metric == Metric.Target ? Late(inbox, person ?? Query.Operator) : 0)),
            _ => new Figure(Times(chosen)),
        };
    }

    /// <summary>How many durations lie in [from, until), whole seconds; to within a histogram's bucket where they are many.</summary>
    public long Between(Metric metric, int from, int until, long? inbox = null, long? person = null)
    {
        var chosen = Choose(metric.KindsFor((person ?? Person) is not null), inbox, person);
        return values is null
            ? chosen.Sum(one => one.Sum.Spread.Between(from, until))
            : chosen.Sum(one => values[one.Place].LongCount(seconds => seconds >= from && seconds < until));
    }

    private List<Cell> Choose(FactKind[] kinds, long? inbox, long? person) =>
    [
        .. kinds.SelectMany(kind =>
            person is { } who ? ofPeople[(who, kind)].Where(cell => inbox is null || cell.Place.Inbox == inbox)
            : inbox is { } where ? ofInboxes[(where, kind)]
            : ofAll[kind]),
    ];

    private int Late(long? inbox, long? person) =>
        Overdue.Where(one => (inbox is null || one.Inbox == inbox) && (person is null || one.Operator == person)).Sum(one => one.Count);

    private static long Times(List<Cell> chosen) => chosen.Sum(one => one.Sum.N);

    private Figure Took(List<Cell> chosen)
    {
        var n = chosen.Sum(one => (long)(Query.Business ? one.Sum.BusinessMeasured : one.Sum.Measured));
        if (n == 0)
        {
            return new Figure(0);
        }

        var mean = (double)chosen.Sum(one => Query.Business ? one.Sum.Business : one.Sum.Seconds) / n;
        if (values is not null)
        {
            var sorted = chosen.SelectMany(one => values[one.Place]).Order().ToArray();
            return new Figure(n, Exact(sorted, 0.5), Exact(sorted, 0.9), mean);
        }

        var spread = new Spread();
        foreach (var cell in chosen)
        {
            spread.Add(cell.Sum.Spread);
        }

        return new Figure(n, spread.Percentile(0.5), spread.Percentile(0.9), mean, Approximate: true);
    }

    // As percentile_cont.
    private static double? Exact(int[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return null;
        }

        var place = share * (sorted.Length - 1);
        var low = (int)Math.Floor(place);
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((place - low) * (sorted[high] - sorted[low]));
    }

    private long Tickets(List<Cell> chosen, bool ofPerson)
    {
        var first = chosen.Sum(one =>
        {
            var straddles = straddling.GetValueOrDefault(one.Place);
            return ofPerson ? (long)one.Sum.FirstBoth + straddles.Both : (long)one.Sum.FirstInbox + straddles.Inbox;
        });
        // Counted in each inbox, and yet one ticket.
        var twice = chosen.SelectMany(one => moved[one.Place].Select(ticket => (one.Place.Kind, one.Place.Inbox, ticket)))
            .GroupBy(one => (one.Kind, one.ticket))
            .Sum(ticket => (long)ticket.Select(one => one.Inbox).Distinct().Count() - 1);
        return first - twice;
    }
}
