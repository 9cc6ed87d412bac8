using System.Collections.Concurrent;
using System.Text;
using Convos.Data;
using Convos.Web.Pages;

namespace Convos.Web;

/// <summary>
/// Turns a change into the fragments that one page needs. Each partial is rendered once per variant (culture, list, unread)
/// and the same text goes to everyone it concerns.
/// </summary>
public sealed class Fragments(PartialRenderer renderer, Change change)
{
    private readonly ConcurrentDictionary<(string, string, long, object?), Task<string>> rendered = new();

    /// <summary>Empty: nothing of this change is on that page.</summary>
    public async Task<string> For(Viewer viewer, Showing showing)
    {
        var html = new StringBuilder();
        foreach (var ticket in change.Tickets.Values.Where(ticket => change.Concerns(ticket.Id, viewer.Id)))
        {
            await Ticket(html, viewer, showing, ticket);
        }

        if (showing.Open is { } open)
        {
            foreach (var message in change.Messages.Where(message => message.ThreadId == open.ThreadId))
            {
                Place(html, $"#messages-{message.ThreadId}", await Once("Chat/_Message", viewer.Culture, message.Id, message));
            }
        }

        if (showing.Open is { } chat)
        {
            await Happenings(html, viewer, chat);
        }

        foreach (var (card, _) in change.ShownCards.Where(one => one.Card.Contact.Id == showing.Card && one.Reach.IsSeenBy(viewer)))
        {
            Place(html, $"#contact-{card.Contact.Id}", await Once("Contacts/_Contact", viewer.Culture, card.Contact.Id, card));
        }

        await People(html, viewer);
        await Mentions(html, viewer);
        await Blocks(html, viewer);
        if (change.Open?.For(viewer) is { } counts)
        {
            await Counters(html, viewer, counts);
        }

        return html.ToString();
    }

    /// <summary>
    /// The open chat's ticket left the viewer's sight, or its thread is another's too by now, and the page must be told so;
    /// or more changed than its fragments tell.
    /// </summary>
    public bool MustAskAgain(Viewer viewer, Showing showing) =>
        change.RenamesChoices
        || change.ShownCards.Any(one => one.Card.Contact.Id == showing.Contact && !one.Reach.IsSeenBy(viewer))
        || (showing.Open is { } open
            && ((change.Tickets.TryGetValue(open.Id, out var now) && (!viewer.Sees(now.InboxId, now.OperatorId) || now.ThreadId != open.ThreadId))
                || change.Events.Any(one => one.Kind == "joined" && one.ThreadId == open.ThreadId)));

    /// <summary>The page counts what has changed, and asks for its figures again: they are of its reader alone.</summary>
    public bool MovesFigures(Viewer viewer, Showing showing) =>
        showing.Board
        && (change.ChangesRules
            || change.People.Any(one => IsOf(viewer, one.Inboxes))
            || change.Tickets.Values.Any(ticket => change.MovesFigures(ticket.Id)
                && (viewer.Sees(ticket.InboxId, ticket.OperatorId) || change.Before(ticket.Id).Any(before => viewer.Sees(before.Inbox, before.Operator)))));

    private async Task Ticket(StringBuilder html, Viewer viewer, Showing showing, Ticket ticket)
    {
        var sees = viewer.Sees(ticket.InboxId, ticket.OperatorId);
        if (showing.List is { } list)
        {
            var unread = change.Unread.GetValueOrDefault((ticket.Id, viewer.Id));
            if (sees && list.Fits(viewer, ticket, unread, showing.Open?.Id))
            {
                Place(html, "#tickets", await Once("Inbox/_TicketRow", viewer.Culture, ticket.Id, list.Row(ticket, unread, change.Now), (list, unread)));
            }
            else if (sees || change.Before(ticket.Id).Any(before => viewer.Sees(before.Inbox, before.Operator)))
            {
                Place(html, "#tickets", $"<li id=\"ticket-{ticket.Id}\" data-version=\"{ticket.Version}\" data-gone></li>");
            }
        }

        if (sees && showing.Open is { } open)
        {
            if (open.Id == ticket.Id)
            {
                Place(html, $"#head-{ticket.Id}", await Once("Chat/_ChatHead", viewer.Culture, ticket.Id, ticket));
                Place(html, $"#state-{ticket.Id}", await Once("Chat/_ComposerState", viewer.Culture, ticket.Id, ticket));
            }

            if (open.ContactId == ticket.ContactId)
            {
                Place(html, $"#card-tickets-{ticket.ContactId}", await Once("Chat/_CardTicket", viewer.Culture, ticket.Id, ticket));
            }
        }
    }

    private async Task Happenings(StringBuilder html, Viewer viewer, Ticket open)
    {
        foreach (var happening in change.Happenings.Where(one => one.ThreadId == open.ThreadId))
        {
            Place(html, $"#messages-{open.ThreadId}", await Once("Chat/_Event", viewer.Culture, happening.Id, happening));
        }

        foreach (var (_, closing) in change.Voided.Where(one => one.Thread == open.ThreadId))
        {
            Place(html, $"#messages-{open.ThreadId}", $"<li id=\"event-{closing}\" data-gone></li>");
        }
    }

    private async Task People(StringBuilder html, Viewer viewer)
    {
        foreach (var (presence, inboxes) in change.People)
        {
            if (presence.OperatorId == viewer.Id)
            {
                Place(html, "#presence", await Once("Presence/_PresenceSwitch", viewer.Culture, presence.OperatorId, new OwnPresence(presence, change.Pauses)));
                Place(html, "#dropped", await Once("Presence/_Dropped", viewer.Culture, presence.OperatorId, presence));
            }
            else if (IsOf(viewer, inboxes))
            {
                Place(html, "#team", await Once("Presence/_Colleague", viewer.Culture, presence.OperatorId, presence));
            }
        }
    }

    private static bool IsOf(Viewer viewer, long[] inboxes) => viewer.SeesAll || inboxes.Any(viewer.Inboxes.Contains);

    // Nobody else is told whom a note calls.
    private async Task Mentions(StringBuilder html, Viewer viewer)
    {
        foreach (var mention in change.Mentions.Where(one => one.OperatorId == viewer.Id && viewer.Sees(one.InboxId, one.HolderId)))
        {
            Place(html, "#mentions", await Once("Mentions/_Mention", viewer.Culture, mention.MessageId, mention, mention.OperatorId));
        }

        if (change.Unseen.TryGetValue(viewer.Id, out var count))
        {
            await Counter(html, viewer, "mentions", count);
        }
    }

    // On its card and in its row, whichever page has them.
    private async Task Blocks(StringBuilder html, Viewer viewer)
    {
        foreach (var block in change.Blocks.Where(one => one.IsSeenBy(viewer)).Select(one => one.State))
        {
            Place(html, $"#block-{block.ContactId}", await Once("Contacts/_BlockState", viewer.Culture, block.ContactId, block));
            Place(html, "#blocked", block.IsBlocked
                ? await Once("Contacts/_BlockedRow", viewer.Culture, block.ContactId, block)
                : $"<li id=\"blocked-{block.ContactId}\" data-version=\"{block.Version}\" data-gone></li>");
        }
    }

    private async Task Counters(StringBuilder html, Viewer viewer, TicketCounts counts)
    {
        foreach (var (key, value) in new[] { ("mine", counts.Mine), ("unassigned", counts.Unassigned), ("all", counts.All) })
        {
            await Counter(html, viewer, key, value);
        }
    }

    private async Task Counter(StringBuilder html, Viewer viewer, string key, int value) =>
        Place(html, $"#count-{key}", await Once("Inbox/_Count", viewer.Culture, value, new Count(key, value, change.Position.Xid), key));

    private Task<string> Once<T>(string partial, string culture, long id, T model, object? variant = null) =>
        rendered.GetOrAdd((partial, culture, id, variant), _ => renderer.Render(partial, model, culture));

    /// <summary>A fragment as a message of its own.</summary>
    internal static string Placed(string target, string fragment)
    {
        var html = new StringBuilder();
        Place(html, target, fragment);
        return html.ToString();
    }

    private static void Place(StringBuilder html, string target, string fragment) =>
        html.Append("<hx-partial hx-target=\"").Append(target).Append("\" hx-swap=\"place\">").Append(fragment).Append("</hx-partial>");
}
