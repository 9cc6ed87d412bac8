using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Convos.Web.Pages;

/// <summary>The last step of a new ticket that only a template may begin: both come to be together, or neither.</summary>
[UploadLimit(200, ByDisk = true)]
public sealed class NewTemplatePage(Database database, TimeProvider clock, TemplateFiles files) : NewTicketSteps(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public string? Template { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Language { get; set; }

    public TemplatePicker Picker { get; private set; } = null!;

    /// <summary>The step before.</summary>
    public string Before => QueryHelpers.AddQueryString("/inbox/new", Carried.ToDictionary(part => part.Key, part => (string?)part.Value));

    public async Task<IActionResult> OnGet(string? q, CancellationToken ct) =>
        !await Choose(q, null, ct) ? NotFound() : Chosen is null ? this.SeeOther(Before) : Page();

    public async Task<IActionResult> OnPost(Guid clientKey, bool online, Guid? upload, IFormFile? header, CancellationToken ct)
    {
        if (!await Choose(null, Request.Form.Variables(), ct))
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

        var opened = await Open(filled.Draft(clientKey));
        return opened.Ticket is { } ticket
            ? this.SeeOther($"/inbox/mine/{ticket.Id}")
            : Again(Picker with { Refusal = opened.Refusal }, opened.Refusal!.Status());
    }

    private IActionResult Again(TemplatePicker picker, int status)
    {
        Picker = picker;
        Response.StatusCode = status;
        return Page();
    }

    private async Task<bool> Choose(string? search, IReadOnlyDictionary<string, string>? typed, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (!await Load(db))
        {
            return false;
        }

        var picker = new TemplatePicker("/inbox/new/template", Carried, Before);
        Picker = (Chosen is { } reach && Template is { } name ? await picker.Fill(db, reach.ChannelId, name, Language ?? "", typed) : null)
            ?? await picker.List(db, Chosen?.ChannelId ?? 0, search, Now);
        return true;
    }
}
