namespace Convos.Tests;

/// <summary>The machine's clock until it leaps: waiting for two minutes takes no time, and timers go on as they were.</summary>
public sealed class LeapingClock : TimeProvider
{
    private long ahead;

    public void Leap(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));
}
