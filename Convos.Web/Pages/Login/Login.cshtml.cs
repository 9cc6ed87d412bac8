using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Sign-in. Where nobody has claimed the installation yet, it leads to the creation of the first administrator.</summary>
[EnableRateLimiting(Limits.Guesses)]
public sealed class LoginPage(Database database, SignIn signIn, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Comes from choosing a new password.</summary>
    public bool Reset { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        Reset = TempData["Reset"] is string email && (Email = email).Length > 0;
        await using var db = await database.Open(ct);
        if (!await Installation.IsClaimed(db))
        {
            return Redirect("/setup");
        }

        if (TempData["Late"] is true)
        {
            ModelState.AddModelError("", texts[$"Login.{SignInOutcome.Late}"]);
        }

        return Page();
    }

    public async Task<IActionResult> OnPost()
    {
        var outcome = await signIn.Try(HttpContext, Email ?? "", Password ?? "");
        if (outcome == SignInOutcome.Welcome)
        {
            return this.SeeOther(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
        }

        if (outcome == SignInOutcome.NeedsCode)
        {
            return this.SeeOther($"/login/code{LoginCodePage.Back(ReturnUrl)}");
        }

        return this.Unprocessable(texts[$"Login.{outcome}"]);
    }
}
