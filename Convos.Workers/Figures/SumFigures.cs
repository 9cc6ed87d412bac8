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
        // What changes meanwhile waits for the next turn: a desk at work would never be summed up, and be summed without end.
        while (!ct.IsCancellationRequested && await Facts.CatchUp(database) >= Facts.AtOnce)
        {
        }

        while (!ct.IsCancellationRequested && await Rollups.Roll(database) >= Rollups.AtOnce)
        {
        }

        while (!ct.IsCancellationRequested && await Loads.Roll(database, clock.Now()))
        {
        }
    }
}
