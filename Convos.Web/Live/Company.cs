using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Convos.Data;

namespace Convos.Web;

/// <summary>
/// Who else is at a chat: «está viendo», «está escribiendo…». Known by the streams of every node, told from node to node and kept nowhere:
/// it ends by itself within ten seconds of the last sign.
/// </summary>
public sealed class Company(Database database, LiveHub hub, PartialRenderer renderer, TimeProvider clock, ILogger<Company> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Throttle = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim showing = new(1);
    private readonly Guid node = Guid.NewGuid();
    private readonly CompanyBook book = new();
    private readonly Whispers whispers = new(database, Whispers.Company, log);
    private readonly ConcurrentDictionary<(long Ticket, long Operator), (Doing Doing, DateTime At)> wrote = new();

    public Companions Of(long ticket, Viewer viewer) => book.Of(ticket, viewer.Id, clock.Now());

    /// <summary>The same as news for a page that shows the chat.</summary>
    public async Task<SseItem<string>> At(long ticket, Viewer viewer) =>
        new(Fragments.Placed($"#company-{ticket}", await renderer.Render("Chat/_Company", Of(ticket, viewer), viewer.Culture)), null);

    /// <summary>A sign of somebody who writes in a chat that they see.</summary>
    public async Task Writes(Viewer viewer, long ticket, bool note, CancellationToken ct)
    {
        var (key, now, doing) = ((ticket, viewer.Id), clock.Now(), note ? Doing.Noting : Doing.Writing);
        if (!wrote.TryGetValue(key, out var last) || last.Doing != doing || last.At <= now - Throttle)
        {
            wrote[key] = (doing, now);
            await whispers.Say(JsonSerializer.Serialize(new Whisper(node, [Person(viewer, ticket, doing)], [])), ct);
        }
    }

    /// <summary>Whoever has said what they wrote is no longer writing it.</summary>
    public Task Said(IEnumerable<Event> events, CancellationToken ct) =>
        Show(book.Said(from one in events where one is { Kind: "replied" or "noted", TicketId: not null, ActorId: not null } select (one.TicketId!.Value, one.ActorId!.Value), clock.Now()), ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Listen(stoppingToken), Tell(stoppingToken));

    private async Task Listen(CancellationToken ct)
    {
        await foreach (var payload in whispers.Hear(ct))
        {
            if (Read(payload) is { Present: not null, Gone: not null } whisper)
            {
                await Show(book.Hear(whisper, clock.Now()), ct);
            }
        }
    }

    private Whisper? Read(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize<Whisper>(payload);
        }
        catch (JsonException)
        {
            log.LogWarning("Another version of this program tells something else of who is at which chat");
            return null;
        }
    }

    // What changed at once, everybody from time to time.
    private async Task Tell(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Look, clock);
        var (told, renewed) = (new Dictionary<(long, long), Whisper.Person>(), DateTime.MinValue);
        while (await Next(timer, ct))
        {
            var now = clock.Now();
            var here = Here();
            var renew = now - renewed >= Renewal;
            var present = here.Where(one => renew || !told.ContainsKey(one.Key)).Select(one => one.Value).ToList();
            var gone = told.Keys.Where(key => !here.ContainsKey(key)).Select(key => new Whisper.Place(key.Item1, key.Item2)).ToList();
            if (await Say(present, gone, ct))
            {
                (told, renewed) = (here, renew ? now : renewed);
            }

            await Show(book.Expire(now), ct);
            Forget(now);
        }
    }

    private Dictionary<(long, long), Whisper.Person> Here() =>
        hub.Subscribers.Where(one => one.Showing.Open is not null)
            .DistinctBy(one => (one.Showing.Open!.Id, one.Viewer.Id))
            .ToDictionary(one => (one.Showing.Open!.Id, one.Viewer.Id), one => Person(one.Viewer, one.Showing.Open!.Id, Doing.Looking));

    private async Task<bool> Say(List<Whisper.Person> present, List<Whisper.Place> gone, CancellationToken ct)
    {
        try
        {
            foreach (var (some, left) in Fitting(present, gone))
            {
                await whispers.Say(JsonSerializer.Serialize(new Whisper(node, some, left)), ct);
            }

            return true;
        }
        catch (Exception lost) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("Nobody is told who is at which chat: {Reason}", lost.Message);
            return false;
        }
    }

    // As many as one whisper takes: a name of 80 letters is 480 bytes where each is written as an escape.
    private static IEnumerable<(Whisper.Person[], Whisper.Place[])> Fitting(List<Whisper.Person> present, List<Whisper.Place> gone)
    {
        var (some, bytes) = (new List<Whisper.Person>(), 0);
        foreach (var person in present)
        {
            var size = Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(person)) + 1;
            if (bytes + size > Whispers.LongestBytes - 100)
            {
                yield return ([.. some], []);
                (some, bytes) = ([], 0);
            }

            some.Add(person);
            bytes += size;
        }

        if (some.Count > 0)
        {
            yield return ([.. some], []);
        }

        foreach (var left in gone.Chunk(150))
        {
            yield return ([], left);
        }
    }

    // One at a time: of two at once the older could come last, and stay.
    private async Task Show(IReadOnlyList<long> tickets, CancellationToken ct)
    {
        if (tickets.Count == 0)
        {
            return;
        }

        await showing.WaitAsync(ct);
        try
        {
            foreach (var subscriber in hub.Subscribers.Where(one => one.Showing.Open is { } open && tickets.Contains(open.Id)))
            {
                subscriber.Send(await At(subscriber.Showing.Open!.Id, subscriber.Viewer));
            }
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            // It is true for seconds only, and must not end the host.
            log.LogError(failed, "Who is at a chat could not be shown");
        }
        finally
        {
            showing.Release();
        }
    }

    private void Forget(DateTime now)
    {
        foreach (var one in wrote.Where(one => one.Value.At <= now - Throttle))
        {
            wrote.TryRemove(one);
        }
    }

    private static Whisper.Person Person(Viewer viewer, long ticket, Doing doing) => new(ticket, viewer.Id, viewer.Name, viewer.Photo, doing);

    public override void Dispose()
    {
        showing.Dispose();
        base.Dispose();
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
