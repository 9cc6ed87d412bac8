using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>The day begins in one's own tray.</summary>
public sealed class IndexPage : PageModel
{
    public IActionResult OnGet() => Redirect("/inbox/mine");
}
