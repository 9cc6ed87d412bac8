using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>After a power cut everything starts at once, and PostgreSQL may need longer than we do: the first connection waits for it.</summary>
internal static class FirstConnection
{
    public static async Task<NpgsqlConnection> Open(string connectionString, ILogger log, TimeSpan patience, CancellationToken ct)
    {
        var server = Unpooled(connectionString);
        for (var second = 0; ; second++)
        {
            var db = new NpgsqlConnection(server.ConnectionString);
            try
            {
                await db.OpenAsync(ct);
                return db;
            }
            catch (NpgsqlException away)
            {
                await db.DisposeAsync();
                if (!away.IsTransient || second >= patience.TotalSeconds)
                {
                    throw new CannotStartException($"The PostgreSQL at {server.Host}:{server.Port} does not let Convos into «{server.Database}»: {away.Message}", away);
                }

                log.LogWarning("PostgreSQL does not answer yet: {Reason}", away.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    // A pooled connection goes back with its advisory lock still held.
    private static NpgsqlConnectionStringBuilder Unpooled(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            // Its message would quote what may be a password.
            throw new CannotStartException(
                "ConnectionStrings:Convos cannot be read; it looks like «Host=127.0.0.1;Port=5432;Username=convos;Password=…;Database=convos».");
        }
    }
}
