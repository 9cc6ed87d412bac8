using Convos.Data;

namespace Convos.Web;

/// <summary>One per node: follows the log, loads what each batch touched, and hands it to the hub.</summary>
public sealed class LiveListener(Database database, LiveHub hub, Company company, Ringing ringing, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<LiveListener> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStopping.Register(hub.Stop);
        await foreach (var batch in new EventTail(database, log).Follow(stoppingToken))
        {
            if (batch.Events.Count > 0 && hub.Subscribers.Count > 0)
            {
                await Dispatch(batch, stoppingToken);
                await ringing.Tell(batch.Events, hub.Subscribers, stoppingToken);
            }
        }
    }

    private async Task Dispatch(EventBatch batch, CancellationToken ct)
    {
        try
        {
            await using var db = await database.Open(ct);
            // Whoever dials from now on catches up by themselves.
            var subscribers = hub.Subscribers.ToList();
            var looking = subscribers.Select(subscriber => subscriber.Viewer).ToList();
            var cards = subscribers.Select(subscriber => subscriber.Showing.Card).OfType<long>().ToHashSet();
            await hub.Dispatch(await Change.Load(db, batch.Position, batch.Events, looking, cards, clock.Now()), subscribers);
            await company.Said(batch.Events, ct);
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            // The batch is read but not shown: every page asks again rather than miss it. Whatever failed must not end the host.
            log.LogError(failed, "A batch of news could not be shown");
            hub.SignalAll("resync");
        }
    }
}
