using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>New events, and the position at which a page that has seen them stands.</summary>
public sealed record EventBatch(Watermark Position, IReadOnlyList<Event> Events);

/// <summary>
/// Follows the log for ever, in batches: each read starts at the last position and skips what it has already given, so that
/// nothing committed is missed and nothing is given twice.
/// </summary>
public sealed class EventTail(Database database, ILogger log)
{
    private const int Largest = 5000;

    private readonly HashSet<long> given = [];
    private Watermark? position;

    /// <summary>The first batch is empty and tells the position from which this tail starts.</summary>
    public async IAsyncEnumerable<EventBatch> Follow([EnumeratorCancellation] CancellationToken ct)
    {
        await using var bell = new Bell(database, log, Bell.Events);
        while (!ct.IsCancellationRequested)
        {
            if (await Next(ct) is { } batch && (batch.Events.Count > 0 || batch.Position != position))
            {
                position = batch.Position;
                yield return batch;
            }

            await bell.Wait(ct);
        }
    }

    private async Task<EventBatch?> Next(CancellationToken ct)
    {
        try
        {
            await using var db = await database.Open(ct);
            if (position is null)
            {
                return new EventBatch(await Events.Watermark(db), []);
            }

            // What was given already and is still in reach takes no room from what is new. Rounded: each limit is a statement of its own.
            var limit = (int)BitOperations.RoundUpToPowerOf2((uint)(Largest + given.Count));
            var (here, found) = await Events.News(db, position, limit);
            if (position.Epoch != here.Epoch)
            {
                given.Clear();
                return new EventBatch(here, []);
            }

            var news = found.Where(one => given.Add(one.Id)).ToList();
            if (found.Count == limit)
            {
                return new EventBatch(position, news);
            }

            Forget(found, here);
            return new EventBatch(here, news);
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
        var edge = ulong.Parse(here.Xid, CultureInfo.InvariantCulture);
        given.IntersectWith(found.Where(one => ulong.Parse(one.Xid, CultureInfo.InvariantCulture) >= edge).Select(one => one.Id).ToHashSet());
    }
}
