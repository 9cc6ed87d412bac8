using Convos.Workers;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>The clock's table: what is in it is what Hangfire runs, no more and no less.</summary>
public sealed class RecurringTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly List<Type> Types = [.. typeof(IJob).Assembly.GetTypes().Where(type => type is { IsClass: true, IsGenericType: false } && type.IsAssignableTo(typeof(IJob)))];

    public static TheoryData<Type> Jobs => [.. Types];

    [Fact]
    public void The_table_is_what_Hangfire_has_and_a_job_that_left_the_table_is_gone()
    {
        var jobs = app.Services.GetRequiredService<IRecurringJobManager>();
        var storage = app.Services.GetRequiredService<JobStorage>();
        jobs.AddOrUpdate<Prune>("left-over", job => job.Run(CancellationToken.None), "0 0 1 1 *");

        Recurring.Register(jobs, storage);

        using var connection = storage.GetConnection();
        var registered = connection.GetRecurringJobs();
        Assert.Equal(
            Recurring.All.Select(line => (line.Name, line.Cron)).Order(),
            registered.Select(job => (job.Id, job.Cron)).Order());
        Assert.All(registered, job => Assert.Null(job.LoadException));
        Assert.Equal(Types.ToHashSet(), registered.Select(job => job.Job.Type is { IsGenericType: true } wake ? wake.GenericTypeArguments[0] : job.Job.Type).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Every_job_is_made_by_the_container_and_can_run_twice(Type job)
    {
        for (var run = 0; run < 2; run++)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await ((IJob)scope.ServiceProvider.GetRequiredService(job)).Run(CancellationToken.None);
        }
    }
}
