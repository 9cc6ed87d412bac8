using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>A contact outside any chat: the card, and their tickets.</summary>
public sealed class ContactPage(Database database, TimeProvider clock) : ContactDesk(database, clock)
{
    private const int Most = 100;

    public IReadOnlyList<Ticket> Tickets { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (!await Load(db))
        {
            return NotFound();
        }

        if (WantsPart)
        {
            return Partial("_Contact", Card);
        }

        Tickets = await Data.Tickets.OfContact(db, User.Viewer(), Id, Most);
        return Page();
    }
}
