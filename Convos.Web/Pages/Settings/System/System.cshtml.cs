using Convos.Data;
using Convos.Workers;
using Hangfire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Estado del sistema»: what was set aside and waits for a person, and how the installation does, refreshed every five seconds.</summary>
public sealed class SystemPage(
    Database database, TimeProvider clock, ISecrets secrets, LiveHub hub, IConfiguration configuration, IHostEnvironment environment,
    JobStorage storage, IBackgroundJobClient jobs, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int ParkedShown = 100;

    public override Section Section => Section.Elsewhere;

    /// <summary>The moment at which events were last sent through from here: the page tells what became of them.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Again { get; set; }

    public AgainResult? Result { get; private set; }

    public int? Discarded { get; private set; }

    public int? Retried { get; private set; }

    public IReadOnlyList<ParkedEvent> Parked { get; private set; } = [];

    public IReadOnlyList<Stranger> Unknown { get; private set; } = [];

    public SystemState State { get; private set; } = null!;

    public JobsState Jobs { get; private set; } = null!;

    public DateTime ReadAt => Now;

    public NodeState Node { get; private set; } = null!;

    public IReadOnlyList<Gauge> Gauges { get; private set; } = [];

    public IReadOnlyList<ConnectedChannel> Connected { get; private set; } = [];

    public async Task OnGet(CancellationToken ct)
    {
        Discarded = TempData["Discarded"] as int?;
        Retried = TempData["Retried"] as int?;
        await Load(ct);
    }

    /// <summary>The part that keeps itself fresh.</summary>
    public async Task<IActionResult> OnGetFigures(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        await Figures(db);
        return Partial("_Figures", this);
    }

    /// <summary>«Volver a procesar» and «Descartar»: what is ticked, or all.</summary>
    public async Task<IActionResult> OnPostAgain(long[] ids, bool all, CancellationToken ct)
    {
        if (ids.Length == 0 && !all)
        {
            return await TickSome(ct);
        }

        var now = Moment;
        return Sent(await SetAside.Again(Database, User.Viewer().Id, all ? null : ids, now), now);
    }

    public async Task<IActionResult> OnPostDiscard(long[] ids, CancellationToken ct) =>
        ids.Length == 0 ? await TickSome(ct) : Thrown(await SetAside.Discard(Database, User.Viewer().Id, ids, Now));

    public async Task<IActionResult> OnPostAgainStranger(string kind, string account)
    {
        var now = Moment;
        return Sent(await Strangers.Again(Database, User.Viewer().Id, kind, account, now), now);
    }

    public async Task<IActionResult> OnPostDiscardStranger(string kind, string account) =>
        Thrown(await Strangers.Discard(Database, User.Viewer().Id, kind, account, Now));

    public async Task<IActionResult> OnPostRetry(CancellationToken ct)
    {
        var retried = JobsState.Retry(storage, jobs);
        await using var db = await Database.Open(ct);
        foreach (var job in retried)
        {
            await Audit.Note(db, User.Viewer().Id, AuditAction.Reprocessed, AuditSubject.Job, null, job, Now);
        }

        TempData["Retried"] = retried.Count;
        return this.SeeOther("/settings/system");
    }

    // As the database keeps it, to the microsecond: the address names the moment, and must find it again.
    private DateTime Moment => new(Now.Ticks / 10 * 10, DateTimeKind.Utc);

    private IActionResult Sent(int events, DateTime at) => this.SeeOther(events == 0 ? "/settings/system" : $"/settings/system?again={at.Ticks}");

    private IActionResult Thrown(int events)
    {
        TempData["Discarded"] = events;
        return this.SeeOther("/settings/system");
    }

    private async Task Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Parked = await SetAside.Parked(db, ParkedShown);
        Unknown = await Strangers.All(db, secrets);
        await Figures(db);
    }

    private async Task<IActionResult> TickSome(CancellationToken ct)
    {
        await Load(ct);
        return this.Unprocessable(texts["System.TickSome"]);
    }

    private async Task Figures(Npgsql.NpgsqlConnection db)
    {
        Result = Again is > 0 and < 3_155_378_975_999_999_999 ? await SetAside.Result(db, new DateTime(Again.Value, DateTimeKind.Utc)) : null;
        State = await SystemState.Read(db, Now);
        Connected = await Channels.Connected(db);
        Jobs = JobsState.Read(storage);
        Node = NodeState.Read(hub, configuration, environment);
        Gauges = Gauge.Of(State, Jobs, Node, Now);
    }
}
