namespace Convos.Data;

/// <summary>
/// A histogram of whole seconds whose buckets grow by two per cent, so that any value is told within one: histograms of parts add up to that
/// of the whole, which medians do not. No bucket lies across an edge of <see cref="ReportBands"/>, so bands are counted exactly.
/// </summary>
public sealed class Spread
{
    // The least value of each bucket, and behind the last one.
    private static readonly int[] Least = [.. Bounds()];

    // Side by side, in the order of the buckets: most spreads hold a handful.
    private readonly List<int> buckets = [];
    private readonly List<int> counts = [];

    public long Count { get; private set; }

    public void Add(int seconds)
    {
        var from = 0;
        Add(BucketOf(seconds), 1, ref from);
    }

    /// <summary>Takes it out again with a <paramref name="sign"/> of -1.</summary>
    public void Add(Spread other, int sign = 1)
    {
        var from = 0;
        for (var at = 0; at < other.buckets.Count; at++)
        {
            Add(other.buckets[at], sign * other.counts[at], ref from);
        }
    }

    /// <summary>As PostgreSQL's <c>percentile_cont</c>: between two values in proportion. Null where there are none.</summary>
    public double? Percentile(double share)
    {
        if (Count == 0)
        {
            return null;
        }

        var place = share * (Count - 1);
        var (low, part) = ((long)Math.Floor(place), place - Math.Floor(place));
        var below = ValueAt(low);
        return part == 0 ? below : below + (part * (ValueAt(low + 1) - below));
    }

    /// <summary>How many lie in [from, until), where both are edges of bands.</summary>
    public long Between(int from, int until)
    {
        var sum = 0L;
        for (var at = 0; at < buckets.Count; at++)
        {
            sum += Least[buckets[at]] >= from && Least[buckets[at]] < until ? counts[at] : 0;
        }

        return sum;
    }

    /// <summary>Null where there is nothing.</summary>
    public byte[]? ToBytes()
    {
        if (counts.Count == 0)
        {
            return null;
        }

        var bytes = new List<byte>();
        var last = 0;
        for (var at = 0; at < buckets.Count; at++)
        {
            Put(bytes, buckets[at] - last);
            Put(bytes, counts[at]);
            last = buckets[at];
        }

        return [.. bytes];
    }

    public static Spread Of(byte[]? bytes)
    {
        var spread = new Spread();
        spread.Add(bytes);
        return spread;
    }

    public void Add(byte[]? bytes)
    {
        var (at, bucket, from) = (0, 0, 0);
        while (at < bytes?.Length)
        {
            bucket += Take(bytes, ref at);
            Add(bucket, Take(bytes, ref at), ref from);
        }
    }

    // Whoever adds in the order of the buckets goes on where the last one was found.
    private void Add(int bucket, int count, ref int from)
    {
        if (from < buckets.Count && buckets[from] < bucket)
        {
            from++;
        }

        if (from >= buckets.Count || buckets[from] != bucket)
        {
            var found = buckets.BinarySearch(bucket);
            from = found < 0 ? ~found : found;
            if (found < 0)
            {
                buckets.Insert(from, bucket);
                counts.Insert(from, 0);
            }
        }

        Count += count;
        counts[from] += count;
        if (counts[from] == 0)
        {
            buckets.RemoveAt(from);
            counts.RemoveAt(from);
        }
    }

    private double ValueAt(long place)
    {
        for (var at = 0; at < buckets.Count; at++)
        {
            place -= counts[at];
            if (place < 0)
            {
                return ValueOf(buckets[at]);
            }
        }

        return ValueOf(buckets[^1]);
    }

    private static IEnumerable<int> Bounds()
    {
        for (var least = 0; least < int.MaxValue;)
        {
            yield return least;
            var next = (int)Math.Min(int.MaxValue, Math.Max(least + 1L, (long)Math.Floor(least * 1.02)));
            least = ReportBands.Edges.FirstOrDefault(edge => edge > least && edge < next) is var edge and > 0 ? edge : next;
        }

        yield return int.MaxValue;
    }

    private static int BucketOf(int seconds)
    {
        var found = Array.BinarySearch(Least, Math.Clamp(seconds, 0, int.MaxValue - 1));
        return found < 0 ? ~found - 1 : found;
    }

    // The middle of the whole seconds that it holds.
    private static double ValueOf(int bucket) => (Least[bucket] + (Least[bucket + 1] - 1.0)) / 2;

    private static void Put(List<byte> bytes, int number)
    {
        var rest = (uint)number;
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        bytes.Add((byte)rest);
    }

    private static int Take(byte[] bytes, ref int at)
    {
        var (number, shift) = (0, 0);
        for (; bytes[at] >= 0x80; at++, shift += 7)
        {
            number |= (bytes[at] & 0x7F) << shift;
        }

        return number | (bytes[at++] << shift);
    }
}
