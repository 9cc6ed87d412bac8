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

    /// <summary>On either side of a message that was asked for.</summary>
    private const int MessagesAround = 25;

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
        (List.After is null ? $"&view={View.Name()}&{Listing.Query()}".TrimEnd('&') : "") + (Chat is { Part.IsPage: false } chat ? $"&ticket={chat.Ticket.Id}" : "");

    /// <param name="after">Rows behind this one.</param>
    /// <param name="before">Messages before this one.</param>
    /// <param name="since">Messages behind this one.</param>
    /// <param name="around">The message to show, however old.</param>
    /// <param name="quote">The message that what is being written answers.</param>
    public async Task<IActionResult> OnGet(string? after, string? before, string? since, long? around, long? quote, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (Request.Query.IsWordy(Listing))
        {
            await Remember(db);
            return Redirect(Listing.Url(Ticket));
        }

        if (Ticket is { } id)
        {
            Chat = await Open(db, id, new ThreadPart(MessageCursor.Parse(before), MessageCursor.Parse(since), around), quote);
            if (Chat is null)
            {
                return NotFound();
            }
        }

        Request.IsHtmx(out var headers);
        if (headers is not null && Chat is not null && (Chat.Part.IsPage || headers.Target?.StartsWith("ol#messages-", StringComparison.Ordinal) == true))
        {
            return Partial("/Pages/Chat/_Messages.cshtml", Chat);
        }

        if (headers?.Target == "section#chat")
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

    private async Task<Chat?> Open(NpgsqlConnection db, long id, ThreadPart part, long? quote)
    {
        var viewer = User.Viewer();
        if (await Tickets.Find(db, viewer, id) is not { } ticket)
        {
            return null;
        }

        // A message that is not of this thread shows its end.
        var place = part.Around is { } wanted ? await Messages.Place(db, ticket.ThreadId, wanted) : null;
        part = part.Around is not null && place is null ? ThreadPart.End : part;
        // A page that only brings itself up to date, perhaps unseen, has read nothing.
        var refreshes = Request.Headers.ContainsKey("Convos-Refresh");
        var unread = part == ThreadPart.End && !refreshes ? await Messages.Unread(db, viewer, id) : null;
        var passage = place is not null ? await Passage.Around(db, viewer, ticket.ThreadId, place, MessagesAround)
            : part.Since is { } since ? await Passage.Behind(db, viewer, ticket.ThreadId, since, MessagesAtOnce)
            : await Passage.Before(db, viewer, ticket.ThreadId, part.Before, MessagesAtOnce);
        if (unread is not null && passage.Older is not null && passage.Messages.All(message => message.Id != unread.First))
        {
            passage = await Passage.Before(db, viewer, ticket.ThreadId, null, MessagesAtMost);
        }

        // Whoever sees the end has read it, however they came there.
        if (part.Before is null && passage.Newer is null && !refreshes)
        {
            await Messages.MarkRead(db, viewer, id, Now, OwnTray);
        }

        if (!refreshes && passage.Messages.Where(message => Called.Read(message.Content).Any(one => one.Id == viewer.Id)).Select(message => message.Id).ToArray() is { Length: > 0 } called)
        {
            await Mentions.Seen(db, viewer, called, Now);
        }

        return new Chat(Listing, ticket, passage, part, await Tickets.OfContact(db, viewer, ticket.ContactId), TempData["Body"] as string ?? "", await Uploads.Waiting(db, viewer, id),
            quote is { } quoted ? await Messages.OfThread(db, viewer, ticket.ThreadId, quoted) : null)
        {
            Unread = unread,
            Card = (await Contacts.Card(db, viewer, ticket.ContactId))!,
            Files = await ContactFiles.Count(db, viewer, ticket.ContactId, Chat.MostCounted + 1),
            Company = company.Of(id, viewer),
            Blocking = await Contacts.Blocking(db, viewer, ticket.ContactId),
        };
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

/// <summary>Which part of a thread is asked for: its end, a page on either side of what is shown, or what lies around a message.</summary>
public sealed record ThreadPart(MessageCursor? Before, MessageCursor? Since, long? Around)
{
    public static readonly ThreadPart End = new(null, null, null);

    /// <summary>Added to what is shown already.</summary>
    public bool IsPage => Before is not null || Since is not null;
}
