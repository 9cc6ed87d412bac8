using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>
/// What the address of a report says. Without dates: the last seven days with today; without a zone: the installation's. <c>Clock</c> is
/// «business» or nothing; <c>Compare</c> is «no» where the period before is not wanted.
/// </summary>
public sealed class PerformanceQuery
{
    /// <summary>A report of more days is cut to these.</summary>
    public const int MostDays = 1100;

    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }

    public string? Zone { get; set; }

    public string? Clock { get; set; }

    public long? Inbox { get; set; }

    public long? Operator { get; set; }

    /// <summary>The key of a figure of which a curve is wanted.</summary>
    public string? Metric { get; set; }

    /// <summary>Null: there is none of that name.</summary>
    public Metric? Curve => Data.Metric.Named(Metric);

    public string? Compare { get; set; }

    public bool Compares => Compare != "no";

    /// <summary>«all»: a line for everybody, however many they are.</summary>
    public string? People { get; set; }

    public bool ShowsAll => People == "all";

    public ReportQuery ToReport(string zone, DateTime now)
    {
        var name = Zones.Find(Zone ?? "") ?? zone;
        var today = LocalDays.Of(now, TimeZoneInfo.FindSystemTimeZoneById(name));
        var to = Clamp(To ?? today);
        var from = Clamp(From ?? to.AddDays(-6));
        (from, to) = from > to ? (to, from) : (from, to);
        return new ReportQuery(from.AddDays(MostDays) < to ? to.AddDays(-MostDays) : from, to, name, Clock == "business", Inbox, Operator);
    }

    /// <summary>What was asked for and is not in the report that <see cref="ToReport"/> made: days beyond the longest, a zone that there is not.</summary>
    public IEnumerable<string> Missing(ReportQuery report, IStringLocalizer texts) =>
    [
        .. From is { } from && To is { } to && (report.From > (from < to ? from : to) || report.To < (from < to ? to : from))
            ? [texts["Performance.Cut", MostDays + 1, report.Period(texts)].Value]
            : Array.Empty<string>(),
        .. Zone is { Length: > 0 } && Zones.Find(Zone) is null ? [texts["Performance.NoZone", Zone, report.Zone].Value] : Array.Empty<string>(),
    ];

    /// <summary>The address of the same report with something else in it; null takes it out.</summary>
    public string Address(string path, ReportQuery report, params (string Name, string? Value)[] more)
    {
        var set = new Dictionary<string, string?>
        {
            ["from"] = Zones.Day(report.From), ["to"] = Zones.Day(report.To), ["zone"] = Zone is null ? null : report.Zone,
            ["clock"] = report.Business ? "business" : null, ["inbox"] = Number(report.Inbox), ["operator"] = Number(report.Operator), ["compare"] = Compares ? null : "no", ["people"] = ShowsAll ? People : null,
            ["metric"] = Curve?.Key,
        };
        foreach (var (name, value) in more)
        {
            set[name] = value;
        }

        return path + QueryString.Create(set.Where(pair => pair.Value is { Length: > 0 }));
    }

    private static DateOnly Clamp(DateOnly day) =>
        day < new DateOnly(2000, 1, 1) ? new DateOnly(2000, 1, 1) : day > new DateOnly(2100, 12, 31) ? new DateOnly(2100, 12, 31) : day;

    private static string? Number(long? id) => id?.ToString(CultureInfo.InvariantCulture);
}
