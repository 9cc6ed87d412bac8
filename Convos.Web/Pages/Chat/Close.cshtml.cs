using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>What a ticket's inbox asks when it is closed. The chat opens it as a sheet.</summary>
public sealed class ClosePage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    public string Contact { get; private set; } = "";

    public InboxSettings Inbox { get; private set; } = null!;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is not { } ticket || await Inboxes.SettingsOf(db, ticket.InboxId) is not { } inbox)
        {
            return NotFound();
        }

        Contact = ticket.Who();
        Inbox = inbox;
        return Request.IsHtmx() ? Partial("_Close", this) : Page();
    }
}
