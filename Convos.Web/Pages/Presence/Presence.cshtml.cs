using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>«Estado del operador»: the header's control posts here from any page.</summary>
public sealed class PresencePage(Database database, TimeProvider clock) : PageModel
{
    public IActionResult OnGet() => Redirect("/inbox/mine");

    /// <param name="reason">The pause, of whoever becomes No disponible for one.</param>
    public async Task<IActionResult> OnPostChoose(bool available, long? reason, CancellationToken ct)
    {
        var now = clock.Now();
        if (!await Presences.Choose(database, User.Viewer().Id, available, now, reason))
        {
            return NotFound();
        }

        if (!Request.IsHtmx())
        {
            return this.SeeOther(this.Came());
        }

        await using var db = await database.Open(ct);
        return Partial("_Chosen", new OwnPresence(await Presences.Of(db, User.Viewer().Id, now), await Pauses.Offered(db)));
    }
}
