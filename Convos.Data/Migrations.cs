using DbUp;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>Brings a database to the newest schema. Several nodes may start at once: one migrates, the rest wait.</summary>
public static class Migrations
{
    private const long Lock = 0x436f6e766f73;

    public static async Task Apply(string connectionString, ILogger log, CancellationToken ct = default)
    {
        // Unpooled: a pooled connection goes back with its advisory lock still held.
        await using var db = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await db.OpenAsync(ct);
        if (db.PostgreSqlVersion.Major < 15)
        {
            throw new InvalidOperationException($"Convos needs PostgreSQL 15 or newer; this server is {db.PostgreSqlVersion}.");
        }

        // dbup takes no lock of its own.
        await using var hold = new NpgsqlCommand($"select pg_advisory_lock({Lock})", db) { CommandTimeout = 0 };
        await hold.ExecuteNonQueryAsync(ct);
        var result = DeployChanges.To
            .PostgresqlDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(typeof(Migrations).Assembly, name => name.StartsWith("migrations/", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed.", result.Error);
        }

        foreach (var script in result.Scripts)
        {
            log.LogInformation("Applied {Migration}", script.Name);
        }
    }
}
