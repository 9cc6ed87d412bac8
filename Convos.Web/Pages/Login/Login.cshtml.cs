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

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Installation.IsClaimed(db) ? Page() : Redirect("/setup");
    }

    public async Task<IActionResult> OnPost()
    {
        var outcome = await signIn.Try(HttpContext, Email ?? "", Password ?? "");
        if (outcome == SignInOutcome.Welcome)
        {
            return this.SeeOther(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
        }

        ModelState.AddModelError("", texts[$"Login.{outcome}"]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
