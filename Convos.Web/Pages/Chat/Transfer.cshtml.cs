using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>Who may receive a ticket, a note for them, and the transfer. The chat opens it as a sheet.</summary>
public sealed class TransferPage(Database database, TimeProvider clock, LiveFragments live) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    /// <summary>Whom it goes to: <c>person-7</c> or <c>inbox-3</c>.</summary>
    [BindProperty]
    public string? To { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [BindProperty]
    public Guid ClientKey { get; set; } = Guid.NewGuid();

    public string Contact { get; private set; } = "";

    public IReadOnlyList<Receiver> People { get; private set; } = [];

    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    public Refusal? Refusal { get; private set; }

    public string Chat => $"/inbox/{View.Name()}/{Ticket}";

    public async Task<IActionResult> OnGet(CancellationToken ct) =>
        !await Load(ct) ? NotFound() : Request.IsHtmx() ? Partial("_Transfer", this) : Page();

    /// <param name="anyway">To somebody who is not En línea, knowing it.</param>
    public async Task<IActionResult> OnPost(bool anyway, bool online, CancellationToken ct)
    {
        if (online)
        {
            await Presences.Choose(Database, User.Viewer().Id, available: true, Now);
        }

        var (toOperator, toInbox) = (Number("person-"), Number("inbox-"));
        if (toOperator is null && toInbox is null)
        {
            return await Again(new Refusal(RefusalReason.NoReceiver), ct);
        }

        if (!anyway && await Load(ct) && People.Any(one => one.Id == toOperator && !one.Available))
        {
            return await Again(null, ct);
        }

        var result = await Tickets.Transfer(Database, User.Viewer(), Ticket, toOperator, toInbox, Note, ClientKey, Now);
        return result.Refusal switch
        {
            null => await this.Changed(live, Ticket, back: Back(result.Ticket)),
            { Reason: RefusalReason.TooLong or RefusalReason.NotOnDuty } no => await Again(no, ct),
            { } no => this.Refused(no, back: Chat),
        };
    }

    // The form as it was typed, with a sentence; or with the warning that the chosen one is away.
    private async Task<IActionResult> Again(Refusal? refusal, CancellationToken ct)
    {
        if (!await Load(ct))
        {
            return NotFound();
        }

        Refusal = refusal;
        Response.StatusCode = refusal?.Status() ?? StatusCodes.Status409Conflict;
        return Request.IsHtmx() ? Partial("_TransferSheet", this) : Page();
    }

    // A ticket that was given to an inbox one does not see leads back to the list.
    // Who held it without being of its inbox sees it no more.
    private string Back(Ticket? ticket) => ticket is not null && User.Viewer().Sees(ticket.InboxId, ticket.OperatorId) ? Chat : $"/inbox/{View.Name()}";

    private long? Number(string kind) =>
        To?.StartsWith(kind, StringComparison.Ordinal) == true && long.TryParse(To[kind.Length..], out var id) ? id : null;

    private async Task<bool> Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is not { } ticket)
        {
            return false;
        }

        Contact = ticket.Who();
        People = await Tickets.Receivers(db, User.Viewer(), Ticket);
        Inboxes = [.. (await Data.Inboxes.Enabled(db)).Where(inbox => inbox.Id != ticket.InboxId)];
        return true;
    }
}
