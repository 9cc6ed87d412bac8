using Convos.Data;

namespace Convos.Workers;

/// <summary>What waits goes to whoever is there for it: a few of each inbox in turn, in each the oldest first.</summary>
public sealed class HandOutTickets(Database database, TimeProvider clock) : IJob
{
    /// <summary>So many are given together; then the other inboxes have their turn: behind a long queue nobody waits for all of it.</summary>
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
            any |= !ct.IsCancellationRequested && await Assignments.HandOut(database, inbox, clock.Now, InARow) > 0;
        }

        return any && !ct.IsCancellationRequested;
    }

    private async Task<IReadOnlyList<long>> Due(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Assignments.Due(db);
    }
}
