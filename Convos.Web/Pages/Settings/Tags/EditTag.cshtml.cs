using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new tag (<c>/settings/tags/new</c>) or an existing one.</summary>
public sealed class EditTagPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty]
    public int Colour { get; set; }

    public override Section Section => Section.Elsewhere;

    public string Title { get; private set; } = "";

    public string? Wrong { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (Known is not { } id)
        {
            return Page();
        }

        await using var db = await Database.Open(ct);
        if (await Tags.SettingsOf(db, id) is not { } settings)
        {
            return NotFound();
        }

        (Name, Description, Colour) = settings;
        Title = settings.Name;
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        var settings = new TagSettings(Name?.Trim() ?? "", Description?.Trim() ?? "", Colour);
        if (Problem(settings) is { } wrong)
        {
            return await Again(wrong.Field, wrong.Text, ct);
        }

        if (!ModelState.IsValid || Colour is < 0 or > 15)
        {
            return BadRequest();
        }

        var saved = await Tags.Save(Database, User.Viewer().Id, Known, settings, Now);
        return saved.Problem switch
        {
            null => Done(),
            TagProblem.NotFound => NotFound(),
            _ => await Again("name", "Tags.NameTaken", ct),
        };
    }

    private IActionResult Done()
    {
        TempData["Saved"] = true;
        return this.SeeOther("/settings/tags");
    }

    private static (string Field, string Text)? Problem(TagSettings settings) => settings switch
    {
        { Name.Length: 0 } => ("name", "Tags.NoName"),
        { Name.Length: > Tags.LongestName } => ("name", "Tags.NameTooLong"),
        { Description.Length: > Tags.LongestDescription } => ("description", "Tags.DescriptionTooLong"),
        _ => null,
    };

    private async Task<IActionResult> Again(string field, string problem, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Title = Known is { } id ? (await Tags.SettingsOf(db, id))?.Name ?? "" : "";
        Wrong = field;
        return this.Unprocessable(texts[problem]);
    }
}
