using System.Diagnostics;

namespace Convos.Bench;

/// <summary>What a stretch of load came to.</summary>
public sealed record Figures(Latencies Latencies, double PerSecond);

/// <summary>Adds a stretch of the same load to another, as if it had been one.</summary>
public static class FiguresSum
{
    public static Figures Sum(this IReadOnlyList<Figures> stretches)
    {
        foreach (var other in stretches.Skip(1))
        {
            stretches[0].Latencies.Add(other.Latencies);
        }

        return stretches[0] with { PerSecond = stretches.Average(stretch => stretch.PerSecond) };
    }
}

/// <summary>The two ways of asking: closed (each client asks again when it has its answer) and open (at a pace, whatever the answers do).</summary>
public static class Load
{
    private const int MostAtOnce = 2000;

    public static async Task<Figures> Closed(int clients, TimeSpan warmUp, TimeSpan measured, Func<int, Task> ask)
    {
        var latencies = new Latencies();
        var watch = Stopwatch.StartNew();
        var end = warmUp + measured;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            // However slow it is, once is measured.
            for (var measuredAny = false; watch.Elapsed is var asked && (asked < end || !measuredAny);)
            {
                await ask(client);
                if (asked >= warmUp)
                {
                    measuredAny = true;
                    latencies.Add(watch.Elapsed - asked);
                }
            }
        })));
        return new Figures(latencies, latencies.Count / (watch.Elapsed - warmUp).TotalSeconds);
    }

    /// <summary>The latency counts from the moment at which it should have been asked: a stall is not hidden by asking less.</summary>
    public static async Task<Figures> Open(double perSecond, TimeSpan measured, Func<int, Task> ask)
    {
        var latencies = new Latencies();
        var watch = Stopwatch.StartNew();
        using var room = new SemaphoreSlim(MostAtOnce);
        var underway = new List<Task>();
        for (var number = 0; TimeSpan.FromSeconds(number / perSecond) is var due && due < measured; number++)
        {
            var early = due - watch.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early);
            }

            await room.WaitAsync();
            underway.Add(Ask(number, due));
        }

        await Task.WhenAll(underway);
        return new Figures(latencies, latencies.Count / watch.Elapsed.TotalSeconds);

        async Task Ask(int number, TimeSpan due)
        {
            await Task.Yield();
            await ask(number);
            latencies.Add(watch.Elapsed - due);
            room.Release();
        }
    }
}
