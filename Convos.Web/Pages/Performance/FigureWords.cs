using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Figures as they are read: «4 min 10 s», «83 %», «≈» where a histogram told it.</summary>
public static class FigureWords
{
    /// <summary>Whole seconds in the two coarsest units that say something.</summary>
    public static string Lasting(double seconds)
    {
        var whole = (long)Math.Round(seconds, MidpointRounding.AwayFromZero);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3600 => Two(whole / 60, "min", whole % 60, "s"),
            < 86400 => Two(whole / 3600, "h", whole % 3600 / 60, "min"),
            _ => Two(whole / 86400, "d", whole % 86400 / 3600, "h"),
        };
    }

    /// <summary>«3:23», «1:02:10»: where there is little room.</summary>
    public static string Short(double? seconds) => seconds is not { } known ? "–" : known < 3600
        ? $"{(long)known / 60}:{(long)known % 60:00}"
        : $"{(long)known / 3600}:{(long)known % 3600 / 60:00}:{(long)known % 60:00}";

    /// <summary>From a histogram.</summary>
    public static string About(double seconds) => "≈ " + Lasting(seconds);

    public static string Lasting(double? seconds) => seconds is { } known ? Lasting(known) : "–";

    /// <summary>The figure's own number: a median, a share, or how many.</summary>
    public static string Headline(this Figure figure, MetricUnit unit) => unit switch
    {
        MetricUnit.Duration => figure.Median is { } median ? figure.Approximate ? About(median) : Lasting(median) : "–",
        MetricUnit.Share => Share(figure.Share),
        _ => figure.N.ToString("N0", CultureInfo.CurrentCulture),
    };

    public static string Share(double? share) => share is { } part ? part.ToString("P0", CultureInfo.CurrentCulture) : "–";

    /// <summary>«+12 %» against the period before; of shares, which are per cent themselves, «+12 pp». Null: there is nothing to compare.</summary>
    public static string? Change(Figure now, Figure before, MetricUnit unit)
    {
        var (is_, was) = (Value(now, unit), Value(before, unit));
        return is_ is not { } here || was is not { } there ? null
            : unit == MetricUnit.Share ? (100 * (here - there)).ToString("+0' pp';-0' pp';0' pp'", CultureInfo.CurrentCulture)
            : there > 0 ? ((here - there) / there).ToString("+0 %;-0 %;0 %", CultureInfo.CurrentCulture)
            : null;
    }

    public static double? Value(Figure figure, MetricUnit unit) => unit switch
    {
        MetricUnit.Duration => figure.Median,
        MetricUnit.Share => figure.Share,
        _ => figure.N,
    };

    /// <summary>The days of a report, in words.</summary>
    public static string Period(this ReportQuery query, IStringLocalizer texts) =>
        query.From == query.To ? Day(query.From) : texts["Performance.Period", Day(query.From), Day(query.To)];

    /// <summary>Of which inbox and of whom a report is: «Bandeja: Ventas», «Operador: Ana». Nothing: of all.</summary>
    public static IEnumerable<string> Scope(this Report report, ReportNames names, IStringLocalizer texts) =>
    [
        .. report.Query.Inbox is { } inbox ? [texts["Performance.Of", texts["Filter.Inbox"], names.Inbox(inbox)].Value] : Array.Empty<string>(),
        .. report.Person is { } person ? [texts["Performance.Of", texts["Filter.Operator"], names.Person(person)].Value] : Array.Empty<string>(),
    ];

    /// <summary>Why somebody was there or not.</summary>
    public static string Says(this PresenceTime time, IStringLocalizer texts) =>
        time.Pause ?? texts[time.Cause == PresenceCause.BySupervisor ? "Performance.BySupervisor" : $"CauseOf.{time.Cause}"];

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    private static string Two(long many, string unit, long rest, string smaller) => rest == 0 ? $"{many} {unit}" : $"{many} {unit} {rest} {smaller}";
}
