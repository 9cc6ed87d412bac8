using Convos.Data;

namespace Convos.Workers;

/// <summary>Reckons when unanswered tickets rotate, warns their holders, and hands on those whose time has come.</summary>
public sealed class RotateTickets(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        if (!await AnyRotates(ct))
        {
            return;
        }

        await Assignments.PlanRotations(database, clock.Now());
        await Assignments.Rotate(database, clock.Now());
        await Assignments.WarnOfRotation(database, clock.Now());
    }

    // Every message that comes wakes this.
    private async Task<bool> AnyRotates(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Assignments.AnyRotates(db);
    }
}
