using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>The workbench: list, chat and card. Its address is its state; htmx asks the same address and gets the part that changes.</summary>
public sealed partial class InboxPage(Database database, TimeProvider clock, LiveFragments live) : DeskPage(database, clock)
{
    private const int RowsAtOnce = 40;
    private const int MessagesAtOnce = 50;

    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Ticket { get; set; }

    public TicketRows List { get; private set; } = TicketRows.None;

    public Chat? Chat { get; private set; }

    // A page turned back into the past must not be fed with what is new.
    protected override string Shows =>
        (List.After is null ? $"&view={View.Name()}" : "") + (Chat is { Before: null } chat ? $"&ticket={chat.Ticket.Id}" : "");

    public async Task<IActionResult> OnGet(string? after, string? before, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (Ticket is { } id)
        {
            Chat = await Open(db, id, MessageCursor.Parse(before));
            if (Chat is null)
            {
                return NotFound();
            }
        }

        if (Request.IsHtmx() && Chat is { Before: not null })
        {
            return Partial("/Pages/Chat/_Messages.cshtml", Chat);
        }

        if (Request.IsHtmx(out var headers) && headers?.Target == "section#chat")
        {
            return Partial("_Selected", this);
        }

        List = await Rows(db, TicketCursor.Parse(after));
        return Request.IsHtmx() && List.After is not null ? Partial("_Rows", List) : Page();
    }

    private async Task<Chat?> Open(NpgsqlConnection db, long id, MessageCursor? before)
    {
        var viewer = User.Viewer();
        if (await Tickets.Find(db, viewer, id) is not { } ticket)
        {
            return null;
        }

        if (before is null)
        {
            await Messages.MarkRead(db, viewer, id, Now);
        }

        // One more than is shown tells whether there is more.
        var messages = await Messages.Thread(db, viewer, ticket.ThreadId, before, MessagesAtOnce + 1);
        var older = messages.Count > MessagesAtOnce;
        return new Chat(View, ticket, older ? [.. messages.Skip(1)] : messages, older, before,
            await Tickets.OfContact(db, viewer, ticket.ContactId), TempData["Body"] as string ?? "");
    }

    private async Task<TicketRows> Rows(NpgsqlConnection db, TicketCursor? after)
    {
        var rows = await Tickets.List(db, User.Viewer(), View, after, RowsAtOnce + 1);
        return new TicketRows(View, [.. rows.Take(RowsAtOnce)], rows.Count > RowsAtOnce, after);
    }
}

/// <summary>A stretch of the list.</summary>
public sealed record TicketRows(TicketView View, IReadOnlyList<TicketRow> Rows, bool HasMore, TicketCursor? After)
{
    public static readonly TicketRows None = new(TicketView.All, [], false, null);

    public TicketCursor Next => new(Rows[^1].Ticket.LastActivityAt, Rows[^1].Ticket.Id);
}

/// <summary>An open chat: a stretch of its thread, and the contact's tickets for the card.</summary>
public sealed record Chat(
    TicketView View, Ticket Ticket, IReadOnlyList<Message> Messages, bool HasOlder, MessageCursor? Before,
    IReadOnlyList<Ticket> Tickets, string Draft)
{
    public MessageCursor Oldest => new(Messages[0].SentAt, Messages[0].Id);

    public string Url => $"/inbox/{View.Name()}/{Ticket.Id}";
}
