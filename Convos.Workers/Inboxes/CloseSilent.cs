using Convos.Data;

namespace Convos.Workers;

/// <summary>Warns customers who do not answer, and closes the tickets of those who have not answered for too long.</summary>
public sealed class CloseSilent(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        await SilenceWarnings.Say(database, clock.Now());
        await Tickets.CloseSilent(database, clock.Now());
    }
}
