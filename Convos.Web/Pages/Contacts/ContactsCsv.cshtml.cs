using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The contacts that a filter finds, as a file that is written while it is read.</summary>
public sealed class ContactsCsvPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ContactQuery Query { get; set; } = new();

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        await using var db = await database.Open(ct);
        await Audit.Note(db, User.Viewer().Id, AuditAction.Exported, AuditSubject.Installation, null, "contacts.csv", clock.Now(),
            Changes.None.With("filter", null, Query.Text()));
        var fields = await ContactFields.Offered(db);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = "attachment; filename=\"contacts.csv\"";
        await ContactExports.Write(Response.Body, Contacts.Export(db, User.Viewer(), Query.ToFilter(User.Viewer())), fields, Query.ZoneOf(User.Viewer()), texts, ct);
        return new EmptyResult();
    }
}
