using Convos.Data;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Compares the counters of open tickets with the tickets. It must never find a difference.</summary>
public sealed class CheckCounters(Database database, TimeProvider clock, ILogger<CheckCounters> log) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        var differences = await TicketCounters.Differences(db);
        foreach (var difference in differences)
        {
            log.LogError("Open tickets are miscounted: {Difference}", difference);
        }

        await Upkeep.Note(db, "counters", differences.Count == 0 ? null : string.Join('\n', differences), clock.Now());
    }
}
