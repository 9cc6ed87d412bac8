namespace Convos.Workers;

/// <summary>By the clock, what is due is done in its lane: what may take minutes must not hold up the clock's few workers.</summary>
public sealed class Wake<T>(Lane<T> lane) : IJob where T : IJob
{
    public Task Run(CancellationToken ct)
    {
        lane.Wake();
        return Task.CompletedTask;
    }
}
