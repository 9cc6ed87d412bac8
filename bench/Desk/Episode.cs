namespace Convos.Bench;

internal enum Stand { Queued, Assigned, Closed }

/// <summary>A ticket to be written: whose, when, and how it stands.</summary>
internal struct Episode
{
    public int Thread;
    public DateTime OpenedAt;
    public Stand Stand;
}

/// <summary>
/// Who came when. A few contacts come all the time and most come once (Zipf); of a thread only the last ticket can be open, and
/// what is open was opened within the last two days.
/// </summary>
internal static class Episodes
{
    private const double Skew = 0.7;
    private const int Days = 180;

    /// <summary>In the order of their opening.</summary>
    public static Episode[] Plan(Scale scale, DateTime now, Random random)
    {
        var episodes = new List<Episode>(scale.Tickets);
        var visits = Visits(scale, random);
        var stillOpen = Shuffled(scale.Threads, random).Take(scale.OpenTickets).ToHashSet();
        for (var thread = 0; thread < visits.Length; thread++)
        {
            var earliest = now.AddDays(-Days);
            var times = Enumerable.Range(0, visits[thread]).Select(_ => now.AddDays(-2 - (random.NextDouble() * (Days - 2)))).Order().ToArray();
            for (var visit = 0; visit < times.Length; visit++)
            {
                var open = visit == times.Length - 1 && stillOpen.Contains(thread);
                var at = open ? now.AddHours(-2 - (random.NextDouble() * 44)) : times[visit] > earliest ? times[visit] : earliest;
                earliest = at.AddMinutes(30);
                episodes.Add(new()
                {
                    Thread = thread, OpenedAt = at, Stand = !open ? Stand.Closed : random.Next(10) < 6 ? Stand.Assigned : Stand.Queued,
                });
            }
        }

        return [.. episodes.OrderBy(episode => episode.OpenedAt).ThenBy(episode => episode.Thread)];
    }

    private static int[] Visits(Scale scale, Random random)
    {
        var visits = new int[scale.Threads];
        Array.Fill(visits, 1);
        var upTo = new double[scale.Threads];
        for (var rank = 0; rank < upTo.Length; rank++)
        {
            upTo[rank] = (rank == 0 ? 0 : upTo[rank - 1]) + Math.Pow(rank + 1, -Skew);
        }

        var threads = Shuffled(scale.Threads, random);
        for (var more = scale.Tickets - scale.Threads; more > 0; more--)
        {
            var found = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
            visits[threads[Math.Min(found < 0 ? ~found : found, threads.Length - 1)]]++;
        }

        return visits;
    }

    private static int[] Shuffled(int count, Random random)
    {
        var all = Enumerable.Range(0, count).ToArray();
        random.Shuffle(all);
        return all;
    }
}
