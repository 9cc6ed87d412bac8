using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>
/// A report as a file: one line a figure and inbox, person or stretch of time, seconds as whole numbers, with those of the period before behind them.
/// The first lines say the days, the zone, the clock and what it is of; the last one how many lines there are.
/// </summary>
public static partial class PerformanceExports
{
    private sealed record Line(string Scope, string Name, string Figure, Figure Told, Figure? Before = null);

    public static async Task Write(Stream body, NamedReport named, IStringLocalizer<Texts> texts, CancellationToken ct)
    {
        await using var csv = Spreadsheet.Write(body);
        var query = named.Report.Query;
        await csv.Row(
            [
                texts["Performance.Title"], At(query.Start, query), At(query.End, query), query.Zone, texts[query.Business ? "Performance.Business" : "Performance.Calendar"],
                .. named.Report.Scope(named.Names, texts),
            ], ct);
        foreach (var missing in named.Missing)
        {
            await csv.Row([missing], ct);
        }

        // What nobody has yet is nobody's own, in the file of one person, too.
        foreach (var sentence in named.Report.Person is null ? [] : new[] { "Performance.QueueOfAll", "Performance.WeekOfAll" })
        {
            await csv.Row([texts[sentence]], ct);
        }

        if (named.IsBehind)
        {
            await csv.Row([texts["Performance.Behind"]], ct);
        }

        string[] figures = ["n", texts["Performance.Csv.Whole"], texts["Performance.Csv.Median"], "p90 (s)", texts["Performance.Csv.Mean"], texts["Performance.Csv.Approximate"]];
        await csv.Row(
            [
                texts["Performance.Csv.Scope"], texts["Performance.Csv.Name"], texts["Performance.Csv.Figure"], .. figures,
                .. figures.Select(figure => texts["Performance.Csv.Before", figure].Value),
            ], ct);
        var lines = 0;
        foreach (var line in Figures(named, texts).Concat(Bands(named, texts)).Concat(Waiting(named, texts)).Concat(Hours(named, texts))
            .Concat(Stretches(named, texts)).Concat(Queue(named, texts)).Concat(Week(named, texts)))
        {
            await csv.Row([line.Scope, line.Name, line.Figure, .. Cells(line.Told), .. line.Before is { } before ? Cells(before) : ["", "", "", "", "", ""]], ct);
            lines++;
        }

        await csv.Row([texts["Performance.Csv.Total"], Number(lines)], ct);
    }

    private static string[] Cells(Figure figure) =>
        [Number(figure.N), Number(figure.Whole), Number(figure.Median), Number(figure.P90), Number(figure.Mean), figure.Approximate ? "≈" : ""];

    private static string At(DateTime at, ReportQuery query) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(at), query.TimeZone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Number(double? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
