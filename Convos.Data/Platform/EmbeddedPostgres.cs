using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// The PostgreSQL that comes with Convos: started beside the app when no other is named, stopped with it.
/// Its data live in the data folder under their major version, its port is a free one of the loopback.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    internal const string User = "convos";

    private readonly DataFolder folder;
    private readonly PostgresCluster cluster;
    private readonly ILogger log;
    private readonly int port;
    private bool running = true;

    private EmbeddedPostgres(DataFolder folder, PostgresCluster cluster, ILogger log, int port)
    {
        (this.folder, this.cluster, this.log, this.port) = (folder, cluster, log, port);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = User,
            Password = cluster.Password,
            Database = "convos",
        }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Starts it, with the database <c>convos</c> in place. Refusals are an <see cref="CannotStartException"/>.</summary>
    public static async Task<EmbeddedPostgres> Start(
        string dataFolder, ILogger log, EmbeddedPostgresOptions? options = null, CancellationToken ct = default)
    {
        options ??= new();
        var folder = new DataFolder(Path.GetFullPath(dataFolder));
        try
        {
            var found = await PostgresBinaries.Find(options.Binaries, ct);
            var account = await PostgresAccount.Choose(options.RootRunsAs, ct);
            var home = await folder.Home(found, account, ct);
            var cluster = new PostgresCluster(home, await DataFolder.Programs(found, account, ct), account, options.ForTests);
            if (await cluster.StopOrphan(ct))
            {
                log.LogInformation("Stopped the PostgreSQL that an earlier run left in {Home}", home);
            }

            await cluster.Make(ct);
            var port = await cluster.Start(former: null, ct);
            log.LogInformation("PostgreSQL {Version} listens on 127.0.0.1:{Port}, its data are in {Home}", found.Version, port, home);
            var server = new EmbeddedPostgres(folder, cluster, log, port);
            await server.MakeDatabase(ct);
            return server;
        }
        catch
        {
            // A server left running by this is stopped by the next start.
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server and keeps the folder: what a restart of PostgreSQL looks like from the app.</summary>
    public async Task Stop(CancellationToken ct = default)
    {
        running = false;
        await cluster.Stop(ct);
    }

    /// <summary>Starts it again after <see cref="Stop"/>, at the same address.</summary>
    public async Task Resume(CancellationToken ct = default)
    {
        await cluster.Start(port, ct);
        running = true;
    }

    public async ValueTask DisposeAsync()
    {
        using var released = folder;
        if (running)
        {
            running = false;
            await cluster.Stop(CancellationToken.None);
            log.LogInformation("PostgreSQL stopped");
        }
    }

    private async Task MakeDatabase(CancellationToken ct)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false };
        await using var db = new NpgsqlConnection(maintenance.ConnectionString);
        await db.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("select from pg_database where datname = 'convos'", db);
        await using (var row = await exists.ExecuteReaderAsync(ct))
        {
            if (await row.ReadAsync(ct))
            {
                return;
            }
        }

        await using var create = new NpgsqlCommand("create database convos", db);
        await create.ExecuteNonQueryAsync(ct);
    }
}
