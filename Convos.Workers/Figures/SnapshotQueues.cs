using Convos.Data;

namespace Convos.Workers;

/// <summary>Writes down how the queues stand at each full hour.</summary>
public sealed class SnapshotQueues(Database database, TimeProvider clock) : IJob
{
    public Task Run(CancellationToken ct) => QueueSnapshots.Take(database, clock.Now());
}
