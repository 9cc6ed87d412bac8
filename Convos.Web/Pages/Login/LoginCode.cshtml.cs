using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The second step of signing in, for whoever brought the right password within the last five minutes.</summary>
[EnableRateLimiting(Limits.Guesses)]
public sealed class LoginCodePage(Database database, SignIn signIn, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await SecondStep.Waiting(HttpContext, db) is null ? Late() : Page();
    }

    public async Task<IActionResult> OnPost()
    {
        switch (await signIn.TryCode(HttpContext, Code ?? ""))
        {
            case SignInOutcome.Welcome:
                return this.SeeOther(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/inbox/mine");
            case SignInOutcome.Late:
                return Late();
            case var outcome:
                return this.Unprocessable(texts[$"Login.{outcome}"]);
        }
    }

    private IActionResult Late()
    {
        TempData["Late"] = true;
        return this.SeeOther($"/login{Back(ReturnUrl)}");
    }

    /// <summary>Where one wanted to go, taken along from step to step.</summary>
    public static string Back(string? returnUrl) => string.IsNullOrEmpty(returnUrl) ? "" : $"?ReturnUrl={Uri.EscapeDataString(returnUrl)}";
}
