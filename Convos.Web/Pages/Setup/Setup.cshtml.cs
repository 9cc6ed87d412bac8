using System.ComponentModel.DataAnnotations;
using Convos.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The first visit outside Development: the one-time code of the log makes the first administrator, once.</summary>
[EnableRateLimiting(Limits.Guesses)]
public sealed class SetupPage(
    Database database, SetupCode code, IPasswordHasher<Operator> hasher, SignIn signIn, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Installation.IsClaimed(db) ? Redirect("/login") : Page();
    }

    public async Task<IActionResult> OnPost()
    {
        if (Problem() is { } problem)
        {
            return Again(problem);
        }

        if (await Installation.Claim(database, Name!.Trim(), Email!.Trim(), hasher.HashPassword(null!, Password!), clock.Now()) is null)
        {
            return Again("Setup.Claimed");
        }

        await signIn.Try(HttpContext, Email!, Password!);
        return this.SeeOther("/inbox/mine");
    }

    private string? Problem() =>
        !code.Matches(Code ?? "") ? "Setup.WrongCode"
        : (Name ?? "").Trim().Length is 0 or > 80 ? "Setup.NeedsName"
        : (Email ?? "").Trim().Length > 254 || !new EmailAddressAttribute().IsValid((Email ?? "").Trim()) ? "Setup.NeedsEmail"
        : Passwords.Problem(Password, Email, Name);

    private PageResult Again(string problem)
    {
        return this.Unprocessable(texts[problem]);
    }
}
