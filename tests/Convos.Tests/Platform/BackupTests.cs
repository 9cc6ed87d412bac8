using System.Diagnostics;
using Convos.Data;
using Convos.Web;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>deploy/backup and deploy/restore, as an administrator runs them.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Account = "100000000000031";
    private const string Customer = "+5491155504321";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_backup_restored_into_another_cluster_is_the_installation_again()
    {
        await using var before = await DebianPostgres.Start();
        var ticket = await Fill(before.ConnectionString);
        Directory.CreateDirectory(folder["data/files/ab"]);
        await File.WriteAllTextAsync(folder["data/files/ab/photo"], "a face");
        var backup = await Backup(before, "data");
        await using var elsewhere = await EmbeddedPostgres.Start(folder["elsewhere"], NullLogger.Instance, new() { ForTests = true });

        var said = await Restore(before, elsewhere.ConnectionString, "restored", backup);

        Assert.Equal((0, "Restored. Start Convos."), said);
        Assert.Equal("a face", await File.ReadAllTextAsync(folder["restored/files/ab/photo"]));
        await using var database = new Database(elsewhere.ConnectionString);
        await using var app = await Started(database);
        using var ana = await Session.SignedIn(app, "ana@convos.test");
        Assert.Contains("¿Siguen abiertos?", (await ana.Get($"/inbox/all/{ticket}")).Body, StringComparison.Ordinal);
        await using var db = await database.Open();
        var channel = (await Channels.ByName(db, "ventas"))!;
        Assert.Equal("token", app.Services.GetRequiredService<ISecrets>().Open(channel.AccessToken));
        Assert.Equal(0, await Make.One<int>(database, "select count(*)::int from events where xid >= pg_snapshot_xmin(pg_current_snapshot())"));
        await using var stream = await LiveStream.Of(ana, "/inbox/all");
        Connect(app).Write("¿Y ahora?");
        await stream.Next(item => item.Data.Contains("¿Y ahora?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restore_overwrites_nothing_and_takes_no_damaged_backup()
    {
        await using var server = await DebianPostgres.Start();
        await Fill(server.ConnectionString);
        Directory.CreateDirectory(folder["data/files"]);
        await File.WriteAllTextAsync(folder["data/files/photo"], "a face");
        var backup = await Backup(server, "data");
        var people = "select count(*)::int from operators";

        var ontoFiles = await Restore(server, server.ConnectionString, "data", backup);
        var ontoDatabase = await Restore(server, server.ConnectionString, "empty", backup);
        await File.AppendAllTextAsync(Path.Combine(backup, "database.dump"), "x");
        var damaged = await Restore(server, server.ConnectionString, "empty", backup);

        Assert.Equal((1, $"{folder["data/files"]} is not empty: nothing was changed."), ontoFiles);
        Assert.Contains("is not empty", ontoDatabase.Said, StringComparison.Ordinal);
        Assert.Contains("is damaged", damaged.Said, StringComparison.Ordinal);
        Assert.All(new[] { ontoDatabase, damaged }, one => Assert.Equal(1, one.Code));
        Assert.False(Directory.Exists(folder["empty/files"]));
        await using var database = new Database(server.ConnectionString);
        Assert.Equal(1, await Make.One<int>(database, people));
    }

    [Fact]
    public async Task A_database_that_is_not_of_Convos_is_no_backup()
    {
        await using var server = await DebianPostgres.Start();

        var (code, said) = await Run(server.Programs, "backup", folder["backups"], server.ConnectionString, "data");

        Assert.Equal((1, "The dump of «convos» holds no keys of Convos: is that its database?"), (code, said));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["backups"]));
    }

    [Fact]
    public async Task The_PostgreSQL_that_comes_with_Convos_is_copied_while_it_is_stopped()
    {
        await using (var own = await EmbeddedPostgres.Start(folder["data"], NullLogger.Instance, new() { ForTests = true }))
        {
            await Fill(own.ConnectionString);
        }

        var (code, backup) = await Run("", "backup", folder["backups"], null, "data");
        var again = await Run("", "restore", backup, null, "restored");
        var onto = await Run("", "restore", backup, null, "restored");

        Assert.Equal((0, 0, 1), (code, again.Code, onto.Code));
        Assert.Contains("already holds a PostgreSQL", onto.Said, StringComparison.Ordinal);
        await using var restored = await EmbeddedPostgres.Start(folder["restored"], NullLogger.Instance, new() { ForTests = true });
        await using var database = new Database(restored.ConnectionString);
        Assert.Equal("¿Siguen abiertos?", await Make.One<string>(database, "select body from messages"));
    }

    // An installation with one person, one chat and one channel, whose cluster has seen many transactions.
    private static async Task<long> Fill(string connectionString)
    {
        await Migrations.Apply(connectionString, NullLogger.Instance);
        await using var database = new Database(connectionString);
        await using (var db = await database.Open())
        {
            await db.ExecuteAsync("do $$ begin for i in 1..5000 loop perform pg_current_xact_id(); commit; end loop; end $$");
        }

        await using var app = await TestApp.On(database);
        await using (var db = await database.Open())
        {
            var inbox = await Inboxes.Named(db, "Ventas", DateTime.UtcNow);
            var secrets = app.Services.GetRequiredService<ISecrets>();
            await Channels.Create(
                db, "whatsapp", "ventas", Account, "+1 555", inbox, secrets.Seal("secret"), secrets.Seal("verify"), secrets.Seal("token"), DateTime.UtcNow);
            await app.Person("ana@convos.test", Role.Operator, inbox);
        }

        Connect(app).Write("¿Siguen abiertos?");
        await Until.True(async () => await Make.One<int>(database, "select count(*)::int from tickets") == 1, "The ticket");
        return await Make.One<long>(database, "select id from tickets");
    }

    private static async Task<TestApp> Started(Database database)
    {
        await Migrations.Apply(database.ConnectionString, NullLogger.Instance);
        return await TestApp.On(database);
    }

    private static FakePhone Connect(TestApp app)
    {
        app.Graph.Graph.Connect(new FakeNumber(Account, "15550000001", "token", "secret", () => new Uri(app.Address, "/webhooks/whatsapp/ventas")));
        return app.Graph.Graph.Phone(Account, Customer, "Marta Gómez");
    }

    private async Task<string> Backup(DebianPostgres server, string data)
    {
        var (code, said) = await Run(server.Programs, "backup", folder["backups"], server.ConnectionString, data);
        Assert.True(code == 0, said);
        return said;
    }

    private Task<(int Code, string Said)> Restore(DebianPostgres programs, string connectionString, string data, string backup) =>
        Run(programs.Programs, "restore", backup, connectionString, data);

    private async Task<(int Code, string Said)> Run(string programs, string script, string argument, string? connectionString, string data)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "deploy", script), [argument]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["Data__Folder"] = folder[data];
        start.Environment["ConnectionStrings__Convos"] = connectionString;
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said).Trim());
    }
}
