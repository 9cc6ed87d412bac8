using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>One's own language and theme. Not a page of Conversaciones.</summary>
public sealed class ProfilePage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public Viewer Viewer => User.Viewer();

    public override Section Section => Section.Elsewhere;

    public bool Saved { get; private set; }

    public void OnGet() => Saved = TempData["Saved"] is true;

    public async Task<IActionResult> OnPost(string? culture, Theme theme, CancellationToken ct)
    {
        if (!ModelState.IsValid || culture is not ("es" or "en"))
        {
            return BadRequest();
        }

        await using var db = await Database.Open(ct);
        await Operators.SavePreferences(db, Viewer.Id, culture, theme);
        TempData["Saved"] = true;
        return this.SeeOther("/profile");
    }
}
