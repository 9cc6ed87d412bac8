using System.Diagnostics;

namespace Convos.Bench;

/// <summary>What the app and PostgreSQL cost over a stretch: CPU in percent of one core, the largest memory seen.</summary>
public sealed record Observed(double AppCpu, double PostgresCpu, double AppPss, double PostgresPss);

/// <summary>Looks at the processes from its making until <see cref="Done"/>, now and then: reading a large PostgreSQL's memory is work too.</summary>
public sealed class Observer
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly ProcessTree app, postgres;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly TaskCompletionSource stopping = new();
    private readonly Usage appBefore, postgresBefore;
    private readonly Task looking;
    private double appPss, postgresPss;

    public Observer(ProcessTree app, ProcessTree postgres)
    {
        (this.app, this.postgres) = (app, postgres);
        (appBefore, postgresBefore) = (app.Now(), postgres.Now());
        looking = Look();
    }

    public async Task<Observed> Done()
    {
        var seconds = watch.Elapsed.TotalSeconds;
        var (appAfter, postgresAfter) = (app.Now(), postgres.Now());
        stopping.SetResult();
        await looking;
        return new(
            (appAfter.CpuSeconds - appBefore.CpuSeconds) / seconds * 100,
            (postgresAfter.CpuSeconds - postgresBefore.CpuSeconds) / seconds * 100,
            Math.Max(appPss, appAfter.PssMegabytes), Math.Max(postgresPss, postgresAfter.PssMegabytes));
    }

    private async Task Look()
    {
        while (!stopping.Task.IsCompleted)
        {
            appPss = Math.Max(appPss, app.Now().PssMegabytes);
            postgresPss = Math.Max(postgresPss, postgres.Now().PssMegabytes);
            await Task.WhenAny(stopping.Task, Task.Delay(Pace));
        }
    }
}
