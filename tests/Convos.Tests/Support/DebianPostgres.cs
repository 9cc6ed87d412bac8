using System.Net;
using System.Net.Sockets;

namespace Convos.Tests;

/// <summary>A PostgreSQL as Debian packages it, with its client programs, which the embedded one lacks: pg_dump reads no newer server.</summary>
public sealed class DebianPostgres : IAsyncDisposable, IDisposable
{
    private const string Packaged = "/usr/lib/postgresql";

    private readonly TestFolder folder = new();
    private int port;

    /// <summary>Where its programs are.</summary>
    public string Programs { get; private set; } = "";

    public string ConnectionString => $"Host=127.0.0.1;Port={port};Username=postgres;Password=convos;Database=convos";

    public static async Task<DebianPostgres> Start()
    {
        if (Newest() is null)
        {
            await Install();
        }

        var server = new DebianPostgres { Programs = Newest()! };
        await server.Begin();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await Run("pg_ctl", "-D", folder["cluster"], "-s", "-m", "immediate", "stop");
        Dispose();
    }

    public void Dispose() => folder.Dispose();

    private async Task Begin()
    {
        await File.WriteAllTextAsync(folder["password"], "convos");
        if (Environment.IsPrivilegedProcess)
        {
            await Shell.Run("chown", "-R", "postgres", folder.Path);
        }

        await Run("initdb", "-D", folder["cluster"], "-U", "postgres", $"--pwfile={folder["password"]}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        // Not before: making the cluster takes seconds, in which another would take it.
        port = FreePort();
        await Run("pg_ctl", "-D", folder["cluster"], "-s", "-w", "-l", folder["log"],
            "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off", "start");
        await using var db = new Npgsql.NpgsqlConnection(ConnectionString.Replace("Database=convos", "Database=postgres;Pooling=false", StringComparison.Ordinal));
        await db.OpenAsync();
        await using var create = new Npgsql.NpgsqlCommand("create database convos", db);
        await create.ExecuteNonQueryAsync();
    }

    // PostgreSQL does not run as root.
    private Task Run(string program, params string[] arguments)
    {
        string[] account = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
        return Shell.Run([.. account, Path.Combine(Programs, program), .. arguments]);
    }

    private static string? Newest() =>
        Directory.Exists(Packaged)
            ? Directory.EnumerateDirectories(Packaged).OrderByDescending(path => int.Parse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture))
                .Select(path => Path.Combine(path, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;

    private static async Task Install()
    {
        Assert.True(Environment.IsPrivilegedProcess && File.Exists("/etc/debian_version"), $"Install Debian's package postgresql: there is none in {Packaged}.");
        Directory.CreateDirectory("/etc/postgresql-common");
        await File.WriteAllTextAsync("/etc/postgresql-common/createcluster.conf", "create_main_cluster = false\n");
        await Shell.Run("apt-get", "update", "-qq");
        await Shell.Run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "postgresql");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
