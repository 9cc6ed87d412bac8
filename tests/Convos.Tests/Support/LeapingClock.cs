namespace Convos.Tests;

/// <summary>The machine's clock until it leaps or stands: waiting for two minutes takes no time, and timers go on as they were.</summary>
public sealed class LeapingClock : TimeProvider
{
    private long ahead;
    private long stands;

    public void Leap(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    /// <summary>Until it is disposed of: what is allowed for seconds is allowed for as long as a busy machine needs.</summary>
    public IDisposable Still()
    {
        Interlocked.Exchange(ref stands, GetUtcNow().UtcTicks);
        return new Standing(this);
    }

    public override DateTimeOffset GetUtcNow() => Interlocked.Read(ref stands) is > 0 and var at
        ? new DateTimeOffset(at, TimeSpan.Zero)
        : base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    private sealed class Standing(LeapingClock clock) : IDisposable
    {
        public void Dispose() => Interlocked.Exchange(ref clock.stands, 0);
    }
}
