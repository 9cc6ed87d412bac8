using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>«Estado del operador»: the header's control posts here from any page.</summary>
public sealed class PresencePage(Database database, TimeProvider clock) : PageModel
{
    public IActionResult OnGet() => Redirect("/inbox/mine");

    public async Task<IActionResult> OnPostChoose(bool available, CancellationToken ct)
    {
        var now = clock.Now();
        await Presences.Choose(database, User.Viewer().Id, available, now);
        if (!Request.IsHtmx())
        {
            return this.SeeOther(Came(Request.Headers.Referer));
        }

        await using var db = await database.Open(ct);
        return Partial("_Chosen", await Presences.Of(db, User.Viewer().Id, now));
    }

    // Back to the page that posted, and never to another site.
    private string Came(string? referer) =>
        Uri.TryCreate(referer, UriKind.Absolute, out var from) && from.Authority == Request.Host.Value ? from.PathAndQuery : "/inbox/mine";
}
