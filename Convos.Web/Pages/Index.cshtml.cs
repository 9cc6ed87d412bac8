using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>The day begins in one's own tray, as one last had it.</summary>
public sealed class IndexPage(Database database) : PageModel
{
    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return Redirect(ListAddress.Remembered(TicketView.Mine, await ListChoices.Of(db, User.Viewer().Id)));
    }
}
