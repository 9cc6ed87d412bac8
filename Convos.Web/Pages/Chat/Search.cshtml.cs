using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>Words looked for in all that was ever said on a ticket's thread, notes included. The chat opens it above its messages.</summary>
public sealed class SearchPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    public string Contact { get; private set; } = "";

    public string Typed { get; private set; } = "";

    public IReadOnlyList<string> Words => Messages.Words(Typed);

    public Hits Hits { get; private set; } = Hits.None;

    public string Chat => $"/inbox/{View.Name()}/{Ticket}";

    public async Task<IActionResult> OnGet(string? q, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is not { } ticket)
        {
            return NotFound();
        }

        Contact = ticket.Who();
        Typed = ShortText.Of(q, Messages.LongestSearch);
        Hits = await Messages.Search(db, User.Viewer(), ticket.ThreadId, Typed);
        return !Request.IsHtmx() ? Page() : Partial(q is null ? "_Search" : "_Found", this);
    }
}
