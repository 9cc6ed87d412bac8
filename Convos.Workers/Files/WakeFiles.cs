namespace Convos.Workers;

/// <summary>By the clock, what is due is fetched and given in its lanes: a slow one there takes minutes, and the clock's workers are few.</summary>
public sealed class WakeFiles(Lane<FetchFiles> fetch, Lane<GiveFiles> give) : IJob
{
    public Task Run(CancellationToken ct)
    {
        fetch.Wake();
        give.Wake();
        return Task.CompletedTask;
    }
}
