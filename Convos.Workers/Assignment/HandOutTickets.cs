using Convos.Data;

namespace Convos.Workers;

/// <summary>What waits goes to whoever is there for it: a few of each inbox in turn, in each the oldest first.</summary>
public sealed class HandOutTickets(Database database, TimeProvider clock) : IJob
{
    /// <summary>After so many the other inboxes have their turn: behind a long queue nobody waits for all of it.</summary>
    public const int InARow = 5;

    public async Task Run(CancellationToken ct)
    {
        while (await Round(ct))
        {
            // Who has something to give by now is asked anew.
        }
    }

    private async Task<bool> Round(CancellationToken ct)
    {
        var any = false;
        foreach (var inbox in await Due(ct))
        {
            for (var given = 0; given < InARow && !ct.IsCancellationRequested && await Assignments.HandOut(database, inbox, clock.Now); given++)
            {
                any = true;
            }
        }

        return any && !ct.IsCancellationRequested;
    }

    private async Task<IReadOnlyList<long>> Due(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Assignments.Due(db);
    }
}
