using Convos.Data;

namespace Convos.Workers;

/// <summary>Whoever has been away for the inbox's minutes no longer holds what customers wait for, if the inbox says so.</summary>
public sealed class GiveBackTickets(Database database, TimeProvider clock) : IJob
{
    public Task Run(CancellationToken ct) => Assignments.GiveBackLeft(database, clock.Now());
}
