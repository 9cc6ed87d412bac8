using HdrHistogram;

namespace Convos.Bench;

/// <summary>How long things took. Safe from everywhere at once.</summary>
public sealed class Latencies
{
    private readonly LongConcurrentHistogram microseconds = new(1, 600_000_000, 3);

    public long Count => microseconds.TotalCount;

    public void Add(TimeSpan took) => microseconds.RecordValue(Math.Clamp((long)took.TotalMicroseconds, 1, 600_000_000));

    public void Add(Latencies others) => microseconds.Add(others.microseconds);

    /// <summary>In milliseconds; null where nothing was measured.</summary>
    public double? At(double percentile) => Count == 0 ? null : microseconds.GetValueAtPercentile(percentile) / 1000.0;
}
