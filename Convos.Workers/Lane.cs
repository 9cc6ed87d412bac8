using Convos.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Runs one kind of job whenever it is woken, as often at once as the lane is wide; wake-ups that come together count as one.</summary>
public sealed class Lane<T>(
    IServiceProvider services, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Lane<T>> log, int width = 1) : BackgroundService where T : IJob
{
    private readonly SemaphoreSlim awake = new(0);

    public void Wake()
    {
        if (awake.CurrentCount < width)
        {
            awake.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, width).Select(_ => Loop(stoppingToken)));
    }

    // Whom a job calls may call back at once, and what stands in for Meta is this very program: it must listen by then.
    private async Task Started(CancellationToken ct)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct);
    }

    private async Task Loop(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Run(ct);
                await awake.WaitAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                // The job finds its work again; a database that is away must not end the host.
                log.LogError(failed, "{Job} failed and is tried again", typeof(T).Name);
                await Task.Delay(1000, CancellationToken.None);
            }
        }
    }

    private async Task Run(CancellationToken ct)
    {
        var (began, done) = (clock.GetTimestamp(), false);
        await using var scope = services.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<T>().Run(ct);
            done = true;
        }
        finally
        {
            Telemetry.Ran(typeof(T).Name, "lane", clock.GetElapsedTime(began), failed: !done && !ct.IsCancellationRequested);
        }
    }

    public override void Dispose()
    {
        awake.Dispose();
        base.Dispose();
    }
}
