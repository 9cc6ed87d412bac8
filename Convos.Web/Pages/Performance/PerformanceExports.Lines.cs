using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

// The lines of the file: what stands on the page, in its order.
public static partial class PerformanceExports
{
    private static IEnumerable<Line> Figures(NamedReport named, IStringLocalizer<Texts> texts) =>
        from scope in Scopes(named, texts)
        from metric in scope.Person is null && named.Report.Person is null ? Metric.All : PerformanceTables.OfPeople(Metric.All)
        select new Line(
            scope.Name, scope.Of, texts[$"Metric.{metric.Key}"], named.Report.Of(metric, scope.Inbox, scope.Person), named.Before?.Of(metric, scope.Inbox, scope.Person));

    private static IEnumerable<Line> Bands(NamedReport named, IStringLocalizer<Texts> texts) => ReportBands.All.Select(band => Whole(
        named, texts, $"{texts["Metric.first_reply"]}: {texts[$"Performance.Band.{band}"]}",
        named.Report.Between(Metric.FirstReply, ReportBands.Edges[band], ReportBands.Edges[band + 1])));

    // Who waits now, whatever the days.
    private static IEnumerable<Line> Waiting(NamedReport named, IStringLocalizer<Texts> texts)
    {
        if (named.Unanswered is not { } waiting)
        {
            yield break;
        }

        yield return Whole(named, texts, texts["Performance.Now"], waiting.Count);
        yield return Whole(named, texts, $"{texts["Performance.Now"]}: {texts["Metric.missed"]}", waiting.Overdue.Sum(one => one.Count));
        if (waiting.Since is { } since)
        {
            yield return Whole(named, texts, texts["Performance.Csv.Longest"], (long)(named.At - since).TotalSeconds);
        }
    }

    // When people were there: whole seconds, and how many tickets they had meanwhile.
    private static IEnumerable<Line> Hours(NamedReport named, IStringLocalizer<Texts> texts)
    {
        foreach (var person in named.Presence.GroupBy(one => one.OperatorId).OrderBy(one => one.Key))
        {
            Line Of(string figure, long n, long? whole = null, double? mean = null) =>
                new(texts["Filter.Operator"], named.Names.Person(person.Key), figure, new Figure(n, Mean: mean, Whole: whole));
            yield return Of(texts["Performance.Csv.Online"], person.Where(one => one.Available).Sum(one => one.Seconds));
            yield return Of(texts["Performance.Csv.Away"], person.Where(one => !one.Available).Sum(one => one.Seconds));
            foreach (var cause in person.Where(one => !one.Available).GroupBy(one => one.Says(texts)).OrderByDescending(cause => cause.Sum(one => one.Seconds)))
            {
                yield return Of($"{texts["Performance.Csv.Away"]}: {cause.Key}", cause.Sum(one => one.Seconds));
            }

            if (named.Occupations.GetValueOrDefault(person.Key) is { } load)
            {
                yield return Of(texts["Performance.Csv.Occupied"], load.Occupied, load.Online);
                yield return Of(texts["Performance.Csv.Load"], load.Peak, mean: load.Mean);
            }
        }
    }

    // The curves; a stretch is its day, or its first and its last one.
    private static IEnumerable<Line> Stretches(NamedReport named, IStringLocalizer<Texts> texts)
    {
        Line Of(DateOnly from, DateOnly to, Metric metric, Figure figure) =>
            new(texts["Performance.Csv.Stretch"], $"{Zones.Day(from)}{(from == to ? "" : $"/{Zones.Day(to)}")}", texts[$"Metric.{metric.Key}"], figure);
        foreach (var point in named.Series)
        {
            if (named.Report.Person is null)
            {
                yield return Of(point.From, point.To, Metric.Created, new Figure(point.Created));
            }

            yield return Of(point.From, point.To, Metric.Closings, new Figure(point.Closings));
            yield return Of(point.From, point.To, Metric.FirstReply, point.FirstReply);
        }

        foreach (var point in named.Drawn is null || named.Drawn == Metric.Created || named.Drawn == Metric.Closings || named.Drawn == Metric.FirstReply ? [] : named.Curve)
        {
            yield return Of(point.From, point.To, named.Drawn!, point.Figure);
        }
    }

    // How the queues stood, hour by hour or at most in a stretch; they are everybody's.
    private static IEnumerable<Line> Queue(NamedReport named, IStringLocalizer<Texts> texts)
    {
        foreach (var point in named.Queue)
        {
            Line Of(string figure, long n) => new(texts["Performance.Csv.Queue"], At(point.At, named.Report.Query), figure, new Figure(n));
            yield return Of(texts["Performance.Open"], point.Open);
            yield return Of(texts["Performance.Unassigned"], point.Unassigned);
            yield return Of(texts["Performance.Waiting"], point.Pending);
            if (point.Longest is { } longest)
            {
                yield return Of(texts["Performance.Csv.Longest"], longest);
            }
        }
    }

    private static IEnumerable<Line> Week(NamedReport named, IStringLocalizer<Texts> texts)
    {
        foreach (var cell in named.Week)
        {
            Line Of(Metric metric, Figure figure) =>
                new(texts["Performance.Hour"], HeatMap.Says(HeatCell.PlaceOf(cell.Weekday, cell.Hour)), texts[$"Performance.Heat.{metric.Key}"], figure);
            yield return Of(Metric.Created, new Figure(cell.Created));
            yield return Of(Metric.Messages, new Figure(cell.Messages));
            yield return Of(Metric.FirstReply, cell.FirstReply);
        }
    }

    private static IEnumerable<(string Name, string Of, long? Inbox, long? Person)> Scopes(NamedReport named, IStringLocalizer<Texts> texts)
    {
        yield return (texts["Performance.Whole"], All(named, texts), null, null);
        foreach (var inbox in named.Names.Inboxes.Where(inbox => named.Report.Inboxes.Contains(inbox.Id)))
        {
            yield return (texts["Filter.Inbox"], inbox.Name, inbox.Id, null);
        }

        foreach (var person in named.Report.People.Order())
        {
            yield return (texts["Filter.Operator"], named.Names.Person(person), null, person);
        }
    }

    private static Line Whole(NamedReport named, IStringLocalizer<Texts> texts, string figure, long n) =>
        new(texts["Performance.Whole"], All(named, texts), figure, new Figure(n));

    // What the whole is of, where it is not of all.
    private static string All(NamedReport named, IStringLocalizer<Texts> texts) => string.Join(" · ", named.Report.Scope(named.Names, texts));
}
