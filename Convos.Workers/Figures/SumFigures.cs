using Convos.Data;

namespace Convos.Workers;

/// <summary>
/// Keeps what reports read: facts of tickets that nothing told of yet, sums of facts that changed, and how much people had in hand. Each step is
/// small and whole, so that it may be cut short anywhere.
/// </summary>
public sealed class SumFigures(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        await Reports.FollowZone(database);
        while (!ct.IsCancellationRequested && await Facts.CatchUp(database) > 0)
        {
        }

        while (!ct.IsCancellationRequested && await Rollups.Roll(database) > 0)
        {
        }

        while (!ct.IsCancellationRequested && await Loads.Roll(database, clock.Now()))
        {
        }
    }
}
