using Convos.Data;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Tests;

/// <summary>PostgreSQL is restarted, twice, while eight write and one follows.</summary>
public sealed class RestartTests(OwnPostgres postgres) : IClassFixture<OwnPostgres>
{
    [Fact]
    public async Task The_tail_gives_each_committed_event_exactly_once()
    {
        using var stopWriting = new CancellationTokenSource();
        using var stopReading = new CancellationTokenSource();
        var given = new List<long>();
        var started = new TaskCompletionSource();
        var tail = Follow(given, started, stopReading.Token);
        await started.Task;
        var written = 0;
        var writers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Write(() => Interlocked.Increment(ref written) > 0 && !stopWriting.IsCancellationRequested))).ToList();

        for (var restart = 1; restart <= 2; restart++)
        {
            var before = written;
            await Until.True(() => written > before + 200, "Some writing");
            await postgres.Server.Stop();
            await postgres.Server.Resume();
        }

        var after = written;
        await Until.True(() => written > after + 200, "Writing after the restart");
        await stopWriting.CancelAsync();
        await Task.WhenAll(writers);
        await using var db = await postgres.Database.Open();
        // A commit whose answer was lost counts as well: the database says what was written.
        var committed = (await db.QueryAsync<long>("select id from events where kind = 'test' order by id")).AsList();
        Assert.True(committed.Count > 600);
        await Until.True(() => Count(given) >= committed.Count, "The last events");
        await stopReading.CancelAsync();
        await tail;

        Assert.Equal(committed, given.Order());
    }

    private async Task Follow(List<long> given, TaskCompletionSource started, CancellationToken ct)
    {
        try
        {
            await foreach (var batch in new EventTail(postgres.Database, NullLogger.Instance).Follow(ct))
            {
                started.TrySetResult();
                lock (given)
                {
                    given.AddRange(batch.Events.Where(one => one.Kind == "test").Select(one => one.Id));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    private async Task Write(Func<bool> wroteAndGoesOn)
    {
        for (var goesOn = true; goesOn;)
        {
            try
            {
                await using var db = await postgres.Database.Open();
                await using var transaction = await db.BeginTransactionAsync();
                await db.ExecuteAsync("insert into events (at, kind) values (@at, 'test')", new { at = Make.Noon });
                await transaction.CommitAsync();
                goesOn = wroteAndGoesOn();
            }
            catch (NpgsqlException)
            {
                // The restart; whether it was committed is asked of the database in the end.
                await Task.Delay(50);
            }
        }
    }

    private static int Count(List<long> given)
    {
        lock (given)
        {
            return given.Count;
        }
    }
}
