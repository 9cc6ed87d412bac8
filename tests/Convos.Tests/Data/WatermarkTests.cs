using Convos.Data;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>The log read by transaction: nothing committed is missed, whatever writes at the same time.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class WatermarkTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task A_tail_gives_every_event_of_eight_writers_once_although_numbers_come_before_commits()
    {
        using var stop = new CancellationTokenSource();
        var before = await Newest();
        var given = new List<long>();
        var tail = await Following(given, before, stop.Token);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(Write));

        await Until.True(() => given.Count >= 8 * 60);
        await stop.CancelAsync();
        await tail;
        await using var db = await Database.Open();
        Assert.Equal(await db.QueryAsync<long>("select id from events where kind = 'test' and id > @before order by id", new { before }), given.Order());
    }

    [Fact]
    public async Task A_page_that_read_its_watermark_first_finds_all_it_does_not_show()
    {
        await using var slow = await Database.Open();
        await using var transaction = await slow.BeginTransactionAsync();
        var early = await Insert(slow);
        await using var db = await Database.Open();
        await Insert(db);

        var watermark = await Events.Watermark(db);
        var shown = (await db.QueryAsync<long>("select id from events")).ToHashSet();
        await transaction.CommitAsync();
        var late = await Insert(db);

        var since = (await Events.Since(db, watermark, 100_000)).Select(one => one.Id).ToHashSet();
        Assert.DoesNotContain(early, shown);
        Assert.Superset(new HashSet<long> { early, late }, since);
    }

    [Fact]
    public async Task A_long_transaction_holds_the_watermark_back_and_the_tail_still_gives_each_event_once()
    {
        using var stop = new CancellationTokenSource();
        var given = new List<long>();
        await using var idle = await Database.Open();
        await using var transaction = await idle.BeginTransactionAsync();
        await idle.ExecuteAsync("select pg_current_xact_id()");
        var tail = await Following(given, await Newest(), stop.Token);
        await using var db = await Database.Open();

        var ids = new List<long>();
        for (var n = 0; n < 50; n++)
        {
            ids.Add(await Insert(db));
        }

        await Until.True(() => given.Count >= 50);
        await transaction.RollbackAsync();
        ids.Add(await Insert(db));
        await Until.True(() => given.Count >= 51);
        await stop.CancelAsync();
        await tail;
        Assert.Equal(ids, given.Order());
    }

    [Fact]
    public async Task After_a_dump_restored_into_another_cluster_a_new_epoch_begins_and_nothing_counts_as_news()
    {
        await using var db = await Database.Open();
        await Insert(db);
        var before = await Events.Watermark(db);
        // What a dump brings: transaction ids of a cluster that was further on.
        await db.ExecuteAsync("update events set xid = (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000)::text::xid8");

        await Events.RepairAfterRestore(db);

        var after = await Events.Watermark(db);
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Empty(await Events.Since(db, after, 100));
        await Events.RepairAfterRestore(db);
        Assert.Equal(after.Epoch, (await Events.Watermark(db)).Epoch);
    }

    [Fact]
    public async Task A_batch_larger_than_one_read_is_given_whole()
    {
        using var stop = new CancellationTokenSource();
        var given = new List<long>();
        var tail = await Following(given, await Newest(), stop.Token);
        await using var db = await Database.Open();

        await db.ExecuteAsync("insert into events (at, kind) select now(), 'test' from generate_series(1, 12000)");

        await Until.True(() => given.Count >= 12000);
        await stop.CancelAsync();
        await tail;
        Assert.Equal(12000, given.Distinct().Count());
    }

    // Returns when the tail has its position: what is written from then on is news to it.
    // Any open transaction of the cluster may hold its position back, so that it gives older events first: those do not count.
    private async Task<Task> Following(List<long> given, long after, CancellationToken ct)
    {
        var started = new TaskCompletionSource();
        var tail = Follow(given, started, after, ct);
        await started.Task;
        return tail;
    }

    private async Task Follow(List<long> given, TaskCompletionSource started, long after, CancellationToken ct)
    {
        try
        {
            await foreach (var batch in new EventTail(Database, NullLogger.Instance).Follow(ct))
            {
                started.TrySetResult();
                given.AddRange(batch.Events.Where(one => one.Kind == "test" && one.Id > after).Select(one => one.Id));
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    private async Task<long> Newest()
    {
        await using var db = await Database.Open();
        return await db.QuerySingleAsync<long>("select coalesce(max(id), 0) from events");
    }

    private async Task Write(int writer)
    {
        var random = new Random(writer);
        for (var n = 0; n < 60; n++)
        {
            await using var db = await Database.Open();
            await using var transaction = await db.BeginTransactionAsync();
            await Insert(db);
            await Task.Delay(random.Next(0, 8));
            await transaction.CommitAsync();
        }
    }

    private static Task<long> Insert(Npgsql.NpgsqlConnection db) =>
        db.QuerySingleAsync<long>("insert into events (at, kind) values (now(), 'test') returning id");
}
