using Convos.Data;
using Convos.Web.Pages;

namespace Convos.Web;

/// <summary>The answer to a post: for its actor, what the stream renders for everyone, from the same change and by the same partials.</summary>
public sealed class LiveFragments(Database database, PartialRenderer renderer, TimeProvider clock)
{
    public async Task<string> Render(
        Viewer viewer, Shown shown, IEnumerable<long> touchedTickets, IEnumerable<long> touchedMessages, long? blocked = null)
    {
        await using var db = await database.Open();
        var position = await Events.Watermark(db);
        var now = clock.Now();
        var events = touchedTickets.Select(id => Touched("opened", now, ticket: id))
            .Concat(touchedMessages.Select(id => Touched("received", now, message: id)))
            .Concat(blocked is null ? [] : [Touched("contact_blocked", now, contact: blocked)])
            .ToList();
        var change = await Change.Load(db, position, events, [viewer], new HashSet<long>(), now);
        var open = shown.Ticket is not { } id ? null
            : change.Tickets.TryGetValue(id, out var touched) ? (viewer.Sees(touched.InboxId, touched.OperatorId) ? touched : null)
            : await Tickets.Find(db, viewer, id);
        return await new Fragments(renderer, change).For(viewer, new Showing(shown.List, open));
    }

    private static Event Touched(string kind, DateTime now, long? ticket = null, long? message = null, long? contact = null) =>
        new(0, "0", now, kind, ticket, null, contact, null, null, null, message, null);
}
