using Convos.Data;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Hosts what happens without anyone clicking. A node without the role keeps Hangfire's storage, to look at it and to enqueue.</summary>
public static class WorkersSetup
{
    public static void AddWorkers(this IServiceCollection services, bool role)
    {
        services.AddSingleton<Intake>();
        services.AddScoped<PresenceSweep>().AddScoped<SettleDeliveries>().AddScoped<DeliverMessages>().AddScoped<SendReadReceipts>().AddScoped<ShowTyping>().AddScoped<IngestInbound>()
            .AddScoped<CheckCounters>().AddScoped<Prune>().AddScoped<SendMails>().AddScoped<CheckChannels>().AddScoped<ChannelDesk>()
            .AddScoped<FetchFiles>().AddScoped<GiveFiles>().AddScoped(typeof(Wake<>)).AddScoped<FetchTemplates>().AddScoped<SendReactions>().AddScoped<BlockOnChannels>()
            .AddScoped<HandOutTickets>().AddScoped<RotateTickets>().AddScoped<GiveBackTickets>()
            .AddScoped<WelcomeCustomers>().AddScoped<SurveyCustomers>().AddScoped<CloseSilent>().AddScoped<ImportContacts>()
            .AddScoped<ReadTickets>().AddScoped<SumFigures>().AddScoped<SnapshotQueues>().AddScoped<SendWeeklyReports>();
        // Both stand before AddHangfire, which else takes them from statics: two apps in one process would work on each other's.
        services.AddSingleton(provider => Storage(provider.GetRequiredService<Database>()));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton(provider => JobTelemetry.Filters(provider.GetRequiredService<TimeProvider>()));
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        if (!role)
        {
            return;
        }

        services.AddHangfireServer(server =>
        {
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            server.WorkerCount = 4;
        });
        services.AddLane<DeliverMessages>(width: 4);
        services.AddLane<SendReadReceipts>(width: 1);
        services.AddLane<SendReactions>(width: 2);
        services.AddLane<BlockOnChannels>(width: 1);
        services.AddLane<ShowTyping>(width: 2);
        services.AddLane<IngestInbound>(width: 4);
        // Whoever is refused does not come again: the loop that gives must be the one that hears of what came meanwhile.
        services.AddLane<HandOutTickets>(width: 1);
        services.AddLane<RotateTickets>(width: 1);
        services.AddLane<FetchFiles>(width: 3);
        services.AddLane<GiveFiles>(width: 2);
        services.AddLane<FetchTemplates>(width: 1);
        services.AddLane<SendMails>(width: 1);
        services.AddLane<WelcomeCustomers>(width: 1);
        services.AddLane<SurveyCustomers>(width: 1);
        services.AddLane<CloseSilent>(width: 1);
        services.AddLane<ImportContacts>(width: 1);
        services.AddLane<SumFigures>(width: 1);
        services.AddLane<ReadTickets>(width: 1);
        services.AddHostedService<Reactions>();
        services.AddHostedService<MeasureBacklog>();
    }

    /// <summary>After the migrations: the clock's table becomes Hangfire's.</summary>
    public static void UseWorkers(this IApplicationBuilder app) =>
        Recurring.Register(app.ApplicationServices.GetRequiredService<IRecurringJobManager>(), app.ApplicationServices.GetRequiredService<JobStorage>());

    /// <summary>Hangfire's own tables, which this makes where they are missing.</summary>
    public static JobStorage Storage(Database database)
    {
        var options = new PostgreSqlStorageOptions
        {
            // Its default poll of 15 s would break every deadline of ours. Not its long polling: each worker that takes a job
            // waits until a connection of its own has stopped listening, and what is urgent has lanes.
            QueuePollInterval = TimeSpan.FromSeconds(1),
            // A job that a killed process had taken is another's after this time, not after half an hour.
            InvisibilityTimeout = TimeSpan.FromMinutes(2),
            UseSlidingInvisibilityTimeout = true,
            // Its locks are rows that a killed process leaves behind: for the default of 10 minutes nobody could start,
            // nor the clock run. Shorter than the 15 s for which Hangfire itself waits; a job of ours may run twice.
            DistributedLockTimeout = TimeSpan.FromSeconds(10),
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString, options), options);
    }

    private static void AddLane<T>(this IServiceCollection services, int width) where T : IJob
    {
        services.AddSingleton(provider => new Lane<T>(
            provider, provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Lane<T>>>(), width));
        services.AddHostedService(provider => provider.GetRequiredService<Lane<T>>());
    }
}
