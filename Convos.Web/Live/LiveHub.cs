using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using Convos.Data;

namespace Convos.Web;

/// <summary>The open streams of this node. One per operator and tab: a new one closes the old.</summary>
public sealed class LiveHub(PartialRenderer renderer)
{
    private readonly ConcurrentDictionary<(long Operator, Guid Tab), Subscriber> subscribers = new();
    private volatile bool stopping;

    public ICollection<Subscriber> Subscribers => subscribers.Values;

    public void Add(Subscriber subscriber)
    {
        subscribers.AddOrUpdate((subscriber.Viewer.Id, subscriber.Tab), subscriber, (_, old) =>
        {
            old.Close();
            return subscriber;
        });
        if (stopping)
        {
            subscriber.Close();
        }
    }

    public void Remove(Subscriber subscriber) =>
        subscribers.TryRemove(new KeyValuePair<(long, Guid), Subscriber>((subscriber.Viewer.Id, subscriber.Tab), subscriber));

    /// <param name="looking">Those for whom the change was loaded.</param>
    public async Task Dispatch(Change change, IReadOnlyCollection<Subscriber> looking)
    {
        using var span = Telemetry.Traces.StartActivity("live");
        span?.SetTag("convos.events", change.Events.Count).SetTag("convos.streams", looking.Count);
        var fragments = new Fragments(renderer, change);
        foreach (var subscriber in looking)
        {
            await Send(subscriber, fragments, change);
        }
    }

    public void SignalAll(string name)
    {
        foreach (var subscriber in Subscribers)
        {
            subscriber.Signal(name);
        }
    }

    /// <summary>Streams would hold up the end of the process until its time-out.</summary>
    public void Stop()
    {
        stopping = true;
        foreach (var subscriber in Subscribers)
        {
            subscriber.Close();
        }
    }

    private static async Task Send(Subscriber subscriber, Fragments fragments, Change change)
    {
        if (fragments.MustAskAgain(subscriber.Viewer, subscriber.Showing))
        {
            subscriber.Send(Subscriber.Named("resync", change.Position));
            return;
        }

        if (fragments.MovesFigures(subscriber.Viewer, subscriber.Showing))
        {
            // Before what bears the position: lost between the two, both come again.
            subscriber.Send(new SseItem<string>("#board", "refresh"));
        }

        var html = await fragments.For(subscriber.Viewer, subscriber.Showing);
        if (html.Length > 0)
        {
            // A null event type, or htmx takes it for a named event and swaps nothing.
            subscriber.Send(new SseItem<string>(html, null) { EventId = change.Position.ToString() }, change.Events.Min(one => one.At));
        }
    }
}
