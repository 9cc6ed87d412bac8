using Convos.Data;

namespace Convos.Workers;

/// <summary>Turns sends whose process died, or that nobody confirmed for a minute, into something a person can decide on.</summary>
public sealed class SettleDeliveries(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        await Outbox.Settle(database, clock.Now());
        await using var db = await database.Open(ct);
        await ReactionSends.GiveUp(db, clock.Now());
    }
}
