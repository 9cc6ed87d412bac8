using Convos.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class MigrationsTests : IAsyncLifetime
{
    private string empty = "";

    public async Task InitializeAsync() => empty = await TestPostgres.Create(migrated: false);

    public Task DisposeAsync() => TestPostgres.Drop(empty);

    [Fact]
    public async Task An_empty_database_becomes_ours()
    {
        await Apply();

        Assert.Equal(1, await Count("installation"));
    }

    [Fact]
    public async Task A_second_start_changes_nothing()
    {
        await Apply();
        var applied = await Count("schemaversions");

        await Apply();

        Assert.Equal(applied, await Count("schemaversions"));
    }

    [Fact]
    public async Task Three_nodes_may_start_at_once()
    {
        await Task.WhenAll(Apply(), Apply(), Apply());

        Assert.Equal(1, await Count("installation"));
        Assert.Equal(await Count("schemaversions"), await Count("(select distinct scriptname from schemaversions)"));
    }

    [Fact]
    public async Task A_class_gets_its_own_copy_of_the_newest_schema()
    {
        await Apply();
        var copy = await TestPostgres.Create();

        var applied = await Count("schemaversions", copy);
        await TestPostgres.Drop(copy);

        Assert.Equal(await Count("schemaversions"), applied);
    }

    [Fact]
    public async Task Migrations_are_missing_until_they_are_applied()
    {
        await Apply();
        await using var db = new NpgsqlConnection(empty);
        await db.OpenAsync();

        Assert.True(await Migrations.Applied(db));
        await using var forget = new NpgsqlCommand("delete from schemaversions where scriptname like '%0002%'", db);
        await forget.ExecuteNonQueryAsync();
        Assert.False(await Migrations.Applied(db));
    }

    [Theory]
    [InlineData("14.9", true)]
    [InlineData("15.0", false)]
    [InlineData("18.4", false)]
    public void A_server_older_than_fifteen_is_refused(string version, bool refused)
    {
        var answer = Record.Exception(() => Migrations.RefuseOld(Version.Parse(version)));

        Assert.Equal(refused, answer is CannotStartException);
    }

    private Task Apply() => Migrations.Apply(empty, NullLogger.Instance);

    private async Task<long> Count(string from, string? database = null)
    {
        await using var db = new NpgsqlConnection(database ?? empty);
        await db.OpenAsync();
        await using var count = new NpgsqlCommand($"select count(*) from {from} as counted", db);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
