using System.Diagnostics;
using Convos.Data;
using Dapper;

namespace Convos.Bench;

/// <summary>What was found after a rush. <c>Violations</c>: what must never be, and how often it was; empty, as promised.</summary>
/// <param name="PerSecond">How many came each second; all of fifty, where the machine can.</param>
/// <param name="Moved">How many rotated, or went from somebody who left, to somebody else.</param>
/// <param name="HandOut">From a ticket's birth to its operator, all there.</param>
/// <param name="Room">From somebody's coming, or finishing one, to the ticket that waited for it.</param>
public sealed record RushFindings(
    int Arrived, double PerSecond, int Given, int Taken, int Moved, IReadOnlyDictionary<string, int> Violations, int LargestShareGap, Latencies HandOut, Latencies Room);

/// <summary>
/// Customers come, fifty a second, to inboxes that assign by themselves, while twenty people come and go, take and finish, against
/// whatever workers the database has. The database itself watches each assignment as it is made, behind the locks that made it.
/// </summary>
/// <param name="inboxes">The first gives in turn, the others by the other rules.</param>
/// <param name="arrive">A customer writes to the inbox of this place: a new one, or one who wrote before.</param>
public sealed partial class Rush(Database database, IReadOnlyList<long> inboxes, IReadOnlyList<Viewer> people, Func<int, bool, Task> arrive)
{
    private const double PerSecond = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private int arrived;
    private TimeSpan rushed;
    private long before;

    public async Task Prepare()
    {
        before = await One<long>("select coalesce(max(id), 0) from tickets");
        await Run(WatchSql, new { });
        Strategy[] strategies = [Strategy.RoundRobin, Strategy.LeastBusy, Strategy.Owner];
        for (var place = 0; place < inboxes.Count; place++)
        {
            await Run(
                """
                update inboxes set strategy = @strategy, cap = @cap, owner_share = 40, rotation_minutes = @minutes, on_leave = @leave, leave_minutes = 1
                where id = @id
                """, new
                {
                    id = inboxes[place], strategy = strategies[place % 3].Name(), cap = place == 1 ? 3 : (int?)null,
                    minutes = place == 0 ? (int?)null : 1, leave = place == 0 ? "keep" : "reassign",
                });
        }

        await Run("update operators set cap = 2 + id % 5 where id = any(@ids)", new { ids = People });
        await Run("insert into events (at, kind, kept) values (@now, 'settings_changed', false)", new { now = DateTime.UtcNow });
    }

    /// <summary>Comings and goings, caps, presses of «Asignarme», until the time is over; then all of it is finished.</summary>
    public async Task Turmoil(TimeSpan duration)
    {
        using var over = new CancellationTokenSource(duration);
        await Task.WhenAll([Arrivals(over.Token), .. people.Select((person, n) => Works(person, new Random(n), over.Token))]);
        await Finish();
    }

    /// <summary>Everybody is there and nobody is full: what is given then is given in equal shares, and at once.</summary>
    public async Task<RushFindings> Calm(TimeSpan duration)
    {
        await Run("update operators set cap = null where id = any(@ids)", new { ids = People });
        await Run("update inboxes set cap = null where id = any(@ids)", new { ids = inboxes.ToArray() });
        var start = DateTime.UtcNow;
        using (var over = new CancellationTokenSource(duration))
        {
            await Arrivals(over.Token);
        }

        var drained = await Until.True(async () => await One<int>("select count(*)::int from tickets where status = 'queued' and inbox_id = any(@ids)") == 0, Patience);
        // Before anything is made to wait for somebody.
        var (came, gap, handOut) = (arrived, await LargestShareGap(start), await HandOut(start));
        await Finish();
        return await Findings(drained, came, gap, handOut, await Rooms());
    }

    private long[] People => [.. people.Select(person => person.Id)];

    // One customer after another for each inbox, so that who came first is beyond doubt.
    private async Task Arrivals(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(inboxes.Select(async (_, place) =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(inboxes.Count / PerSecond));
            while (await Next(timer, ct))
            {
                // Every fifth comes back, most of them to a ticket that was closed.
                await arrive(place, Interlocked.Increment(ref arrived) % 5 == 0);
            }
        }));
        rushed += Stopwatch.GetElapsedTime(began);
    }

    private async Task Works(Viewer person, Random random, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            switch (random.Next(10))
            {
                case 0:
                    await Presences.Choose(database, person.Id, random.Next(2) == 0, DateTime.UtcNow);
                    await Leap(person);
                    break;
                case < 4:
                    await Take(person, random);
                    break;
                default:
                    await Close(person, 2);
                    break;
            }

            // As fast as a hand might, and each at a pace of their own.
            await Task.Delay(random.Next(20, 120), CancellationToken.None);
        }
    }

    // What takes minutes is due at once: what they hold and have not answered rotates, or goes to somebody else where they are away.
    private Task Leap(Viewer person) => Run(
        """
        update tickets set rotates_at = @now where operator_id = @id and rotates_at is not null;
        update tickets t set assigned_at = t.assigned_at - interval '1 hour' from operators o where o.id = @id and t.operator_id = o.id and not o.available;
        update operators set away_since = away_since - interval '1 hour' where id = @id and not available
        """, new { id = person.Id, now = DateTime.UtcNow });

    private async Task Take(Viewer person, Random random)
    {
        var waiting = (await All<long>("select id from tickets where status = 'queued' and inbox_id = any(@ids) order by id limit 30", new { ids = inboxes.ToArray() })).ToList();
        if (waiting.Count > 0)
        {
            await Tickets.Apply(database, TicketMove.Take, person, waiting[random.Next(waiting.Count)], DateTime.UtcNow);
        }
    }

    private async Task Close(Viewer person, int most)
    {
        foreach (var ticket in await All<long>("select id from tickets where operator_id = @id and inbox_id = any(@ids) order by id limit @most", new { id = person.Id, ids = inboxes.ToArray(), most }))
        {
            await Tickets.Apply(database, TicketMove.Close, person, ticket, DateTime.UtcNow);
        }
    }

    private async Task Finish()
    {
        foreach (var person in people)
        {
            await Presences.Choose(database, person.Id, available: true, DateTime.UtcNow);
        }

        await Until.True(async () =>
        {
            await Task.WhenAll(people.Select(person => Close(person, 200)));
            return await One<int>("select count(*)::int from tickets where status <> 'closed' and inbox_id = any(@ids)") == 0;
        }, Patience);
    }

    private async Task<T> One<T>(string sql, object? parameters = null)
    {
        await using var db = await database.Open();
        return await db.QuerySingleAsync<T>(sql, parameters ?? new { ids = inboxes.ToArray() }, commandTimeout: 0);
    }

    private async Task<IReadOnlyList<T>> All<T>(string sql, object? parameters = null)
    {
        await using var db = await database.Open();
        return (await db.QueryAsync<T>(sql, parameters, commandTimeout: 0)).AsList();
    }

    private async Task Run(string sql, object parameters)
    {
        await using var db = await database.Open();
        await db.ExecuteAsync(sql, parameters);
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
