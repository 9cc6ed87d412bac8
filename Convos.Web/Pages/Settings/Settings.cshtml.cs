using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>Opens the first section that its reader may open.</summary>
public sealed class SettingsPage : PageModel
{
    public IActionResult OnGet() => SettingsNav.For(User.Viewer()).FirstOrDefault() is { } first ? Redirect(first.Url) : NotFound();
}
