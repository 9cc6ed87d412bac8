using Convos.Data;
using Convos.Workers;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Rendimiento»: what the facts of a stretch of days come to, by inbox, by person and over time. The address says all of it.</summary>
public sealed partial class PerformancePage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts, IMailer mailer) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true, Name = "")]
    public PerformanceQuery Query { get; set; } = new();

    public ReportQuery Asked { get; private set; } = null!;

    public Report Report { get; private set; } = null!;

    /// <summary>Null where it is not wanted.</summary>
    public Report? Before { get; private set; }

    public Unanswered Unanswered { get; private set; } = null!;

    public IReadOnlyList<SeriesPoint> Series { get; private set; } = [];

    /// <summary>Of which figure there is a curve besides; null: of none.</summary>
    public Metric? Drawn { get; private set; }

    public IReadOnlyList<CurvePoint> Curve { get; private set; } = [];

    public IReadOnlyList<QueuePoint> Queue { get; private set; } = [];

    public IReadOnlyList<PresenceTime> Presence { get; private set; } = [];

    public IReadOnlyDictionary<long, Occupation> Occupations { get; private set; } = new Dictionary<long, Occupation>();

    public bool WantsWeekly { get; private set; }

    /// <summary>False: there is no mail here.</summary>
    public bool Delivers => mailer.Delivers;

    /// <summary>That of reports that name none.</summary>
    public string OwnZone { get; private set; } = "";

    /// <summary>Null: not asked for yet.</summary>
    public IReadOnlyList<HeatMap>? Heat { get; private set; }

    /// <summary>Whose figures the reader may ask for.</summary>
    public ReportNames Names { get; private set; } = null!;

    /// <summary>Sums are behind what happened.</summary>
    public bool IsBehind { get; private set; }

    public bool Leads => User.Viewer().Leads;

    /// <summary>Told as one person's.</summary>
    public bool OfPerson => !Leads || Asked.Operator is not null;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid || Query is { Metric.Length: > 0, Curve: null })
        {
            return BadRequest();
        }

        var viewer = User.Viewer();
        IsBehind = !await Reports.Settle(Database);
        await using var db = await Database.Open(ct);
        OwnZone = await Reports.Zone(db);
        Asked = Query.ToReport(OwnZone, Now);
        WantsWeekly = Leads && await WeeklyReports.Wants(db, viewer.Id);
        Names = await Reports.Names(db, viewer);
        Unanswered = await Reports.Now(Database, viewer, Asked, Now);
        Report = await Reports.Read(db, viewer, Asked, Asked.End > Now ? Unanswered.Overdue : null);
        Before = Query.Compares ? await Reports.Read(db, viewer, Asked.Before()) : null;
        Series = await Reports.Series(db, viewer, Asked);
        Drawn = PerformanceTables.Curve(Query.Curve, OfPerson);
        Curve = Drawn is null ? [] : await Reports.Curve(db, viewer, Asked, Drawn, Unanswered.Overdue, Now);
        Queue = await Reports.Queue(db, viewer, Asked);
        Presence = await Reports.PresenceTimes(db, viewer, Asked, Now);
        Occupations = await Reports.Occupations(db, viewer, Asked);
        return Page();
    }

    /// <summary>The week by its hours, asked for when the page is there: it reads much. Without scripts the page comes again, with it.</summary>
    public async Task<IActionResult> OnGetHeat(CancellationToken ct)
    {
        if (!ModelState.IsValid || !Leads)
        {
            return BadRequest();
        }

        await using var db = await Database.Open(ct);
        Asked = Query.ToReport(await Reports.Zone(db), Now);
        Heat = Maps(await Reports.Heat(db, User.Viewer(), Asked));
        return Request.IsHtmx() ? Partial("_HeatMaps", Heat) : await OnGet(ct);
    }

    /// <summary>In which zone reports are that name none.</summary>
    public async Task<IActionResult> OnPostZone()
    {
        if (User.Viewer().Role != Role.Admin)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!ModelState.IsValid || Zones.Find(Query.Zone ?? "") is not { } zone)
        {
            return BadRequest();
        }

        await Reports.SetZone(Database, User.Viewer().Id, zone, Now);
        return this.SeeOther("/performance");
    }

    /// <summary>The week's figures by mail, or no more.</summary>
    public async Task<IActionResult> OnPostWeekly(bool wanted)
    {
        if (!Leads)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        await WeeklyReports.Want(Database, User.Viewer().Id, wanted, Now);
        return this.SeeOther("/performance");
    }

    /// <summary>Where the tickets behind a figure are.</summary>
    public string Behind(Metric metric, long? inbox = null, long? person = null, int? band = null, (DateOnly From, DateOnly To)? of = null) =>
        FigureAddress.Of(of is null ? Asked : Asked with { From = of.Value.From, To = of.Value.To }, metric, inbox ?? Asked.Inbox, person ?? Asked.Operator, band);
}
