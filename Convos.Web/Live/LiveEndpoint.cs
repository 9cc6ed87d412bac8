using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Convos.Data;
using Convos.Web.Pages;

namespace Convos.Web;

/// <summary>GET /live: one page's stream. POST /beat: its sign of life.</summary>
public static class LiveEndpoint
{
    /// <summary>More news than this is not worth replaying: the page asks for its regions again.</summary>
    private const int WorthReplaying = 500;

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/live", Open).RequireAuthorization(Access.Operator);
        routes.MapPost("/beat", Beat).RequireAuthorization(Access.Operator);
    }

    private static async Task<IResult> Open(
        HttpContext http, LiveHub hub, Database database, PartialRenderer renderer, Company company, Ringing ringing, TimeProvider clock,
        Guid tab, string? since, string? view, long? ticket, bool? board, long? contact, string? section, string? arrived, string? others)
    {
        var viewer = http.User.Viewer();
        await Presences.Arrive(database, viewer.Id, tab, http.User.Session(), Section(section), arrived == "1", clock.Now(), others == "1");
        await using var db = await database.Open(http.RequestAborted);
        var open = ticket is { } id ? await Tickets.Find(db, viewer, id) : null;
        var list = Showing.ParseView(view) is { } named ? ListAddress.Read(named, http.Request.Query) : null;
        var card = contact is { } person ? (await Contacts.Card(db, viewer, person))?.Contact.Id : null;
        var subscriber = new Subscriber(viewer, tab, new Showing(list, open, board == true, card));
        var from = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : since;
        // Proxies that buffer would hold a stream back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Stream(subscriber, Watermark.Parse(from), hub, database, renderer, company, ringing, clock, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> Stream(
        Subscriber subscriber, Watermark? since, LiveHub hub, Database database, PartialRenderer renderer, Company company, Ringing ringing, TimeProvider clock,
        [EnumeratorCancellation] CancellationToken ct)
    {
        // Subscribed first, caught up second: what comes between the two comes twice, and fragments are idempotent.
        hub.Add(subscriber);
        Telemetry.Streams.Add(1);
        try
        {
            // Nothing leaves the server until the first item, so the stream opens with one.
            yield return Subscriber.Named("hello");
            yield return await CatchUp(subscriber, since, database, renderer, ringing, clock);
            if (subscriber.Showing.Open is { } open)
            {
                yield return await company.At(open.Id, subscriber.Viewer);
            }

            await foreach (var (item, happened) in subscriber.Items.ReadAllAsync(ct))
            {
                yield return item;
                // Asked for the next one, the last is written and flushed.
                if (happened is { } at)
                {
                    Telemetry.Painted(clock.Now() - at);
                }
            }
        }
        finally
        {
            hub.Remove(subscriber);
            Telemetry.Streams.Add(-1);
            await using var db = await database.Open(CancellationToken.None);
            await Presences.LastSign(db, subscriber.Viewer.Id, subscriber.Tab, clock.Now());
        }
    }

    private static async Task<SseItem<string>> CatchUp(
        Subscriber subscriber, Watermark? since, Database database, PartialRenderer renderer, Ringing ringing, TimeProvider clock)
    {
        await using var db = await database.Open();
        var here = await Events.Watermark(db);
        var missed = since is not null && since.Epoch == here.Epoch ? await Events.Since(db, since, WorthReplaying + 1) : null;
        if (missed is null || missed.Count > WorthReplaying)
        {
            return Subscriber.Named("resync", here);
        }

        var change = await Change.Load(db, here, missed, [subscriber.Viewer], subscriber.Showing.Card is { } card ? new HashSet<long> { card } : [], clock.Now());
        await ringing.Tell(missed, [subscriber], CancellationToken.None);
        var fragments = new Fragments(renderer, change);
        return fragments.MustAskAgain(subscriber.Viewer, subscriber.Showing) || fragments.MovesFigures(subscriber.Viewer, subscriber.Showing)
            ? Subscriber.Named("resync", here)
            : new SseItem<string>(await fragments.For(subscriber.Viewer, subscriber.Showing), null) { EventId = here.ToString() };
    }

    private static async Task<IResult> Beat(HttpContext http, Database database, TimeProvider clock)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!Guid.TryParse(form["tab"], out var tab))
        {
            return Results.BadRequest("tab?");
        }

        await using var db = await database.Open(http.RequestAborted);
        await Presences.SignOfLife(db, http.User.Viewer().Id, tab, http.User.Session(), Section(form["section"]), clock.Now());
        return Results.NoContent();
    }

    private static Section Section(string? section) =>
        section == "elsewhere" ? Convos.Data.Section.Elsewhere : Convos.Data.Section.Conversations;
}
