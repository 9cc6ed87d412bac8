using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>The workbench: list, chat and card. Its address is its state; htmx asks the same address and gets the part that changes.</summary>
public sealed partial class InboxPage(Database database, TimeProvider clock, LiveFragments live, Outgoing outgoing, Company company) : DeskPage(database, clock)
{
    private const int RowsAtOnce = 40;
    private const int MessagesAtOnce = 50;
    private const int MessagesAtMost = 200;

    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Ticket { get; set; }

    private bool OwnTray => View == TicketView.Mine;

    public Listing Listing => ListAddress.Read(View, Request.Query);

    public TicketRows List { get; private set; } = TicketRows.None;

    /// <summary>What the list is filtered by, in words.</summary>
    public FilterNames Filtered { get; private set; } = FilterNames.None;

    public Chat? Chat { get; private set; }

    // A page turned back into the past must not be fed with what is new.
    protected override string Shows =>
        (List.After is null ? $"&view={View.Name()}&{Listing.Query()}".TrimEnd('&') : "") + (Chat is { Before: null } chat ? $"&ticket={chat.Ticket.Id}" : "");

    public async Task<IActionResult> OnGet(string? after, string? before, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (Request.Query.IsWordy(Listing))
        {
            await Remember(db);
            return Redirect(Listing.Url(Ticket));
        }

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
            Left = await RowOfTheChatThatIsLeft();
            return Partial("_Selected", this);
        }

        List = await Rows(db, SortKey.Parse(after));
        if (Request.IsHtmx() && List.After is not null)
        {
            return Partial("_Rows", List);
        }

        Filtered = Listing.IsFiltered ? await Tickets.FilterNames(db, Listing) : FilterNames.None;
        return Page();
    }

    /// <summary>Fragments for the row of the chat that was open before: a list of the unread kept it only while it was.</summary>
    public IHtmlContent Left { get; private set; } = HtmlString.Empty;

    private async Task Remember(NpgsqlConnection db)
    {
        if (Request.Query.ContainsKey(ListAddress.Chosen))
        {
            await ListChoices.Remember(db, User.Viewer().Id, View, Listing.Query());
        }
    }

    private async Task<IHtmlContent> RowOfTheChatThatIsLeft() =>
        Listing.Unread && Shown.By(Request).Ticket is { } left
            ? new HtmlString(await live.Render(User.Viewer(), new Shown(Listing, Ticket), [left], []))
            : HtmlString.Empty;

    private async Task<Chat?> Open(NpgsqlConnection db, long id, MessageCursor? before)
    {
        var viewer = User.Viewer();
        if (await Tickets.Find(db, viewer, id) is not { } ticket)
        {
            return null;
        }

        // A page that only brings itself up to date, perhaps unseen, has read nothing.
        var opens = before is null && !Request.Headers.ContainsKey("Convos-Refresh");
        var unread = opens ? await Messages.Unread(db, viewer, id) : null;
        if (opens)
        {
            await Messages.MarkRead(db, viewer, id, Now, OwnTray);
        }

        var (messages, older) = await Stretch(db, ticket, before, MessagesAtOnce);
        if (unread is not null && older && messages.All(message => message.Id != unread.First))
        {
            (messages, older) = await Stretch(db, ticket, before, MessagesAtMost);
        }

        if (messages.Where(message => Called.Read(message.Content).Any(one => one.Id == viewer.Id)).Select(message => message.Id).ToArray() is { Length: > 0 } called)
        {
            await Mentions.Seen(db, viewer, called, Now);
        }

        return new Chat(
            Listing, ticket, messages, older, before, await Tickets.OfContact(db, viewer, ticket.ContactId), TempData["Body"] as string ?? "",
            await Uploads.Waiting(db, viewer, id))
        {
            Unread = unread,
            Company = company.Of(id, viewer),
        };
    }

    // One more than is shown tells whether there is more.
    private async Task<(IReadOnlyList<Message> Messages, bool HasOlder)> Stretch(NpgsqlConnection db, Ticket ticket, MessageCursor? before, int most)
    {
        var messages = await Messages.Thread(db, User.Viewer(), ticket.ThreadId, before, most + 1);
        return messages.Count > most ? ([.. messages.Skip(1)], true) : (messages, false);
    }

    private async Task<TicketRows> Rows(NpgsqlConnection db, SortKey? after)
    {
        var rows = await Tickets.List(db, User.Viewer(), Listing, after, RowsAtOnce + 1, Now, Ticket);
        return new TicketRows(Listing, [.. rows.Take(RowsAtOnce)], rows.Count > RowsAtOnce, after);
    }
}

/// <summary>A stretch of the list.</summary>
public sealed record TicketRows(Listing List, IReadOnlyList<TicketRow> Rows, bool HasMore, SortKey? After)
{
    public static readonly TicketRows None = new(new Listing(TicketView.All), [], false, null);

    public SortKey Next => Rows[^1].Place;

    /// <summary>Of the marker at the end: beyond all rows.</summary>
    public SortKey End => List.Descends ? new(0, 0) : new(SortKey.Last, SortKey.Last);
}

/// <summary>An open chat: a stretch of its thread, and the contact's tickets for the card.</summary>
public sealed record Chat(
    Listing List, Ticket Ticket, IReadOnlyList<Message> Messages, bool HasOlder, MessageCursor? Before,
    IReadOnlyList<Ticket> Tickets, string Draft, IReadOnlyList<Upload> Uploads)
{
    public MessageCursor Oldest => new(Messages[0].SentAt, Messages[0].Id);

    /// <summary>What its reader had not read before it was opened.</summary>
    public Unread? Unread { get; init; }

    /// <summary>Who else is there.</summary>
    public Companions Company { get; init; } = new(Ticket.Id, []);

    /// <summary>Where it posts: what it shows beside it, the page that posts tells.</summary>
    public string Url => $"/inbox/{List.View.Name()}/{Ticket.Id}";
}
