using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>New events, and the position at which a page that has seen them stands.</summary>
public sealed record EventBatch(Watermark Position, IReadOnlyList<Event> Events);

/// <summary>
/// Follows the log for ever: NOTIFY wakes it, a poll each second is the net, and neither a lost wake-up nor a restart of
/// PostgreSQL loses an event, because each read starts at the last position and skips what it has already given.
/// </summary>
public sealed class EventTail(Database database, ILogger log)
{
    private const int Largest = 5000;

    private readonly HashSet<long> given = [];
    private Watermark? position;

    /// <summary>The first batch is empty and tells the position from which this tail starts.</summary>
    public async IAsyncEnumerable<EventBatch> Follow([EnumeratorCancellation] CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await using var bell = await Listen(ct);
            while (bell is not null && await Next(bell, ct) is { } batch)
            {
                if (batch.Events.Count > 0 || batch.Position != position)
                {
                    position = batch.Position;
                    yield return batch;
                }

                if (batch.Events.Count < Largest && !await Wake(bell, ct))
                {
                    break;
                }
            }

            if (!ct.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), ct).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task<EventBatch?> Next(NpgsqlConnection db, CancellationToken ct)
    {
        try
        {
            var here = await Events.Watermark(db);
            if (position is null || position.Epoch != here.Epoch)
            {
                given.Clear();
                return new EventBatch(here, []);
            }

            var found = await Events.Since(db, position, Largest + given.Count);
            var news = found.Where(one => given.Add(one.Id)).ToList();
            Forget(found, here);
            return new EventBatch(found.Count >= Largest + given.Count ? position : here, news);
        }
        catch (Exception lost) when (lost is NpgsqlException or TimeoutException)
        {
            log.LogWarning("The event log is out of reach: {Reason}", lost.Message);
            return null;
        }
    }

    // What stands before the new position is never read again.
    private void Forget(IReadOnlyList<Event> found, Watermark here)
    {
        var edge = ulong.Parse(here.Xid, System.Globalization.CultureInfo.InvariantCulture);
        var again = found.Where(one => ulong.Parse(one.Xid, System.Globalization.CultureInfo.InvariantCulture) >= edge).Select(one => one.Id);
        given.IntersectWith(again.ToHashSet());
    }

    private async Task<NpgsqlConnection?> Listen(CancellationToken ct)
    {
        try
        {
            var db = await database.Open(ct);
            await using var listen = new NpgsqlCommand("listen convos", db);
            await listen.ExecuteNonQueryAsync(ct);
            return db;
        }
        catch (Exception lost) when (lost is NpgsqlException or TimeoutException)
        {
            log.LogWarning("The event log is out of reach: {Reason}", lost.Message);
            return null;
        }
    }

    private async Task<bool> Wake(NpgsqlConnection db, CancellationToken ct)
    {
        try
        {
            await db.WaitAsync(1000, ct);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception lost) when (lost is NpgsqlException or TimeoutException)
        {
            log.LogWarning("The event log is out of reach: {Reason}", lost.Message);
            return false;
        }
    }
}
