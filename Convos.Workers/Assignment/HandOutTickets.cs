using Convos.Data;

namespace Convos.Workers;

/// <summary>What waits goes to whoever is there for it, inbox by inbox, the oldest first.</summary>
public sealed class HandOutTickets(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        foreach (var inbox in await Due(ct))
        {
            while (!ct.IsCancellationRequested && await Assignments.HandOut(database, inbox, clock.Now))
            {
                // The next.
            }
        }
    }

    private async Task<IReadOnlyList<long>> Due(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Assignments.Due(db);
    }
}
