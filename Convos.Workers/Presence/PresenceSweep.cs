using Convos.Data;

namespace Convos.Workers;

/// <summary>Silent for two minutes ⇒ No disponible.</summary>
public sealed class PresenceSweep(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        await Presences.Sweep(db, clock.Now());
    }
}
