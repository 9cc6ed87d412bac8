using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new pause (<c>/settings/pauses/new</c>) or an existing one.</summary>
public sealed class EditPausePage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public PauseIcon Icon { get; set; }

    public override Section Section => Section.Elsewhere;

    public string Title { get; private set; } = "";

    /// <summary>The name, which is all that can be.</summary>
    public bool Wrong { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (Known is not { } id)
        {
            return Page();
        }

        await using var db = await Database.Open(ct);
        if (await Pauses.SettingsOf(db, id) is not { } settings)
        {
            return NotFound();
        }

        (Name, Icon) = settings;
        Title = settings.Name;
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        var settings = new PauseSettings(Name?.Trim() ?? "", Icon);
        if (settings.Name.Length is 0 or > Pauses.LongestName)
        {
            return await Again("Pauses.NeedsName", ct);
        }

        if (!ModelState.IsValid || !Enum.IsDefined(Icon))
        {
            return BadRequest();
        }

        var saved = await Pauses.Save(Database, User.Viewer().Id, Known, settings, Now);
        return saved.Problem switch
        {
            null => Done(),
            PauseProblem.NotFound => NotFound(),
            _ => await Again("Pauses.NameTaken", ct),
        };
    }

    private IActionResult Done()
    {
        TempData["Saved"] = true;
        return this.SeeOther("/settings/pauses");
    }

    private async Task<IActionResult> Again(string problem, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Title = Known is { } id ? (await Pauses.SettingsOf(db, id))?.Name ?? "" : "";
        Wrong = true;
        return this.Unprocessable(texts[problem]);
    }
}
