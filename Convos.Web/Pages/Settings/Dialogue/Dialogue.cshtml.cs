using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>What a channel does with whoever writes first: a ticket at once, or a greeting with a menu.</summary>
public sealed class DialoguePage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    [BindProperty]
    public DialogueForm Form { get; set; } = new();

    public bool Saved { get; private set; }

    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    public IReadOnlyList<Schedule> Schedules { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Dialogues.Of(db, Name) is not { } channel)
        {
            return NotFound();
        }

        await Load(db);
        Saved = TempData["Saved"] is true;
        Form = DialogueForm.Of(channel.InForce, channel.Dialogue ?? Suggested(channel)).WithRoom();
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        await Load(db);
        var dialogue = Form.ToDialogue();
        var problems = dialogue.Problems(Inboxes.Select(inbox => inbox.Id).ToHashSet(), Schedules.Select(schedule => schedule.Id).ToHashSet()).ToList();
        var keeps = Form.InForce || !Form.IsUnwritten;
        if (keeps && problems.Count > 0)
        {
            return Again(problems);
        }

        if (!await Dialogues.Save(Database, User.Viewer().Id, Name, keeps ? dialogue : null, Form.InForce, Now))
        {
            return NotFound();
        }

        TempData["Saved"] = true;
        return this.SeeOther($"/settings/channels/{Name}/dialogue");
    }

    /// <summary>The same form with room for one more option.</summary>
    public async Task<IActionResult> OnPostMore(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        await Load(db);
        ModelState.Clear();
        Form.WithRoom();
        if (Form.Options.Count < Dialogue.MostOptions && !Form.Options[^1].IsBlank)
        {
            Form.Options.Add(new DialogueForm.Option());
        }

        return Page();
    }

    /// <summary>What the customer would read, while it is being written.</summary>
    public IActionResult OnPostPreview() => Partial("_Preview", Form.ToDialogue());

    private PageResult Again(IEnumerable<(DialogueProblem Problem, string? What)> problems)
    {
        Form.WithRoom();
        return this.Unprocessable(problems.Select(found => texts[$"DialogueProblem.{found.Problem}", found.What ?? ""].Value));
    }

    private async Task Load(Npgsql.NpgsqlConnection db)
    {
        Inboxes = await Data.Inboxes.Enabled(db);
        Schedules = await Data.Schedules.All(db);
    }

    private Dialogue Suggested(ChannelDialogue channel) => new(
        texts["Dialogue.SuggestedGreeting"], [], new MenuOption(texts["Dialogue.SuggestedPerson"], channel.InboxId), null,
        texts["Dialogue.SuggestedOutOfHours"], texts["Dialogue.SuggestedHandOff"], texts["Dialogue.SuggestedNotUnderstood"]);
}
