using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new inbox (<c>/inboxes/new</c>) or an existing one: its properties, what it asks at closing, its people.</summary>
public sealed class EditInboxPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public InboxForm Form { get; set; } = new();

    public string? Wrong { get; private set; }

    public bool Saved { get; private set; }

    public string Title { get; private set; } = "";

    public IReadOnlyList<InboxMember> People { get; private set; } = [];

    public bool IsNew => Id == "new";

    private long? Known => IsNew ? null : long.Parse(Id, CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        People = await Inboxes.Members(db, Known ?? 0);
        Saved = TempData["Saved"] is true;
        if (IsNew)
        {
            Form = InboxForm.New;
            return Page();
        }

        if (await Inboxes.SettingsOf(db, Known!.Value) is not { } settings)
        {
            return NotFound();
        }

        Title = settings.Name;
        Form = InboxForm.Of(settings, People);
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (Form.Problem() is { } problem)
        {
            return await Again(problem.Field, texts[problem.Text], ct);
        }

        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        var saved = await Inboxes.Save(Database, User.Viewer().Id, Known, Form.ToSettings(), Form.Members, Now);
        if (saved.Problem == InboxProblem.NotFound)
        {
            return NotFound();
        }

        if (saved.Problem is { } no)
        {
            return await Again(no == InboxProblem.NameTaken ? nameof(Form.Name) : nameof(Form.Enabled), texts[$"Inboxes.{no}", saved.Names ?? ""], ct);
        }

        TempData["Saved"] = true;
        return this.SeeOther($"/inboxes/{saved.Id}");
    }

    private async Task<IActionResult> Again(string field, string problem, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        People = await Inboxes.Members(db, Known ?? 0);
        Title = Known is { } id ? (await Inboxes.SettingsOf(db, id))?.Name ?? "" : "";
        Wrong = field;
        ModelState.Clear();
        ModelState.AddModelError("", problem);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
