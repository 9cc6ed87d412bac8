using Convos.Data;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Tests;

/// <summary>The log of one cluster, restored into another whose transactions have not come that far.</summary>
public sealed class RestoreTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_log_restored_into_another_cluster_is_no_news_there_and_what_comes_after_is()
    {
        using var folder = new TestFolder();
        await using var elsewhere = await EmbeddedPostgres.Start(folder["data"], NullLogger.Instance, new() { ForTests = true });
        await Migrations.Apply(elsewhere.ConnectionString, NullLogger.Instance);
        await using var restored = new Database(elsewhere.ConnectionString);
        await FarAhead(elsewhere.ConnectionString);
        await using var db = await restored.Open();
        await CopyLog(db);
        var mistaken = await Events.Since(db, await Events.Watermark(db), 1000);

        await Events.RepairAfterRestore(db);

        var watermark = await Events.Watermark(db);
        Assert.NotEmpty(mistaken);
        Assert.Empty(await Events.Since(db, watermark, 1000));
        await db.ExecuteAsync("insert into events (at, kind) values (@now, 'after')", new { now = Make.Noon });
        Assert.Equal("after", Assert.Single(await Events.Since(db, watermark, 1000)).Kind);
    }

    // Until the first cluster's transactions are past the second's, as those of a cluster in use are.
    private async Task FarAhead(string elsewhere)
    {
        await using var there = new NpgsqlConnection(elsewhere);
        var goal = await there.QuerySingleAsync<long>("select pg_current_xact_id()::text::bigint + 1000");
        await using var here = await test.Database.Open();
        while (await here.QuerySingleAsync<long>("select pg_current_xact_id()::text::bigint") < goal)
        {
        }

        await here.ExecuteAsync("insert into events (at, kind) select @now, 'before' from generate_series(1, 50)", new { now = Make.Noon });
    }

    // What a dump carries: the rows as they are, and where the numbers stand.
    private async Task CopyLog(NpgsqlConnection to)
    {
        const string Columns = "(id, xid, at, kind, kept)";
        await using var from = await test.Database.Open();
        using (var reader = await from.BeginTextExportAsync($"copy events {Columns} to stdout"))
        await using (var writer = await to.BeginTextImportAsync($"copy events {Columns} from stdin"))
        {
            await writer.WriteAsync(await reader.ReadToEndAsync());
        }

        await to.ExecuteAsync("select setval(pg_get_serial_sequence('events', 'id'), (select max(id) from events))");
    }
}
