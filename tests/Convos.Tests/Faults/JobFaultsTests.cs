using System.Globalization;
using Convos.Workers;
using Dapper;
using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>What a process takes from the queue of jobs and never runs.</summary>
public sealed class JobFaultsTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_job_that_a_killed_process_had_taken_is_soon_run_by_another()
    {
        var jobs = app.Services.GetRequiredService<IBackgroundJobClient>();
        var monitor = app.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        var id = jobs.Create<Prune>(job => job.Run(CancellationToken.None), new EnqueuedState("of-the-killed"));
        await using var db = await app.Database.Open();

        await db.ExecuteAsync(
            "update hangfire.jobqueue set queue = 'default', fetchedat = now() - interval '3 minutes' where jobid = @id", new { id = long.Parse(id, CultureInfo.InvariantCulture) });

        await Until.True(() => monitor.JobDetails(id).History[0].StateName == SucceededState.StateName, $"Job {id}");
    }
}
