using Convos.Data;
using Convos.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Tests;

/// <summary>
/// The one server of a test run, with a migrated template: our embedded PostgreSQL in a temporary folder,
/// or the server that <c>CONVOS_TEST_POSTGRES</c> names.
/// </summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<Server>> Started = new(Start);

    /// <summary>A new database, empty or with the newest schema.</summary>
    public static async Task<string> Create(bool migrated = true)
    {
        var server = await Started.Value;
        var name = $"test_{Guid.NewGuid():N}";
        // Copied as files: written through the log, a run's hundreds of databases would be gigabytes of it.
        await server.Run($"create database {name} template {(migrated ? server.Template : "template0")} strategy file_copy");
        return server.To(name);
    }

    public static async Task Drop(string connectionString)
    {
        await using (var pooled = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        var server = await Started.Value;
        await server.Run($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");
    }

    public static async Task Stop()
    {
        if (Started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            var server = await Started.Value;
            await server.DisposeAsync();
        }
    }

    private static async Task<Server> Start()
    {
        if (Environment.GetEnvironmentVariable("CONVOS_TEST_POSTGRES") is { Length: > 0 } named)
        {
            return await WithTemplate(new Server(named, null, null));
        }

        TestFolder.SweepAbandoned();
        var folder = new TestFolder();
        var embedded = await EmbeddedPostgres.Start(folder["data"], NullLogger.Instance, new() { ForTests = true });
        return await WithTemplate(new Server(embedded.ConnectionString, embedded, folder));
    }

    private static async Task<Server> WithTemplate(Server server)
    {
        await server.Run($"create database {server.Template} template template0");
        var template = $"{server.To(server.Template)};Pooling=false";
        await Migrations.Apply(template, NullLogger.Instance);
        // What each program would else make at its start.
        await using (var database = new Database(template))
        {
            WorkersSetup.Storage(database);
        }

        // Nobody may connect to it from now on, autovacuum included: a template in use cannot be copied.
        await server.Run($"alter database {server.Template} with is_template true allow_connections false");
        return server;
    }

    private sealed record Server(string ConnectionString, EmbeddedPostgres? Embedded, TestFolder? Folder) : IAsyncDisposable
    {
        public string Template { get; } = $"template_{Guid.NewGuid():N}";

        public string To(string database) => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

        public async Task Run(string sql)
        {
            await using var db = new NpgsqlConnection(To("postgres"));
            await db.OpenAsync();
            // Making and dropping databases waits for checkpoints, however busy the machine is.
            await using var command = new NpgsqlCommand(sql, db) { CommandTimeout = 300 };
            await command.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (Embedded is null)
            {
                await Run($"alter database {Template} with is_template false");
                await Run($"drop database {Template}");
                return;
            }

            await Embedded.DisposeAsync();
            Folder!.Dispose();
        }
    }
}
