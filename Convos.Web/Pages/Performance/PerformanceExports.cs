using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A report with the names of its lines, and the hours of its people. <c>IsBehind</c>: sums are behind what happened.</summary>
public sealed record NamedReport(
    Report Report, ReportNames Names, IReadOnlyList<PresenceTime> Presence, IReadOnlyDictionary<long, Occupation> Occupations, bool IsBehind = false);

/// <summary>
/// A report as a file: one line a figure and inbox or person, seconds as whole numbers. The first lines say the days, the zone and the clock; the
/// last one how many lines there are.
/// </summary>
public static class PerformanceExports
{
    private sealed record Line(
        string Scope, string Name, string Figure, double? N, long? Whole = null, double? Median = null, double? P90 = null, double? Mean = null, bool Approximate = false);

    public static async Task<NamedReport> Read(Database database, Viewer viewer, ReportQuery asked, DateTime now, bool isBehind)
    {
        var unanswered = asked.End > now ? await Reports.Now(database, viewer, asked, now) : null;
        await using var db = await database.Open();
        return new NamedReport(
            await Reports.Read(db, viewer, asked, unanswered?.Overdue), await Reports.Names(db, viewer),
            await Reports.PresenceTimes(db, viewer, asked, now), await Reports.Occupations(db, viewer, asked), isBehind);
    }

    public static async Task Write(Stream body, NamedReport named, IStringLocalizer<Texts> texts, CancellationToken ct)
    {
        await using var csv = Spreadsheet.Write(body);
        var query = named.Report.Query;
        var scope = named.Report.Scope(named.Names, texts).ToList();
        await csv.Row([texts["Performance.Title"], At(query.Start, query), At(query.End, query), query.Zone, texts[query.Business ? "Performance.Business" : "Performance.Calendar"], .. scope], ct);
        if (named.IsBehind)
        {
            await csv.Row([texts["Performance.Behind"]], ct);
        }

        await csv.Row(
            [
                texts["Performance.Csv.Scope"], texts["Performance.Csv.Name"], texts["Performance.Csv.Figure"], "n", texts["Performance.Csv.Whole"],
                texts["Performance.Csv.Median"], "p90 (s)", texts["Performance.Csv.Mean"], texts["Performance.Csv.Approximate"],
            ], ct);
        var lines = 0;
        foreach (var line in Figures(named, texts).Concat(Bands(named, texts)).Concat(Hours(named, texts)))
        {
            await csv.Row(
                [
                    line.Scope, line.Name, line.Figure, Number(line.N), Number(line.Whole), Number(line.Median), Number(line.P90), Number(line.Mean),
                    line.Approximate ? "≈" : "",
                ], ct);
            lines++;
        }

        await csv.Row([texts["Performance.Csv.Total"], Number(lines)], ct);
    }

    private static IEnumerable<Line> Figures(NamedReport named, IStringLocalizer<Texts> texts) =>
        from scope in Scopes(named, texts)
        from metric in Metric.All
        let figure = named.Report.Of(metric, scope.Inbox, scope.Person)
        select new Line(
            scope.Name, scope.Of, texts[$"Metric.{metric.Key}"], figure.N, figure.Whole, figure.Median, figure.P90, figure.Mean, figure.Approximate);

    private static IEnumerable<Line> Bands(NamedReport named, IStringLocalizer<Texts> texts) => ReportBands.All.Select(band => new Line(
        texts["Performance.Whole"], All(named, texts), $"{texts["Metric.first_reply"]}: {texts[$"Performance.Band.{band}"]}",
        named.Report.Between(Metric.FirstReply, ReportBands.Edges[band], ReportBands.Edges[band + 1])));

    // When people were there: whole seconds, and how many tickets they had meanwhile.
    private static IEnumerable<Line> Hours(NamedReport named, IStringLocalizer<Texts> texts)
    {
        foreach (var person in named.Presence.GroupBy(one => one.OperatorId).OrderBy(one => one.Key))
        {
            Line Of(string figure, double? n, long? whole = null, double? mean = null) =>
                new(texts["Filter.Operator"], named.Names.Person(person.Key), figure, n, whole, Mean: mean);
            yield return Of(texts["Performance.Csv.Online"], person.Where(one => one.Available).Sum(one => one.Seconds));
            yield return Of(texts["Performance.Csv.Away"], person.Where(one => !one.Available).Sum(one => one.Seconds));
            if (named.Occupations.GetValueOrDefault(person.Key) is { } load)
            {
                yield return Of(texts["Performance.Csv.Occupied"], load.Occupied, load.Online);
                yield return Of(texts["Performance.Csv.Load"], load.Peak, mean: load.Mean);
            }
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

    // What the whole is of, where it is not of all.
    private static string All(NamedReport named, IStringLocalizer<Texts> texts) => string.Join(" · ", named.Report.Scope(named.Names, texts));

    private static string At(DateTime at, ReportQuery query) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(at), query.TimeZone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Number(double? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
