using System.Diagnostics;
using Convos.Data;
using Hangfire;
using Hangfire.Common;
using Hangfire.Server;

namespace Convos.Workers;

/// <summary>Every run that the clock starts is timed and traced; a lane does the same for those it wakes.</summary>
public sealed class JobTelemetry(TimeProvider clock) : IServerFilter
{
    /// <summary>Most failures pass: Hangfire's own first wait is half a minute.</summary>
    private static readonly int[] Delays = [1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14400];

    private const string Began = "convos.began";
    private const string Span = "convos.span";

    public void OnPerforming(PerformingContext context)
    {
        context.Items[Began] = clock.GetTimestamp();
        context.Items[Span] = Telemetry.Traces.StartActivity($"job {context.BackgroundJob.Job.Type.Name}");
    }

    public void OnPerformed(PerformedContext context)
    {
        var failed = context.Exception is not null && !context.Canceled;
        using var span = context.Items[Span] as Activity;
        span?.SetStatus(failed ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        Telemetry.Ran(context.BackgroundJob.Job.Type.Name, "clock", clock.GetElapsedTime((long)context.Items[Began]), failed);
    }

    /// <summary>Hangfire's own filters and this one, for this host alone: its global list would be every host's of the process.</summary>
    public static IJobFilterProvider Filters(TimeProvider clock)
    {
        var ours = new JobFilterCollection();
        ours.Add(new JobTelemetry(clock));
        ours.Add(new AutomaticRetryAttribute { DelaysInSeconds = Delays });
        return new JobFilterProviderCollection(JobFilterProviders.Providers, ours);
    }
}
