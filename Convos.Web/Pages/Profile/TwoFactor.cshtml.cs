using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Verification in two steps: turned on by a code from the telephone, turned off by password and code.</summary>
[EnableRateLimiting(Limits.Guesses)]
public sealed class TwoFactorPage(Database database, TimeProvider clock, SecondStep secondStep, SignIn signIn, IStringLocalizer<Texts> texts)
    : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public bool IsOn { get; private set; }

    public int CodesLeft { get; private set; }

    /// <summary>Shown while it is being turned on, in three ways: drawn, typed and, sealed, in the form.</summary>
    public string Secret { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>Shown once, right after they were made.</summary>
    public string[]? Codes { get; private set; }

    public string? Wrong { get; private set; }

    public string Draft => secondStep.Draft(User.Viewer().Id, Secret);

    public async Task OnGet(CancellationToken ct)
    {
        Codes = TempData["Codes"] as string[];
        await Load(null, ct);
    }

    public async Task<IActionResult> OnPostOn(string? draft, string? password, string? code, CancellationToken ct)
    {
        if (secondStep.SecretOf(User.Viewer().Id, draft) is not { } secret)
        {
            return await Again("code", "TwoFactor.Late", null, ct);
        }

        // The code first: it costs nothing to guess, for the secret is on this very page.
        if (AuthenticatorApp.Step(secret, code ?? "", Now) is not { } step)
        {
            return await Again("code", "TwoFactor.WrongNewCode", secret, ct);
        }

        if (await signIn.Confirm(HttpContext, password) is var outcome and not SignInOutcome.Welcome)
        {
            return await Again("password", Problem(outcome), secret, ct);
        }

        return Shown(await TwoFactor.TurnOn(Database, User.Viewer(), secondStep.Seal(secret), step, Now));
    }

    public async Task<IActionResult> OnPostCodes(string? password, string? code, CancellationToken ct) =>
        await Refused(password, code, ct) ?? Shown(await TwoFactor.MakeCodes(Database, User.Viewer(), Now));

    public async Task<IActionResult> OnPostOff(string? password, string? code, CancellationToken ct)
    {
        if (await Refused(password, code, ct) is { } refused)
        {
            return refused;
        }

        await TwoFactor.Reset(Database, User.Viewer().Id, User.Viewer().Id, Now);
        return this.SeeOther("/profile#security");
    }

    private async Task<IActionResult?> Refused(string? password, string? code, CancellationToken ct) =>
        await signIn.ConfirmBoth(HttpContext, password, code) is var outcome and not SignInOutcome.Welcome
            ? await Again(outcome == SignInOutcome.WrongCode ? "code" : "password", Problem(outcome), null, ct)
            : null;

    // Null where another tab was quicker: the page shows what holds now.
    private IActionResult Shown(string[]? codes)
    {
        TempData["Codes"] = codes;
        return this.SeeOther("/profile/two-factor");
    }

    private static string Problem(SignInOutcome outcome) =>
        outcome switch { SignInOutcome.Locked => "Login.Locked", SignInOutcome.WrongCode => "Login.WrongCode", _ => "Profile.WrongPassword" };

    private async Task Load(string? secret, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var setting = await TwoFactor.Of(db, User.Viewer().Id);
        (IsOn, CodesLeft) = (setting.Secret is not null, setting.CodesLeft);
        Email = (await Operators.ById(db, User.Viewer().Id))!.Email;
        Secret = secret ?? AuthenticatorApp.NewSecret();
    }

    private async Task<IActionResult> Again(string field, string problem, string? secret, CancellationToken ct)
    {
        await Load(secret, ct);
        Wrong = field;
        return this.Unprocessable(texts[problem]);
    }
}
