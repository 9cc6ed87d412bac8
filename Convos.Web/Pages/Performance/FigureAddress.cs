using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>
/// The tickets behind a figure, as an address says it: «first_reply,2026-03-01,2026-03-31,America/Lima,calendar,3,7,2» is the figure, its days,
/// their zone, its clock, its inbox, its person and its band, and of a cell of the week's map its hour; what is not set is empty.
/// </summary>
public static class FigureAddress
{
    public static string Of(ReportQuery report, Metric metric, long? inbox, long? person, int? band, int? hour = null) =>
        // A page has thousands, and nothing in them but the zone needs an escape.
        "/tickets?figure=" + Text(metric, report, Uri.EscapeDataString(report.Zone), inbox, person, band, hour);

    public static string Text(TicketsBehind behind) =>
        Text(behind.Metric, behind.Report, behind.Report.Zone, behind.Report.Inbox, behind.Report.Operator, behind.Band, behind.Hour);

    private static string Text(Metric metric, ReportQuery report, string zone, long? inbox, long? person, int? band, int? hour) => string.Join(',',
        [metric.Key, Zones.Day(report.From), Zones.Day(report.To), zone, report.Business ? "business" : "calendar", Number(inbox), Number(person), Number(band), .. hour is null ? Array.Empty<string>() : [Number(hour)]]);

    /// <summary>Null: it says no figure.</summary>
    public static TicketsBehind? Parse(string? text, Viewer reader) =>
        text?.Split(',') is [var key, var from, var to, var zone, var clock, var inbox, var person, var band, .. var hours]
            && Metric.Named(key) is { } metric && Day(from) is { } first && Day(to) is { } last && first <= last && Timetable.IsZone(zone)
            && band.Length <= 1 && (hours.Length == 0 || Hour(metric, hours) is not null)
            ? new TicketsBehind(reader, metric, new ReportQuery(first, last, zone, clock == "business", Id(inbox), Id(person)),
                Id(band) is { } number && number < ReportBands.Count ? (int)number : null, Hour(metric, hours))
            : null;

    private static int? Hour(Metric metric, string[] hours) =>
        hours is [var hour] && Metric.ByHour.Contains(metric) && Id(hour) is { } place and < 7 * 24 ? (int)place : null;

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and <= 2100 ? day : null;

    private static long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
