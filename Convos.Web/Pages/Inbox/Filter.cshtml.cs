using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>What a list may be filtered by. The list's head opens it beside itself.</summary>
public sealed class FilterPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    /// <summary>The chat that stays open beside the list.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Ticket { get; set; }

    public Listing Listing => ListAddress.Read(View, Request.Query);

    public FilterChoices Choices { get; private set; } = FilterChoices.None;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Choices = await FilterChoices.For(db, User.Viewer(), Now);
        return Request.IsHtmx() ? Partial("_Filter", this) : Page();
    }
}
