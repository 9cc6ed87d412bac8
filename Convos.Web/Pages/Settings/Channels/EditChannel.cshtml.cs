using Convos.Data;
using Convos.Workers;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new channel (<c>/settings/channels/new</c>) or a connected one: its account, the inbox it feeds, its secrets, and how it does.</summary>
public sealed class EditChannelPage(
    Database database, TimeProvider clock, ChannelDesk desk, FetchTemplates templates, ISecrets secrets, PublicAddress address, IStringLocalizer<Texts> texts)
    : DeskPage(database, clock)
{
    private const int NoticesShown = 8;

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    [BindProperty]
    public ChannelForm Form { get; set; } = new();

    public override Section Section => Section.Elsewhere;

    public bool IsNew => Name == "new";

    public string? Wrong { get; private set; }

    public string? Done { get; private set; }

    public ConnectedChannel? Channel { get; private set; }

    public ChannelState State { get; private set; }

    public string? VerifyToken { get; private set; }

    public string Callback => address.For(Request, $"/webhooks/{Form.Kind}/{Name}");

    /// <summary>Events that name this number and wait for somebody to send them through.</summary>
    public int Waiting { get; private set; }

    public IReadOnlyList<Inbox> Feedable { get; private set; } = [];

    public IReadOnlyList<ChannelNotice> Notices { get; private set; } = [];

    public async Task<IActionResult> OnGet(string? account, CancellationToken ct)
    {
        Done = TempData["Done"] as string;
        if (!await Load(ct))
        {
            return NotFound();
        }

        Form = Channel is { } channel ? ChannelForm.Of(channel) : new() { AccountId = account ?? "" };
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (!ModelState.IsValid || Form.Kind != "whatsapp")
        {
            return BadRequest();
        }

        var problem = IsNew
            ? await desk.Connect(User.Viewer().Id, Form.ToDraft(Form.Name))
            : await desk.Save(User.Viewer().Id, Form.ToDraft(Name));
        return problem switch
        {
            null => SeeDone(IsNew ? Form.Name.Trim() : Name, IsNew ? "Channels.Connected" : "Settings.Saved"),
            ChannelProblem.Gone => NotFound(),
            { } no => await Again(no, ct),
        };
    }

    /// <summary>«Probar conexión».</summary>
    public async Task<IActionResult> OnPostCheck(CancellationToken ct)
    {
        await desk.Check(Name, ct);
        if (!Request.IsHtmx())
        {
            return this.SeeOther($"/settings/channels/{Name}#checks");
        }

        return await Load(ct) ? Partial("_Checks", this) : NotFound();
    }

    /// <summary>«Actualizar plantillas».</summary>
    public async Task<IActionResult> OnPostTemplates(CancellationToken ct)
    {
        await using (var db = await Database.Open(ct))
        {
            if (await Channels.Connected(db, Name) is not { } channel)
            {
                return NotFound();
            }

            await Templates.Want(db, channel.Id, Now);
        }

        await templates.Run(ct);
        return Request.IsHtmx() && await Load(ct) ? Partial("_Templates", this) : this.SeeOther($"/settings/channels/{Name}#templates");
    }

    public async Task<IActionResult> OnPostSwitch(bool enabled)
    {
        var switched = await Channels.Switch(Database, User.Viewer().Id, Name, enabled, Now);
        return SeeDone(Name, !switched ? "Channels.NotSwitched" : enabled ? "Channels.SwitchedOn" : "Channels.SwitchedOff");
    }

    public async Task<IActionResult> OnPostDismiss(long notice, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        await ChannelNotices.Dismiss(db, notice, User.Viewer().Id, Now);
        return this.SeeOther($"/settings/channels/{Name}#notices");
    }

    public TemplatesState TemplatesState { get; private set; } = new(0, 0, null, "", false);

    public IReadOnlyList<Template> TemplatesKnown { get; private set; } = [];

    private IActionResult SeeDone(string name, string text)
    {
        TempData["Done"] = text;
        return this.SeeOther($"/settings/channels/{name}");
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Feedable = await Inboxes.Enabled(db);
        if (IsNew)
        {
            return true;
        }

        Channel = await Channels.Connected(db, Name);
        if (Channel is null)
        {
            return false;
        }

        State = Channel.StateAt(Now);
        VerifyToken = secrets.OpenOrNull(Channel.VerifyToken);
        TemplatesState = await Templates.State(db, Channel.Id, Now);
        TemplatesKnown = await Templates.All(db, Channel.Id);
        Notices = [.. (await ChannelNotices.Of(db, Channel.Id, 50)).Where(notice => notice.DismissedAt is null).Take(NoticesShown)];
        Waiting = (await Strangers.All(db, secrets)).Where(stranger => stranger.AccountId == Channel.AccountId).Sum(stranger => stranger.Events);
        return true;
    }

    private async Task<IActionResult> Again(ChannelProblem problem, CancellationToken ct)
    {
        await Load(ct);
        Wrong = ChannelForm.Field(problem);
        return this.Unprocessable(texts[$"ChannelProblem.{problem}"]);
    }
}
