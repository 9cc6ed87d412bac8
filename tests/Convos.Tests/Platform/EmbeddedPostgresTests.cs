using System.Net;
using System.Net.Sockets;
using Convos.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string Data => folder["data"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        await using (var first = await Start())
        {
            await Run(first, "create table kept (word text); insert into kept values ('hola')");
        }

        await using var second = await Start();

        Assert.Equal("hola", await Read(second, "select word from kept"));
    }

    [Fact]
    public async Task It_speaks_Spanish_in_utf8_and_listens_on_the_loopback_only()
    {
        await using var server = await Start();

        Assert.Equal("ñandú", await Read(server, "select lower('ÑANDÚ')"));
        Assert.Equal("'camion':1 'niñ':2", await Read(server, "select to_tsvector('spanish', 'Camión niños')::text"));
        Assert.Equal("127.0.0.1", await Read(server, "show listen_addresses"));
        Assert.Equal("scram-sha-256", await Read(server, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules"));
    }

    [Fact]
    public async Task Its_password_is_for_its_owner_alone()
    {
        await using var server = await Start();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "pg18", "password")));
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess", Pooling = false };
        await using var stranger = new NpgsqlConnection(wrong.ConnectionString);
        await Assert.ThrowsAsync<PostgresException>(() => stranger.OpenAsync());
    }

    [Fact]
    public async Task Two_on_one_folder_is_refused_in_a_sentence()
    {
        await using var first = await Start();

        var refused = await Assert.ThrowsAsync<CannotStartException>(() => Start());

        Assert.Contains("Another Convos", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1", await Read(first, "select 1::text"));
    }

    [Fact]
    public async Task Data_of_another_major_are_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(Data, "pg17"));

        var refused = await Assert.ThrowsAsync<CannotStartException>(() => Start());

        Assert.Contains("pg_dump", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Data, "pg18")));
    }

    [Fact]
    public async Task A_server_that_fails_to_start_says_why()
    {
        await (await Start()).DisposeAsync();
        await File.AppendAllTextAsync(Path.Combine(Data, "pg18", "cluster", "postgresql.conf"), "\nno_such_setting = 1\n");

        var refused = await Assert.ThrowsAsync<CannotStartException>(() => Start());

        Assert.Contains("no_such_setting", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_start_cut_short_is_begun_again()
    {
        Directory.CreateDirectory(Path.Combine(Data, "pg18", "cluster.new", "base"));

        await using var server = await Start();

        Assert.Equal("1", await Read(server, "select 1::text"));
    }

    [Fact]
    public async Task A_stranger_with_the_number_of_the_former_server_is_no_hindrance()
    {
        await (await Start()).DisposeAsync();
        await File.WriteAllTextAsync(
            Path.Combine(Data, "pg18", "cluster", "postmaster.pid"), $"{Environment.ProcessId}\n{Data}/pg18/cluster\n1\n5432\n\n127.0.0.1\n\n");

        await using var server = await Start();

        Assert.Equal("1", await Read(server, "select 1::text"));
    }

    [Fact]
    public async Task It_comes_back_at_the_same_address_and_waits_for_its_port()
    {
        await using var server = await Start();
        var port = new NpgsqlConnectionStringBuilder(server.ConnectionString).Port;
        await server.Stop();
        using var squatter = new TcpListener(IPAddress.Loopback, port);
        squatter.Start();

        var resumed = server.Resume();
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        Assert.False(resumed.IsCompleted);
        squatter.Stop();
        await resumed;

        Assert.Equal("1", await Read(server, "select 1::text"));
    }

    private Task<EmbeddedPostgres> Start() => EmbeddedPostgres.Start(Data, NullLogger.Instance, new() { ForTests = true });

    private static Task Run(EmbeddedPostgres server, string sql) => Read(server, sql);

    private static async Task<string?> Read(EmbeddedPostgres server, string sql)
    {
        await using var db = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);
        return (string?)await command.ExecuteScalarAsync();
    }
}
