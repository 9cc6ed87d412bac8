using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

// The charts of the page; where a point counts tickets, its table leads to them.
public sealed partial class PerformancePage
{
    public Chart Volume => new("volume", texts[OfPerson ? "Metric.closings" : "Performance.Chart.Volume"], [.. Labels],
    [
        .. OfPerson ? Array.Empty<ChartLine>() : [Points(Metric.Created, point => point.Created)],
        Points(Metric.Closings, point => point.Closings) with { Hue = OfPerson ? "tone-1" : "tone-2" },
    ], Whole, Bars: true);

    public Chart Waits => new("waits", texts["Performance.Chart.FirstReply"], [.. Labels],
        [
            Points(Metric.FirstReply, point => point.FirstReply.Median) with
            {
                Name = texts["Performance.Median"],
                More = [.. Series.Select(point => Stands(point.FirstReply))],
                Thin = [.. Series.Select(point => point.FirstReply.IsThin)],
            },
        ], FigureWords.Lasting, IsTime: true, About: true, Rule: Metric.FirstReply.Key);

    /// <summary>The figure that was asked for.</summary>
    public Chart Over(Metric metric)
    {
        var (times, share) = (metric.Unit == MetricUnit.Duration, metric.Unit == MetricUnit.Share);
        return new("curve", texts[times ? "Performance.Chart.CurveOfMedians" : "Performance.Chart.Curve", texts[$"Metric.{metric.Key}"]], [.. Curve.Select(point => Label(point.From, point.To))],
        [
            new ChartLine(times ? texts["Performance.Median"] : texts[$"Metric.{metric.Key}"], "tone-1", [.. Curve.Select(point => FigureWords.Value(point.Figure, metric.Unit))])
            {
                Ways = [.. Curve.Select(point => Behind(metric, of: (point.From, point.To)))],
                More = times || share ? [.. Curve.Select(point => Stands(point.Figure))] : [],
                Thin = times || share ? [.. Curve.Select(point => point.Figure.IsThin)] : [],
            },
        ], times ? FigureWords.Lasting : share ? value => FigureWords.Share(value) : Whole, Bars: !times && !share, IsTime: times, IsShare: share, About: times, Rule: metric.Key);
    }

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
    ], Whole, Rule: "queue", Note: QueueNote);

    public Chart LongestWaits => new("longest", texts["Performance.Chart.Longest"], [.. Moments],
        [new ChartLine(texts["Performance.Longest"], "tone-1", [.. Queue.Select(point => (double?)point.Longest)])], FigureWords.Lasting, IsTime: true, Rule: "queue", Note: QueueNote);

    // Beside figures of one person.
    private string? QueueNote => OfPerson ? texts["Performance.QueueOfAll"].Value : null;

    public static string Whole(double value) => value.ToString(value % 1 == 0 ? "N0" : "N1", CultureInfo.CurrentCulture);

    private IEnumerable<string> Labels => Series.Select(point => Label(point.From, point.To));

    private IEnumerable<string> Moments => Queue.Select(point => TimeZoneInfo.ConvertTimeFromUtc(point.At, Asked.TimeZone))
        .Select(at => Asked.ByHour ? at.ToString("d MMM H:mm", CultureInfo.CurrentCulture) : Short(DateOnly.FromDateTime(at)));

    // Of everybody: what waits belongs to nobody yet.
    private List<HeatMap> Maps(IReadOnlyList<HeatCell> cells)
    {
        return
        [
            Map(Metric.Created, cell => cell.Created, cell => cell.Created, Whole),
            Map(Metric.Messages, cell => cell.Messages, cell => cell.Messages, Whole),
            Map(Metric.FirstReply, cell => cell.FirstReply.Median, cell => cell.FirstReply.N, FigureWords.About),
        ];

        HeatMap Map(Metric metric, Func<HeatCell, double?> value, Func<HeatCell, long> count, Func<double, string> say) => new(
            metric, texts[$"Performance.Heat.{metric.Key}"], cells, value, count, say, hour => FigureAddress.Of(Asked, metric, Asked.Inbox, null, null, hour));
    }

    private ChartLine Points(Metric metric, Func<SeriesPoint, double?> value) => new(texts[$"Metric.{metric.Key}"], "tone-1", [.. Series.Select(value)])
    {
        Ways = [.. Series.Select(point => Behind(metric, of: (point.From, point.To)))],
    };

    private static string Label(DateOnly from, DateOnly to) => from == to ? Short(from) : $"{Short(from)}–{Short(to)}";

    // How much a value stands on: how many lasted, or the parts of a share.
    private string Stands(Figure figure) => figure.Whole is { } whole ? texts["Performance.OfWhole", figure.N, whole] : $"n {Whole(figure.N)}";

    private static string Short(DateOnly day) => day.ToString("d MMM", CultureInfo.CurrentCulture);
}
