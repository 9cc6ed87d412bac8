using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>After a power cut everything starts at once, and PostgreSQL may need longer than we do: the first connection waits for it.</summary>
internal static class FirstConnection
{
    private const int Seconds = 60;

    public static async Task<NpgsqlConnection> Open(string connectionString, ILogger log, CancellationToken ct)
    {
        for (var second = 0; ; second++)
        {
            var db = new NpgsqlConnection(connectionString);
            try
            {
                await db.OpenAsync(ct);
                return db;
            }
            catch (NpgsqlException away)
            {
                await db.DisposeAsync();
                if (!away.IsTransient || second == Seconds)
                {
                    throw new CannotStartException($"The PostgreSQL at {db.Host}:{db.Port} does not let Convos into «{db.Database}»: {away.Message}", away);
                }

                log.LogWarning("PostgreSQL does not answer yet: {Reason}", away.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }
}
