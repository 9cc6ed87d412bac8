using Convos.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Workers;

/// <summary>Keeps the gauges of what waits current, where anyone measures.</summary>
public sealed class MeasureBacklog(Database database, TimeProvider clock, ILogger<MeasureBacklog> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (Telemetry.IsMeasured)
            {
                await Measure(stoppingToken);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Measure(CancellationToken ct)
    {
        try
        {
            await using var db = await database.Open(ct);
            Telemetry.Waiting(await SystemState.Queues(db, clock.Now()), await Tickets.OpenTickets(db), clock.Now());
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            log.LogWarning("What waits could not be measured: {Reason}", away.Message);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }
}
