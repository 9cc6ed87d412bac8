using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>The tags on offer for a ticket, to be put on it and taken off. The chat's head opens them beside itself.</summary>
public sealed class TicketTagsPage(Database database, TimeProvider clock, LiveFragments live) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    public Ticket Tagged { get; private set; } = null!;

    public string Search { get; private set; } = "";

    public IReadOnlyList<Tag> Offered { get; private set; } = [];

    public async Task<IActionResult> OnGet(string? search, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is not { } ticket)
        {
            return NotFound();
        }

        Search = search ?? "";
        await Offer(db, ticket);
        return Request.IsHtmx() ? Partial("_Tags", this) : Page();
    }

    public async Task<IActionResult> OnPostAdd(long tag, CancellationToken ct) => await Moved(await Tags.Add(Database, User.Viewer(), Ticket, tag, Now), ct);

    public async Task<IActionResult> OnPostRemove(long tag, CancellationToken ct) => await Moved(await Tags.Remove(Database, User.Viewer(), Ticket, tag, Now), ct);

    /// <summary>The chat and its row as they are now, for a page that has them.</summary>
    public IHtmlContent Fragments { get; private set; } = HtmlString.Empty;

    private async Task<IActionResult> Moved(MoveResult result, CancellationToken ct)
    {
        if (result.Refusal is { } no)
        {
            return this.Refused(no);
        }

        if (!Request.IsHtmx())
        {
            return this.SeeOther(Request.Path);
        }

        await using var db = await Database.Open(ct);
        await Offer(db, result.Ticket!);
        Fragments = new HtmlString(await live.Render(User.Viewer(), Shown.By(Request), [Ticket], []));
        return Partial("_Tagged", this);
    }

    // What it bears may be taken off even when it is no longer on offer.
    private async Task Offer(NpgsqlConnection db, Ticket ticket)
    {
        Tagged = ticket;
        Offered = [.. ticket.Tags.UnionBy(await Tags.Offered(db), tag => tag.Id)
            .Where(tag => tag.Name.Contains(Search, StringComparison.CurrentCultureIgnoreCase))
            .OrderBy(tag => tag.Name, StringComparer.CurrentCultureIgnoreCase)];
    }
}
