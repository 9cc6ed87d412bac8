using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>Who may receive a ticket: the people of its inbox, and the other inboxes. The chat opens it as a sheet.</summary>
public sealed class TransferPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    public string Contact { get; private set; } = "";

    public IReadOnlyList<Presence> People { get; private set; } = [];

    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is not { } ticket)
        {
            return NotFound();
        }

        var colleagues = await Presences.Colleagues(db, User.Viewer(), Now);
        var candidates = await Presences.ForEveryone(db, [.. colleagues.Select(person => person.OperatorId)], Now);
        Contact = ticket.Who();
        People =
        [
            .. candidates.Where(one => one.Inboxes.Contains(ticket.InboxId) && one.Presence.OperatorId != ticket.OperatorId)
                .Select(one => one.Presence)
                .OrderByDescending(person => person.Available).ThenBy(person => person.Name, StringComparer.CurrentCulture),
        ];
        Inboxes = [.. (await Data.Inboxes.Enabled(db)).Where(inbox => inbox.Id != ticket.InboxId)];
        return Request.IsHtmx() ? Partial("_Transfer", this) : Page();
    }
}
