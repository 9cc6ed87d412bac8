using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>A listener's database is away: it says so, takes a breath and listens anew.</summary>
internal static class OutOfReach
{
    public static bool Tells(Exception lost) => lost is NpgsqlException or TimeoutException or InvalidOperationException;

    /// <summary>A database that is down answers at once: without a breath this would spin and fill the log.</summary>
    public static Task Breathe(ILogger log, Exception lost, CancellationToken ct)
    {
        log.LogWarning("The database is out of reach: {Reason}", lost.Message);
        return Task.Delay(500, ct);
    }
}
