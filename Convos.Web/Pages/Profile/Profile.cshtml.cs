using Convos.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>One's own name, face, language, zone, theme, password and sessions, each a form of its own. Not a page of Conversaciones.</summary>
[UploadLimit(megabytes: 5)]
[EnableRateLimiting(Limits.Guesses)]
public sealed partial class ProfilePage(
    Database database, TimeProvider clock, IFileStore files, SignIn signIn, IPasswordHasher<Operator> hasher, IStringLocalizer<Texts> texts)
    : DeskPage(database, clock)
{
    private const int LongestName = 80;

    public override Section Section => Section.Elsewhere;

    /// <summary>The form that was saved, by the anchor of its part of the page.</summary>
    public string? Saved { get; private set; }

    /// <summary>The field that is wrong.</summary>
    public string? Wrong { get; private set; }

    public string Name { get; private set; } = "";

    public string Zone { get; private set; } = "";

    public string Language { get; private set; } = "";

    public Theme Theme { get; private set; }

    public string Email { get; private set; } = "";

    public TwoFactor.Setting TwoFactor { get; private set; } = new(null, 0);

    public (int Pages, int Sessions) Open { get; private set; }

    public DateTime Moment => Now;

    public async Task OnGet(CancellationToken ct)
    {
        Saved = TempData["Saved"] as string;
        await Load(ct);
    }

    private async Task Load(CancellationToken ct)
    {
        var viewer = User.Viewer();
        await using var db = await Database.Open(ct);
        Email = (await Operators.ById(db, viewer.Id))!.Email;
        TwoFactor = await Data.TwoFactor.Of(db, viewer.Id);
        Open = await Presences.Open(db, viewer.Id, Now);
        (Name, Language, Theme, Zone) = (viewer.Name, viewer.Culture, viewer.Theme, viewer.Zone ?? "");
    }

    private IActionResult Done(string form)
    {
        TempData["Saved"] = form;
        return this.SeeOther($"/profile#{form}");
    }

    /// <summary>The page again, with one sentence at the form that asked for it, and what was typed.</summary>
    private async Task<IActionResult> Again(string field, string problem, CancellationToken ct)
    {
        await Load(ct);
        Wrong = field;
        return this.Unprocessable(texts[problem]);
    }
}
