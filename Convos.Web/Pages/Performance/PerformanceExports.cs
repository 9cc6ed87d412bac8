using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A report with the names of its lines.</summary>
public sealed record NamedReport(Report Report, ReportNames Names);

/// <summary>
/// A report as a file: one line a figure and inbox or person, seconds as whole numbers. The first lines say the days, the zone and the clock; the
/// last one how many lines there are.
/// </summary>
public static class PerformanceExports
{
    public static async Task<NamedReport> Read(Database database, Viewer viewer, ReportQuery asked, DateTime now)
    {
        var unanswered = asked.End > now ? await Reports.Now(database, viewer, asked, now) : null;
        await using var db = await database.Open();
        return new NamedReport(await Reports.Read(db, viewer, asked, unanswered?.Overdue), await Reports.Names(db, viewer));
    }

    public static async Task Write(Stream body, NamedReport named, IStringLocalizer<Texts> texts, CancellationToken ct)
    {
        await using var csv = Spreadsheet.Write(body);
        var (report, query) = (named.Report, named.Report.Query);
        await csv.Row([texts["Performance.Title"], At(query.Start, query), At(query.End, query), query.Zone, texts[query.Business ? "Performance.Business" : "Performance.Calendar"]], ct);
        await csv.Row(
            [
                texts["Performance.Csv.Scope"], texts["Performance.Csv.Name"], texts["Performance.Csv.Figure"], "n", texts["Performance.Csv.Whole"],
                texts["Performance.Csv.Median"], "p90 (s)", texts["Performance.Csv.Mean"], texts["Performance.Csv.Approximate"],
            ], ct);
        var lines = 0;
        foreach (var (scope, name, inbox, person) in Lines(named, texts))
        {
            foreach (var metric in Metric.All)
            {
                var figure = report.Of(metric, inbox, person);
                await csv.Row(
                    [
                        scope, name, texts[$"Metric.{metric.Key}"], Number(figure.N), Number(figure.Whole), Seconds(figure.Median), Seconds(figure.P90),
                        Seconds(figure.Mean), figure.Approximate ? "≈" : "",
                    ], ct);
                lines++;
            }
        }

        await csv.Row([texts["Performance.Csv.Total"], Number(lines)], ct);
    }

    private static IEnumerable<(string Scope, string Name, long? Inbox, long? Person)> Lines(NamedReport named, IStringLocalizer<Texts> texts)
    {
        yield return (texts["Performance.Whole"], "", null, null);
        foreach (var inbox in named.Names.Inboxes.Where(inbox => named.Report.Inboxes.Contains(inbox.Id)))
        {
            yield return (texts["Filter.Inbox"], inbox.Name, inbox.Id, null);
        }

        foreach (var person in named.Report.People.Order())
        {
            yield return (texts["Filter.Operator"], named.Names.Person(person), null, person);
        }
    }

    private static string At(DateTime at, ReportQuery query) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(at), query.TimeZone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Seconds(double? seconds) => seconds?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
