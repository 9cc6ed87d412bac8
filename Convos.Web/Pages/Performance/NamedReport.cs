using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>
/// What the page shows, for a file: a report with the names of its lines and the hours of its people, and what stands beside it. <c>Missing</c>: what
/// was asked for and is not in it; <c>IsBehind</c>: sums are behind what happened; <c>At</c>: when it was read.
/// </summary>
public sealed record NamedReport(
    Report Report, ReportNames Names, IReadOnlyList<PresenceTime> Presence, IReadOnlyDictionary<long, Occupation> Occupations, IReadOnlyList<SeriesPoint> Series, Report? Before)
{
    public IReadOnlyList<string> Missing { get; init; } = [];

    public bool IsBehind { get; init; }

    public Metric? Drawn { get; init; }

    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    public Unanswered? Unanswered { get; init; }

    public DateTime At { get; init; }

    public IReadOnlyList<QueuePoint> Queue { get; init; } = [];

    public IReadOnlyList<HeatCell> Week { get; init; } = [];

    public static async Task<NamedReport> Read(Database database, Viewer viewer, ReportQuery asked, bool compares, Metric? drawn, DateTime now)
    {
        var unanswered = await Reports.Now(database, viewer, asked, now);
        await using var db = await database.Open();
        var report = await Reports.Read(db, viewer, asked, asked.End > now ? unanswered.Overdue : null);
        drawn = PerformanceTables.Curve(drawn, report.Person is not null);
        return new NamedReport(
            report, await Reports.Names(db, viewer), await Reports.PresenceTimes(db, viewer, asked, now), await Reports.Occupations(db, viewer, asked),
            await Reports.Series(db, viewer, asked), compares ? await Reports.Read(db, viewer, asked.Before()) : null)
        {
            Drawn = drawn,
            Curve = drawn is null ? [] : await Reports.Curve(db, viewer, asked, drawn, unanswered.Overdue, now),
            Unanswered = unanswered,
            At = now,
            Queue = await Reports.Queue(db, viewer, asked),
            Week = viewer.Leads ? await Reports.Heat(db, viewer, asked) : [],
        };
    }
}
