using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The tickets that a filter finds, as a file that is written while it is read.</summary>
public sealed class TicketsCsvPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "")]
    public TicketQuery Query { get; set; } = new();

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid || !Query.IsUnderstood(User.Viewer()))
        {
            return BadRequest();
        }

        var viewer = User.Viewer();
        await TicketTexts.ReadNewest(database, ct);
        await using var db = await database.OpenSession(ct);
        await Audit.Note(db, viewer.Id, AuditAction.Exported, AuditSubject.Installation, null, "tickets.csv", clock.Now(), Changes.None.With("filter", null, Query.Text()));
        var filter = await Tickets.Narrow(db, Query.ToFilter(viewer, clock.Now()));
        var figure = filter.Behind is { } behind ? new FigureTitle(behind, await Reports.Names(db, viewer)) : null;
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = "attachment; filename=\"tickets.csv\"";
        await TicketExports.Write(Response.Body, Tickets.Export(db, viewer, filter), figure, figure?.Report.TimeZone ?? Query.ZoneOf(viewer), texts, ct);
        return new EmptyResult();
    }
}
