using DbUp;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>Brings a database to the newest schema. Several nodes may start at once: one migrates, the rest wait.</summary>
public static class Migrations
{
    private const long Lock = 0x436f6e766f73;

    /// <param name="patience">How long to wait for a server that does not answer yet.</param>
    public static async Task Apply(string connectionString, ILogger log, TimeSpan patience = default, CancellationToken ct = default)
    {
        await using var db = await FirstConnection.Open(connectionString, log, patience, ct);
        RefuseOld(db.PostgreSqlVersion);

        // dbup takes no lock of its own.
        await using var hold = new NpgsqlCommand($"select pg_advisory_lock({Lock})", db) { CommandTimeout = 0 };
        await hold.ExecuteNonQueryAsync(ct);
        var result = DeployChanges.To
            .PostgresqlDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(typeof(Migrations).Assembly, IsMigration)
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

    public static void RefuseOld(Version server)
    {
        if (server.Major < 15)
        {
            throw new CannotStartException($"Convos needs PostgreSQL 15 or newer; this server is {server}.");
        }
    }

    /// <summary>Whether the database has every migration of this build; a newer node may have brought more.</summary>
    public static async Task<bool> Applied(NpgsqlConnection db, CancellationToken ct = default)
    {
        var names = typeof(Migrations).Assembly.GetManifestResourceNames().Where(IsMigration).ToArray();
        await using var count = new NpgsqlCommand("select count(distinct scriptname) from schemaversions where scriptname = any(@names)", db);
        count.Parameters.AddWithValue("names", names);
        return (long)(await count.ExecuteScalarAsync(ct))! == names.Length;
    }

    private static bool IsMigration(string name) => name.StartsWith("migrations/", StringComparison.Ordinal);
}
