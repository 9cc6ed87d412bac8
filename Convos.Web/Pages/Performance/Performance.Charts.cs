using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

// The charts of the page; where a point counts tickets, its table leads to them.
public sealed partial class PerformancePage
{
    public Chart Volume => new("volume", texts[Leads ? "Performance.Chart.Volume" : "Metric.closings"], [.. Labels],
    [
        .. Leads ? [Curve(Metric.Created, "tone-1", point => point.Created)] : Array.Empty<ChartLine>(),
        Curve(Metric.Closings, "tone-2", point => point.Closings),
    ], Whole, Bars: true);

    public Chart Waits => new("waits", texts["Performance.Chart.FirstReply"], [.. Labels],
        [Curve(Metric.FirstReply, "tone-1", point => point.FirstReply.Median) with { Name = texts["Performance.Median"] }], FigureWords.Lasting, IsTime: true, About: true, Rule: Metric.FirstReply.Key);

    public Chart Bands
    {
        get
        {
            var edges = ReportBands.Edges;
            return new("bands", texts["Performance.Chart.Bands"], [.. ReportBands.All.Select(band => texts[$"Performance.Band.{band}"].Value)],
            [
                new ChartLine(texts["Performance.Replies"], "tone-1", [.. ReportBands.All.Select(band => (double?)Report.Between(Metric.FirstReply, edges[band], edges[band + 1]))])
                {
                    Ways = [.. ReportBands.All.Select(band => Behind(Metric.FirstReply, band: band))],
                },
            ], Whole, Bars: true, Rule: Metric.FirstReply.Key);
        }
    }

    public Chart Scores => new("scores", texts["Performance.Chart.Scores"], [.. Metric.Ratings.Select((_, place) => Whole(place + 1))],
    [
        new ChartLine(texts["Performance.Scores"], "tone-1", [.. Metric.Ratings.Select(metric => (double?)Report.Of(metric).N)])
        {
            Ways = [.. Metric.Ratings.Select(metric => Behind(metric))],
        },
    ], Whole, Bars: true, Head: texts["Performance.Score"], Rule: Metric.Csat.Key);

    public Chart QueueChart => new("queue", texts[Asked.ByHour ? "Performance.Chart.Queue" : "Performance.Chart.QueueMost"], [.. Moments],
    [
        new ChartLine(texts["Performance.Open"], "tone-3", [.. Queue.Select(point => (double?)point.Open)]),
        new ChartLine(texts["Performance.Unassigned"], "tone-2", [.. Queue.Select(point => (double?)point.Unassigned)]),
        new ChartLine(texts["Performance.Waiting"], "tone-1", [.. Queue.Select(point => (double?)point.Pending)]),
    ], Whole, Rule: "queue");

    public Chart LongestWaits => new("longest", texts["Performance.Chart.Longest"], [.. Moments],
        [new ChartLine(texts["Performance.Longest"], "tone-1", [.. Queue.Select(point => (double?)point.Longest)])], FigureWords.Lasting, IsTime: true, Rule: "queue");

    public static string Whole(double value) => value.ToString(value % 1 == 0 ? "N0" : "N1", CultureInfo.CurrentCulture);

    private IEnumerable<string> Labels => Series.Select(point => point.From == point.To ? Short(point.From) : $"{Short(point.From)}–{Short(point.To)}");

    private IEnumerable<string> Moments => Queue.Select(point => TimeZoneInfo.ConvertTimeFromUtc(point.At, Asked.TimeZone))
        .Select(at => Asked.ByHour ? at.ToString("d MMM H:mm", CultureInfo.CurrentCulture) : Short(DateOnly.FromDateTime(at)));

    private ChartLine Curve(Metric metric, string hue, Func<SeriesPoint, double?> value) => new(texts[$"Metric.{metric.Key}"], hue, [.. Series.Select(value)])
    {
        Ways = [.. Series.Select(point => Behind(metric, of: point))],
    };

    private static string Short(DateOnly day) => day.ToString("d MMM", CultureInfo.CurrentCulture);
}
