using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>«Enviar plantilla»: the approved templates of a ticket's channel, and the sending of one. The chat opens it as a sheet.</summary>
[UploadLimit(200, ByDisk = true)]
public sealed class TemplatePage(Database database, TimeProvider clock, LiveFragments live, TemplateFiles files) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    /// <summary>The name of the one that was chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Template { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Language { get; set; }

    public string Contact { get; private set; } = "";

    public TemplatePicker Picker { get; private set; } = null!;

    private string Chat => $"/inbox/{View.Name()}/{Ticket}";

    public async Task<IActionResult> OnGet(string? q, CancellationToken ct) =>
        await Load(q, null, ct) ? Shown() : NotFound();

    public async Task<IActionResult> OnPost(Guid clientKey, bool online, Guid? upload, IFormFile? header, CancellationToken ct)
    {
        if (!await Load(null, Request.Form.Variables(), ct))
        {
            return NotFound();
        }

        Picker = await files.Take(Picker, User.Viewer(), clientKey, upload, header, ct);
        if (Picker.Chosen is not { Problems.Count: 0 } filled)
        {
            return Again(Picker, StatusCodes.Status422UnprocessableEntity);
        }

        if (online)
        {
            await Presences.Choose(Database, User.Viewer().Id, available: true, Now);
        }

        var said = await Messages.Reply(Database, User.Viewer(), Ticket, filled.Draft(clientKey), Now);
        return said.Refusal is { } no
            ? Again(Picker with { Refusal = no }, no.Status())
            : await this.Changed(live, said.Message!.TicketId, [said.Message.Id], back: Chat);
    }

    private IActionResult Shown() => Request.IsHtmx() ? Partial("_TemplatePicker", Picker) : Page();

    private IActionResult Again(TemplatePicker picker, int status)
    {
        Picker = picker;
        Response.StatusCode = status;
        return Request.IsHtmx() ? Partial("_TemplateSheet", Picker) : Page();
    }

    private async Task<bool> Load(string? search, IReadOnlyDictionary<string, string>? typed, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is not { } ticket)
        {
            return false;
        }

        Contact = ticket.Who();
        var picker = new TemplatePicker($"{Chat}/template", new Dictionary<string, string>(), Chat);
        Picker = (Template is { } name ? await picker.Fill(db, ticket.ChannelId, name, Language ?? "", typed) : null)
            ?? await picker.List(db, ticket.ChannelId, search, Now);
        return true;
    }
}
