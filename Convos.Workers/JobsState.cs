using Hangfire;
using Hangfire.Storage;

namespace Convos.Workers;

/// <summary>What came of a job's last run.</summary>
public enum JobResult { NotYet, Underway, Succeeded, Failed }

/// <summary>A job of the clock's table: when it ran, what came of it, when it runs next.</summary>
public sealed record RecurringState(string Name, DateTime? RanAt, JobResult Result, string? Error, DateTime? NextAt);

/// <summary>How the jobs do, as Hangfire knows it.</summary>
public sealed record JobsState(long Failed, IReadOnlyList<RecurringState> Recurring)
{
    private const int AtOnce = 500;

    public static JobsState Read(JobStorage storage)
    {
        using var connection = storage.GetConnection();
        return new(
            storage.GetMonitoringApi().FailedCount(),
            [.. connection.GetRecurringJobs().OrderBy(job => job.Id, StringComparer.Ordinal)
                .Select(job => new RecurringState(job.Id, job.LastExecution, Result(job), job.Error, job.NextExecution))]);
    }

    private static JobResult Result(RecurringJobDto job) => job.LastJobState switch
    {
        _ when job.Error is not null => JobResult.Failed,
        null => JobResult.NotYet,
        "Succeeded" or "Deleted" => JobResult.Succeeded,
        "Failed" => JobResult.Failed,
        _ => JobResult.Underway,
    };

    /// <summary>Sends the failed ones through again, with all their attempts: a failed job has none left, and the next trifle would end it. Answers their names.</summary>
    public static IReadOnlyList<string> Retry(JobStorage storage, IBackgroundJobClient jobs)
    {
        using var connection = storage.GetConnection();
        return [.. storage.GetMonitoringApi().FailedJobs(0, AtOnce).Where(job => Again(job.Key)).Select(job => job.Value.Job?.Type.Name ?? job.Key)];

        bool Again(string id)
        {
            connection.SetJobParameter(id, "RetryCount", "0");
            return jobs.Requeue(id);
        }
    }
}
