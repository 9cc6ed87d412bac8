using System.Net.ServerSentEvents;
using Convos.Data;
using Convos.Web.Pages;

namespace Convos.Web;

/// <summary>
/// Every five seconds: a <c>tick</c> that proves the stream, every other one a <c>beat</c> that asks the page for a sign of life,
/// a look at everybody's rights, so that a stream never outlives them by more, and how many tickets «En vivo» warns those who lead of:
/// the clock alone changes that.
/// </summary>
public sealed class LivePulse(Database database, LiveHub hub, PartialRenderer renderer, TimeProvider clock, ILogger<LivePulse> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), clock);
        for (var beat = true; await Next(timer, stoppingToken); beat = !beat)
        {
            hub.SignalAll("tick");
            if (beat)
            {
                hub.SignalAll("beat");
            }

            await Rights(stoppingToken);
            await Alarms(stoppingToken);
        }
    }

    private async Task Rights(CancellationToken ct)
    {
        try
        {
            var subscribers = hub.Subscribers.ToList();
            if (subscribers.Count == 0)
            {
                return;
            }

            await using var db = await database.Open(ct);
            var viewers = await Operators.Viewers(db, [.. subscribers.Select(subscriber => subscriber.Viewer.Id).Distinct()]);
            foreach (var subscriber in subscribers)
            {
                Rescope(subscriber, viewers.GetValueOrDefault(subscriber.Viewer.Id));
            }
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("Rights could not be read again: {Reason}", failed.Message);
        }
    }

    private static void Rescope(Subscriber subscriber, Viewer? now)
    {
        if (now is null || now.Stamp != subscriber.Viewer.Stamp)
        {
            subscriber.Signal("gone");
            subscriber.Close();
        }
        else if (now.Role != subscriber.Viewer.Role || !now.Inboxes.SequenceEqual(subscriber.Viewer.Inboxes))
        {
            subscriber.Viewer = now;
            subscriber.Signal("resync");
        }
    }

    // One reading for all of them.
    private async Task Alarms(CancellationToken ct)
    {
        try
        {
            var leads = hub.Subscribers.Where(subscriber => subscriber.Viewer.Leads).ToList();
            if (leads.Count == 0)
            {
                return;
            }

            await using var db = await database.Open(ct);
            var position = await Events.Watermark(db);
            var alarms = await Data.Alarms.ForEveryone(database, db, clock.Now());
            foreach (var page in leads)
            {
                // Also the same number, when something happened: a page may have read another one meanwhile.
                var count = new Count("alarms", alarms.For(page.Viewer), position.Xid);
                if (count != page.Alarms)
                {
                    page.Alarms = count;
                    page.Send(new SseItem<string>(Fragments.Placed("#count-alarms", await renderer.Render("Inbox/_Count", count, page.Viewer.Culture)), null));
                }
            }
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("What «En vivo» warns of could not be counted: {Reason}", failed.Message);
        }
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
