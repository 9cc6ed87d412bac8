using Convos.Data;

namespace Convos.Web;

/// <summary>
/// Every five seconds: a <c>tick</c> that proves the stream, every other one a <c>beat</c> that asks the page for a sign of life,
/// and a look at everybody's rights, so that a stream never outlives them by more.
/// </summary>
public sealed class LivePulse(Database database, LiveHub hub, TimeProvider clock, ILogger<LivePulse> log) : BackgroundService
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
