using Hangfire;

namespace Convos.Workers;

/// <summary>Clock → job: all that the clock starts. A line removed here removes the job at the next start.</summary>
public static class Recurring
{
    public static readonly IReadOnlyList<(string Name, string Cron, Action<IRecurringJobManager> Add)> All =
    [
        Every<PresenceSweep>("presence-sweep", "*/10 * * * * *"),
        Every<Wake<HandOutTickets>>("assignment", "*/10 * * * * *"),
        Every<Wake<RotateTickets>>("rotation", "*/5 * * * * *"),
        Every<GiveBackTickets>("left-tickets", "*/10 * * * * *"),
        Every<SettleDeliveries>("deliveries", "*/10 * * * * *"),
        Every<Wake<DeliverMessages>>("outbox", "*/10 * * * * *"),
        Every<Wake<FetchFiles>>("files-in", "*/10 * * * * *"),
        Every<Wake<GiveFiles>>("files-out", "*/10 * * * * *"),
        Every<Wake<SendReadReceipts>>("read-receipts", "*/10 * * * * *"),
        Every<Wake<SendReactions>>("reactions", "*/10 * * * * *"),
        Every<Wake<BlockOnChannels>>("blocks", "*/10 * * * * *"),
        Every<Wake<ShowTyping>>("typing", "*/20 * * * * *"),
        Every<Wake<IngestInbound>>("inbound", "*/10 * * * * *"),
        Every<Wake<WelcomeCustomers>>("welcomes", "*/10 * * * * *"),
        Every<Wake<SurveyCustomers>>("surveys", "*/10 * * * * *"),
        Every<Wake<CloseSilent>>("silence", "*/30 * * * * *"),
        Every<Wake<ImportContacts>>("imports", "*/10 * * * * *"),
        Every<Wake<SumFigures>>("figures", "*/20 * * * * *"),
        Every<SnapshotQueues>("queue-snapshots", "5 0 * * * *"),
        Every<Wake<ReadTickets>>("ticket-texts", "*/10 * * * * *"),
        Every<SendWeeklyReports>("weekly-reports", "40 7 * * * *"),
        Every<Wake<SendMails>>("mails", "*/30 * * * * *"),
        Every<Wake<FetchTemplates>>("templates", "*/20 * * * * *"),
        Every<CheckCounters>("counters", "0 17 * * * *"),
        Every<Prune>("prune", "0 43 * * * *"),
        Every<CheckChannels>("channels", "0 23 5 * * *"),
    ];

    public static void Register(IRecurringJobManager jobs, JobStorage storage)
    {
        using var connection = storage.GetConnection();
        foreach (var gone in Hangfire.Storage.StorageConnectionExtensions.GetRecurringJobs(connection).Select(job => job.Id).Except(All.Select(line => line.Name)))
        {
            jobs.RemoveIfExists(gone);
        }

        foreach (var (_, _, add) in All)
        {
            add(jobs);
        }
    }

    private static (string, string, Action<IRecurringJobManager>) Every<T>(string name, string cron) where T : IJob =>
        (name, cron, jobs => jobs.AddOrUpdate<T>(name, job => job.Run(CancellationToken.None), cron, new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc }));
}
