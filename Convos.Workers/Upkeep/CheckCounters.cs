using Convos.Data;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Compares the counters of open tickets with the tickets. It must never find a difference.</summary>
public sealed class CheckCounters(Database database, ILogger<CheckCounters> log) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        foreach (var difference in await TicketCounters.Differences(db))
        {
            log.LogError("Open tickets are miscounted: {Difference}", difference);
        }
    }
}
