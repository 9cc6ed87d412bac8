using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The figures of the page as a file: the same report, read the same way.</summary>
public sealed class PerformanceCsvPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "")]
    public PerformanceQuery Query { get; set; } = new();

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid || Query is { Metric.Length: > 0, Curve: null })
        {
            return BadRequest();
        }

        var isBehind = !await Reports.Settle(database);
        await using var db = await database.Open(ct);
        var asked = Query.ToReport(await Reports.Zone(db), clock.Now());
        await Audit.Note(db, User.Viewer().Id, AuditAction.Exported, AuditSubject.Installation, null, "performance.csv", clock.Now(),
            Changes.None.With("filter", null, Query.Address("", asked)));
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = "attachment; filename=\"performance.csv\"";
        var named = await NamedReport.Read(database, User.Viewer(), asked, Query.Compares, Query.Curve, clock.Now());
        await PerformanceExports.Write(Response.Body, named with { IsBehind = isBehind, Missing = [.. Query.Missing(asked, texts)] }, texts, ct);
        return new EmptyResult();
    }
}
