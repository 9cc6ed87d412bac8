using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>A channel that takes every call and answers none.</summary>
public sealed class HangingChannelTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Whoever_falls_silent_is_no_disponible_in_time_while_the_channel_hangs()
    {
        var inbox = await Make.Inbox(app.Database);
        var desk = new Desk(app.Database, inbox, await app.Channel(inbox));
        var ana = await desk.Operator();
        // Four lines of the lane, as many jobs of the clock, and what each would take next: they hang for two minutes, each call for 15 seconds.
        const int Messages = 32;
        for (var n = 0; n < Messages; n++)
        {
            app.Graph.Graph.FailNext(GraphFault.Late(TimeSpan.FromMinutes(5)), desk.Channel.AccountId);
        }

        for (var n = 0; n < Messages; n++)
        {
            await Presences.Arrive(app.Database, ana.Id, Guid.NewGuid(), Guid.NewGuid(), Section.Conversations, arrived: true, DateTime.UtcNow);
            await desk.Replies(ana, await desk.Held(ana, at: DateTime.UtcNow), "hola", DateTime.UtcNow);
        }

        // As often as the clock would within the first 40 seconds.
        var jobs = app.Services.GetRequiredService<IRecurringJobManager>();
        for (var n = 0; n < 4; n++)
        {
            jobs.Trigger("outbox");
        }

        await Until.True(() => app.Graph.Graph.Requests.All.Count >= 4, "The channel hangs");
        await Task.Delay(TimeSpan.FromSeconds(3));
        var silent = await Make.Operator(app.Database, online: false, inboxes: inbox);
        await Presences.Choose(app.Database, silent.Id, available: true, DateTime.UtcNow.AddMinutes(-3));

        await Until.True(async () => !await IsAvailable(silent), "No disponible", TimeSpan.FromSeconds(60));
        Assert.True(await Make.One<bool>(app.Database, "select exists (select from message_sends where state = 'queued')"), "The channel had done with it.");
    }

    // What asks the world outside may wait for it: the clock only wakes it.
    [Fact]
    public void The_clocks_few_workers_wait_for_nobody_outside()
    {
        var waiting = typeof(IJob).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsGenericType: false } && type.IsAssignableTo(typeof(IJob)))
            .Where(type => type.GetConstructors().Single().GetParameters().Any(parameter => parameter.ParameterType == typeof(IEnumerable<IChannel>)))
            .Append(typeof(SendMails))
            .ToList();

        using var connection = app.Services.GetRequiredService<JobStorage>().GetConnection();
        var byClock = Hangfire.Storage.StorageConnectionExtensions.GetRecurringJobs(connection).Select(job => job.Job.Type).ToList();

        Assert.NotEmpty(waiting);
        Assert.Empty(waiting.Intersect(byClock));
    }

    private async Task<bool> IsAvailable(Viewer person)
    {
        await using var db = await app.Database.Open();
        return await Presences.IsAvailable(db, person.Id);
    }
}
