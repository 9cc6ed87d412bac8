using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new contact field (<c>/settings/fields/new</c>) or an existing one, whose kind is settled.</summary>
public sealed class EditFieldPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public FieldKind Kind { get; set; }

    [BindProperty]
    public bool Required { get; set; }

    /// <summary>One a line.</summary>
    [BindProperty]
    public string? Options { get; set; }

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
        if (await ContactFields.SettingsOf(db, id) is not { } settings)
        {
            return NotFound();
        }

        (Name, Kind, Required, Options) = (settings.Name, settings.Kind, settings.Required, string.Join('\n', settings.Options));
        Title = settings.Name;
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (Known is { } id)
        {
            await using var db = await Database.Open(ct);
            if (await ContactFields.SettingsOf(db, id) is not { } before)
            {
                return NotFound();
            }

            (Kind, Title) = (before.Kind, before.Name);
        }
        else if (!ModelState.IsValid || !Enum.IsDefined(Kind))
        {
            return BadRequest();
        }

        var settings = new FieldSettings(Name?.Trim() ?? "", Kind, Required, Kind == FieldKind.List ? Lines(Options) : []);
        if (Problem(settings) is { } wrong)
        {
            return Again(wrong.Field, wrong.Text);
        }

        var saved = await ContactFields.Save(Database, User.Viewer().Id, Known, settings, Now);
        return saved.Problem switch
        {
            null => Done(),
            FieldProblem.NotFound => NotFound(),
            FieldProblem.TooMany => Again("name", "Fields.TooMany"),
            _ => Again("name", "Fields.NameTaken"),
        };
    }

    private static string[] Lines(string? typed) =>
        [.. (typed ?? "").Replace("\0", "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    private static (string Field, string Text)? Problem(FieldSettings settings) => settings switch
    {
        { Name.Length: 0 or > ContactFields.LongestName } => ("name", "Fields.NeedsName"),
        { Kind: FieldKind.List, Options.Length: 0 } => ("options", "Fields.NeedsOptions"),
        { Options.Length: > ContactFields.MostOptions } => ("options", "Fields.TooManyOptions"),
        _ when settings.Options.Any(option => option.Length > ContactFields.LongestOption) => ("options", "Fields.OptionTooLong"),
        _ => null,
    };

    private IActionResult Done()
    {
        TempData["Saved"] = true;
        return this.SeeOther("/settings/fields");
    }

    private IActionResult Again(string field, string problem)
    {
        Wrong = field;
        return this.Unprocessable(texts[problem]);
    }
}
