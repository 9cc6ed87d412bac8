using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

public sealed partial class ProfilePage
{
    public async Task<IActionResult> OnPostName(string? name, CancellationToken ct)
    {
        var wanted = (name ?? "").Trim();
        if (wanted.Length is 0 or > LongestName || wanted.Any(char.IsControl))
        {
            var again = await Again("name", "Profile.NeedsName", ct);
            Name = name ?? "";
            return again;
        }

        await Operators.Rename(Database, User.Viewer().Id, wanted, Now);
        return Done("name");
    }

    public async Task<IActionResult> OnPostPhoto(IFormFile? photo, CancellationToken ct)
    {
        if (photo is null or { Length: 0 })
        {
            return await Again("photo", "Profile.NeedsPhoto", ct);
        }

        using var upload = new MemoryStream();
        await photo.CopyToAsync(upload, ct);
        var portrait = await Portrait.Of(upload.ToArray(), ct);
        if (portrait.Fault is { } fault)
        {
            return await Again("photo", $"Photo.{fault}", ct);
        }

        using var content = new MemoryStream(portrait.WebP);
        return await Show(await files.Keep(content, ct), ct);
    }

    public Task<IActionResult> OnPostRemovePhoto(CancellationToken ct) => Show(null, ct);

    public async Task<IActionResult> OnPostLooks(string? language, Theme theme, string? zone, CancellationToken ct)
    {
        if (!ModelState.IsValid || language is not ("es" or "en") || !Enum.IsDefined(theme))
        {
            return BadRequest();
        }

        var typed = (zone ?? "").Trim();
        var named = typed.Length == 0 ? null : Zones.Find(typed);
        if (named is null && typed.Length > 0)
        {
            var again = await Again("zone", "Profile.NoZone", ct);
            (Language, Theme, Zone) = (language, theme, zone ?? "");
            return again;
        }

        await using var db = await Database.Open(ct);
        await Operators.SavePreferences(db, User.Viewer().Id, language, theme, named);
        return Done("looks");
    }

    public async Task<IActionResult> OnPostPassword(string? current, string? password, CancellationToken ct)
    {
        Operator person;
        await using (var db = await Database.Open(ct))
        {
            person = (await Operators.ById(db, User.Viewer().Id))!;
        }

        if (Passwords.Problem(password, person.Email, person.Name) is { } problem)
        {
            return await Again("password", problem, ct);
        }

        if (await signIn.Confirm(HttpContext, current) is var outcome and not SignInOutcome.Welcome)
        {
            return await Again("current", outcome == SignInOutcome.Locked ? "Login.Locked" : "Profile.WrongPassword", ct);
        }

        if (await Operators.ChangePassword(Database, person, User.Session(), hasher.HashPassword(person, password!), Now) is not { } stamp)
        {
            return await Again("current", "Profile.PasswordChangedMeanwhile", ct);
        }

        await SignedIn.Renew(HttpContext, stamp);
        return Done("password");
    }

    public async Task<IActionResult> OnPostSessions()
    {
        await SignedIn.Renew(HttpContext, await Operators.EndOtherSessions(Database, User.Viewer(), User.Session(), Now));
        return Done("sessions");
    }

    private async Task<IActionResult> Show(string? photo, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Operators.SetPhoto(db, User.Viewer().Id, photo, Now) is { } unseen)
        {
            await files.Remove(unseen, ct);
        }

        return Done("photo");
    }
}
