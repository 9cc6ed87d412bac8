using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>«Estado del operador»: the header's control posts here from any page.</summary>
public sealed class PresencePage(Database database, TimeProvider clock) : PageModel
{
    private const string Home = "/inbox/mine";

    public IActionResult OnGet() => Redirect(Home);

    /// <param name="reason">The pause, of whoever becomes No disponible for one.</param>
    public async Task<IActionResult> OnPostChoose(bool available, long? reason, CancellationToken ct)
    {
        // Tickets would come to a page that shows none: En línea begins where they are answered, and there by arriving.
        if (available && Visits.SectionOf(From()) == Section.Elsewhere)
        {
            return Go(Home);
        }

        var (me, now) = (User.Viewer().Id, clock.Now());

        if (!await Presences.Choose(database, me, available, now, reason))
        {
            return NotFound();
        }

        if (!Request.IsHtmx())
        {
            return this.SeeOther(this.Came());
        }

        await using var db = await database.Open(ct);
        return Partial("_Chosen", new OwnPresence(await Presences.Of(db, me, now), await Pauses.Offered(db)));
    }

    private PathString From() =>
        Request.IsHtmx(out var headers) && Uri.TryCreate(headers?.CurrentUrl, UriKind.Absolute, out var current)
            ? current.AbsolutePath
            : this.Came().Split('?')[0];

    private IActionResult Go(string path)
    {
        if (!Request.IsHtmx())
        {
            return this.SeeOther(path);
        }

        Response.Htmx(headers => headers.Redirect(path));
        return Content("");
    }
}
