using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>What a ticket's inbox asks when it is closed, and the closing. The chat opens it as a sheet.</summary>
public sealed class ClosePage(Database database, TimeProvider clock, LiveFragments live) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    public string Contact { get; private set; } = "";

    public InboxSettings Inbox { get; private set; } = null!;

    /// <summary>As it was typed.</summary>
    public Closing Typed { get; private set; } = new(null, null);

    public Refusal? Refusal { get; private set; }

    /// <summary>The chat and its row as they are now, for a page that has them.</summary>
    public IHtmlContent Fragments { get; private set; } = HtmlString.Empty;

    public Undoable Undo => new($"{Chat}?handler=undo", 1);

    public string Chat => $"/inbox/{View.Name()}/{Ticket}";

    public async Task<IActionResult> OnGet(CancellationToken ct) =>
        !await Load(ct) ? NotFound() : Request.IsHtmx() ? Partial("_Close", this) : Page();

    public async Task<IActionResult> OnPost(string? reason, string? observation, bool online, CancellationToken ct)
    {
        if (online)
        {
            await Presences.Choose(Database, User.Viewer().Id, available: true, Now);
        }

        Typed = Closing.Of(reason, observation);
        Refusal = Typed.IsTooLong
            ? new Refusal(RefusalReason.ObservationTooLong)
            : (await Tickets.Apply(Database, TicketMove.Close, User.Viewer(), Ticket, Now, closing: Typed)).Refusal;
        return Refusal switch
        {
            null => await Closed(),
            _ when IsMendedInTheForm && await Load(ct) => Again(),
            { } no => this.Refused(no, back: Chat),
        };
    }

    private async Task<IActionResult> Closed()
    {
        var shown = Shown.By(Request);
        if (!Request.IsHtmx())
        {
            this.Offer(Undo);
            return this.SeeOther(Chat + shown.List.AsQuery());
        }

        Fragments = new HtmlString(await live.Render(User.Viewer(), shown, [Ticket], []));
        return Partial("_Closed", this);
    }

    // Whoever only pressed the chat's button has typed nothing that could be lost.
    private bool IsMendedInTheForm =>
        Refusal!.Reason is RefusalReason.NeedsObservation or RefusalReason.UnknownReason or RefusalReason.ObservationTooLong
        || Refusal.Reason == RefusalReason.NotOnDuty && Typed != new Closing(null, null);

    private IActionResult Again()
    {
        Response.StatusCode = Refusal!.Status();
        return Request.IsHtmx() ? Partial("_CloseSheet", this) : Page();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is not { } ticket || await Inboxes.SettingsOf(db, ticket.InboxId) is not { } inbox)
        {
            return false;
        }

        Contact = ticket.Who();
        Inbox = inbox;
        return true;
    }
}
