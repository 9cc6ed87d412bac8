using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new team (<c>/settings/teams/new</c>) or an existing one: its name and its people.</summary>
public sealed class EditTeamPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    [BindProperty]
    public TeamForm Form { get; set; } = new();

    public string? Wrong { get; private set; }

    public bool Saved { get; private set; }

    public string Title { get; private set; } = "";

    public IReadOnlyList<TeamMember> People { get; private set; } = [];

    public IReadOnlyList<TeamInbox> Inboxes { get; private set; } = [];

    private string? State { get; set; }

    public override Section Section => Section.Elsewhere;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (await Load(ct) is not { } team)
        {
            return NotFound();
        }

        Form = TeamForm.Of(team, People, State);
        Saved = TempData["Saved"] is true;
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (Form.Problem() is { } problem)
        {
            return await Again(problem.Field, problem.Text, ct);
        }

        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        var saved = await Teams.Save(Database, User.Viewer().Id, Known, Form.ToSettings(), Form.Members, Now, Form.BasedOn);
        if (saved.Problem == TeamProblem.NotFound)
        {
            return NotFound();
        }

        if (saved.Problem is { } no)
        {
            return await Again(no == TeamProblem.NameTaken ? nameof(Form.Name) : "", $"Teams.{no}", ct);
        }

        TempData["Saved"] = true;
        return this.SeeOther($"/settings/teams/{saved.Id}");
    }

    public async Task<IActionResult> OnPostRemove()
    {
        if (Known is not { } id || !await Teams.Remove(Database, User.Viewer().Id, id, Now))
        {
            return NotFound();
        }

        TempData["Removed"] = true;
        return this.SeeOther("/settings/teams");
    }

    private async Task<TeamSettings?> Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        State = Known is { } known ? await Teams.StateOf(db, known) : null;
        People = await Teams.Members(db, Known ?? 0);
        Inboxes = await Teams.InboxesOf(db, Known ?? 0);
        var team = Known is { } id ? await Teams.SettingsOf(db, id) : new TeamSettings("", "");
        Title = team?.Name ?? "";
        return team;
    }

    private async Task<IActionResult> Again(string field, string problem, CancellationToken ct)
    {
        if (await Load(ct) is null)
        {
            return NotFound();
        }

        Wrong = field;
        return this.Unprocessable(texts[problem]);
    }
}
