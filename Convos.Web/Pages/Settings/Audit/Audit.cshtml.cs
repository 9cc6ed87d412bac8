using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Who changed what in the administration, newest first; the same lines as a file.</summary>
public sealed class AuditPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "")]
    public AuditQuery Query { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    public IReadOnlyList<(long Id, string Name, bool Disabled)> Everybody { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        await using var db = await Database.Open(ct);
        var found = await AuditLog.Page(db, Query.ToFilter(Query.ZoneOf(User.Viewer())), Cursor(After), PageSize + 1);
        Lines = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? Query.Address("/settings/audit", ("after", Cursor(Lines[^1]))) : null;
        Everybody = await People.Names(db);
        return Page();
    }

    public async Task<IActionResult> OnGetCsv(CancellationToken ct)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        await using var db = await Database.Open(ct);
        var newest = await AuditLog.Newest(db);
        await Audit.Note(db, User.Viewer().Id, AuditAction.Exported, AuditSubject.Installation, null, "audit.csv", Now,
            Changes.None.With("filter", null, Query.Address("")));
        var zone = Query.ZoneOf(User.Viewer());
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        await AuditCsv.Write(Response.Body, AuditLog.All(db, Query.ToFilter(zone), newest), zone, texts, ct);
        return new EmptyResult();
    }

    private static string Cursor(AuditLine last) => string.Create(CultureInfo.InvariantCulture, $"{last.At.Ticks}-{last.Id}");

    private static AuditCursor? Cursor(string? text) =>
        text?.Split('-') is [var at, var id] && long.TryParse(at, out var ticks) && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks && long.TryParse(id, out var last)
            ? new(new DateTime(ticks, DateTimeKind.Utc), last)
            : null;
}
