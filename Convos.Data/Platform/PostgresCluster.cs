using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Convos.Data;

/// <summary>One cluster on disk and the programs that make, start and stop it.</summary>
internal sealed class PostgresCluster(string home, PostgresBinaries binaries, PostgresAccount account, bool forTests)
{
    private const int Attempts = 5;

    private readonly string cluster = Path.Combine(home, "cluster");
    private readonly string secret = Path.Combine(home, "password");
    private readonly string log = Path.Combine(home, "server.log");

    public string Password => File.ReadAllText(secret);

    /// <summary>Makes the cluster if there is none yet. An attempt cut short leaves nothing that looks finished.</summary>
    public async Task Make(CancellationToken ct)
    {
        if (Directory.Exists(cluster))
        {
            await account.Own(home, ct);
            return;
        }

        var draft = cluster + ".new";
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        WriteSecret();
        await account.Own(home, ct);
        var made = await Command.Run(account.Line(
            binaries["initdb"], "-D", draft, "-U", EmbeddedPostgres.User, $"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions", forTests ? "--no-sync" : "--data-checksums"), ct);
        if (!made.Succeeded)
        {
            throw new CannotStartException($"PostgreSQL could not make its data in {home}: {made.Output}");
        }

        Directory.Move(draft, cluster);
    }

    /// <summary>Starts on a free port, or on the one it had.</summary>
    public async Task<int> Start(int? former, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = former ?? FreePort();
            KeepLastLog();
            var started = await PgCtl(ct, "start", "-w", "-t", "300", "-l", log, "-o", string.Join(' ', Settings(port)));
            if (started.Succeeded)
            {
                return port;
            }

            var tail = Tail();
            if (attempt == Attempts || !PassesByItself(tail))
            {
                throw new CannotStartException($"PostgreSQL does not start in {home}. {started.Output} The end of its log:{Environment.NewLine}{tail}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    public async Task Stop(CancellationToken ct)
    {
        var stopped = await PgCtl(ct, "stop", "-w", "-t", "60", "-m", "fast");
        if (!stopped.Succeeded && await PostmasterFile.WhoHolds(cluster, ct) == PidOwner.OurServer)
        {
            throw new CannotStartException($"PostgreSQL in {home} does not stop: {stopped.Output}");
        }
    }

    /// <summary>The app that started it was killed: its server still has the folder. True when there was one.</summary>
    public async Task<bool> StopOrphan(CancellationToken ct)
    {
        switch (await PostmasterFile.WhoHolds(cluster, ct))
        {
            case PidOwner.OurServer:
                await Stop(ct);
                return true;
            case PidOwner.Stranger:
                // PostgreSQL would take it for its own server and refuse to start.
                PostmasterFile.Delete(cluster);
                return false;
            default:
                return false;
        }
    }

    // pg_ctl gives the server a session of its own: Ctrl-C must not stop it before the app has drained.
    private Task<Command> PgCtl(CancellationToken ct, params string[] rest) =>
        Command.Run(account.Line([binaries["pg_ctl"], "-D", cluster, "-s", .. rest]), ct);

    private IEnumerable<string> Settings(int port)
    {
        string[] always =
        [
            $"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=64MB", "jit=off",
            "timezone=UTC", "log_timezone=UTC", "cluster_name=convos", $"max_connections={(forTests ? 400 : 200)}",
        ];
        string[] careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"];
        return (forTests ? [.. always, .. careless] : always).Select(setting => $"-c {setting}");
    }

    // The port was taken in between, or the backends of a killed postmaster are still going.
    private static bool PassesByItself(string tail) =>
        tail.Contains("could not bind", StringComparison.Ordinal) || tail.Contains("shared memory block", StringComparison.Ordinal);

    private string Tail() => File.Exists(log) ? string.Join(Environment.NewLine, File.ReadLines(log).TakeLast(15)) : "(empty)";

    private void KeepLastLog()
    {
        if (File.Exists(log))
        {
            File.Move(log, log + ".last", overwrite: true);
        }
    }

    private void WriteSecret()
    {
        var only = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            only.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(secret, only);
        file.Write(RandomNumberGenerator.GetHexString(48, lowercase: true));
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
