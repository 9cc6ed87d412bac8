using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new inbox (<c>/inboxes/new</c>) or an existing one: its people, who gets its tickets, what it says and closes by itself.</summary>
public sealed class EditInboxPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    [BindProperty]
    public InboxForm Form { get; set; } = new();

    /// <summary>The fields that cannot be saved as they are.</summary>
    public IReadOnlySet<string> Wrong { get; private set; } = new HashSet<string>();

    public bool Saved { get; private set; }

    /// <summary>As it is stored; null for a new one.</summary>
    public InboxSettings? Settings { get; private set; }

    public IReadOnlyList<InboxMember> People { get; private set; } = [];

    public IReadOnlyList<InboxTeam> Teams { get; private set; } = [];

    public IReadOnlyList<FeedingChannel> Channels { get; private set; } = [];

    public IReadOnlyList<Schedule> Schedules { get; private set; } = [];

    /// <summary>What must go elsewhere if it is disabled, and where that may be.</summary>
    public InboxHolds Holds { get; private set; } = new(0, 0, [], []);

    public IReadOnlyList<Inbox> Others { get; private set; } = [];

    private string? State { get; set; }

    public string? Invalid(string field) => Wrong.Contains(field) ? "true" : null;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await Load(ct);
        if (!IsNew && Settings is null)
        {
            return NotFound();
        }

        Saved = TempData["Saved"] is true;
        Form = Settings is null ? InboxForm.New : InboxForm.Of(Settings, People, Teams, State);
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (Form.Problems().ToList() is { Count: > 0 } problems)
        {
            return await Again([.. problems.Select(problem => (problem.Field, texts[problem.Text, problem.What].Value))], ct);
        }

        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        var saved = await Inboxes.Save(
            Database, User.Viewer().Id, Known, Form.ToSettings(), Form.People, Now, Form.Teams, Form.Channels, Form.Handover, Form.BasedOn);
        if (saved.Problem == InboxProblem.NotFound)
        {
            return NotFound();
        }

        if (saved.Problem is { } no)
        {
            return await Again([(Field(no), texts[$"Inboxes.{no}"])], ct);
        }

        TempData["Saved"] = true;
        return this.SeeOther($"/inboxes/{saved.Id}");
    }

    private static string Field(InboxProblem no) => no switch
    {
        InboxProblem.NameTaken => nameof(Form.Name),
        InboxProblem.ScheduleGone => nameof(Form.Schedule),
        InboxProblem.ChangedMeanwhile => "",
        _ => nameof(Form.Enabled),
    };

    private async Task Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var id = Known ?? 0;
        State = IsNew ? null : await Inboxes.StateOf(db, id);
        Settings = IsNew ? null : await Inboxes.SettingsOf(db, id);
        People = await Inboxes.Members(db, id);
        Teams = await Inboxes.TeamsOf(db, id);
        Channels = await Data.Channels.Feeding(db);
        Schedules = await Data.Schedules.All(db);
        Holds = await Inboxes.Holds(db, id);
        Others = [.. (await Inboxes.Enabled(db)).Where(inbox => inbox.Id != id)];
    }

    private async Task<IActionResult> Again(IReadOnlyList<(string Field, string Sentence)> problems, CancellationToken ct)
    {
        await Load(ct);
        Wrong = problems.Select(problem => problem.Field).ToHashSet();
        return this.Unprocessable(problems.Select(problem => problem.Sentence));
    }
}
