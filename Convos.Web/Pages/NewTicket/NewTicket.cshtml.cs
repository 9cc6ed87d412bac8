using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Convos.Web.Pages;

/// <summary>«Nuevo ticket»: to a contact or to a number, by a channel of one's own inboxes. Where only a template may begin, it is chosen before there is a ticket.</summary>
public sealed class NewTicketPage(Database database, TimeProvider clock) : NewTicketSteps(database, clock)
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    public IReadOnlyList<Recipient> Recipients { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (!await Load(db))
        {
            return NotFound();
        }

        if (Chosen is null)
        {
            Recipients = await Tickets.Recipients(db, User.Viewer(), ShortText.Of(Search));
        }

        if (PhoneProblem is not null)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return Page();
    }

    public async Task<IActionResult> OnPost(bool online, CancellationToken ct)
    {
        await using (var db = await Database.Open(ct))
        {
            if (!await Load(db))
            {
                return NotFound();
            }
        }

        if (Chosen is null)
        {
            return this.SeeOther(QueryHelpers.AddQueryString("/inbox/new", "phone", Phone ?? ""));
        }

        if (Chosen.OpenTicketId is null && NeedsTemplate(Chosen))
        {
            return this.SeeOther(QueryHelpers.AddQueryString("/inbox/new/template", Carried.ToDictionary(part => part.Key, part => (string?)part.Value)));
        }

        if (online)
        {
            await Presences.Choose(Database, User.Viewer().Id, available: true, Now);
        }

        var opened = await Open(first: null);
        if (opened.Ticket is { } ticket)
        {
            return this.SeeOther($"/inbox/mine/{ticket.Id}");
        }

        Refusal = opened.Refusal;
        Response.StatusCode = Refusal!.Status();
        return Page();
    }
}
