namespace Convos.Web;

/// <summary>How the fake Meta delivers its webhooks: all of these happen with the real one.</summary>
/// <param name="SentAfter">From accepting a message to the status «sent».</param>
/// <param name="DeliveredAfter">From «sent» to «delivered».</param>
/// <param name="Gather">How long webhooks are collected to be batched or turned round.</param>
/// <param name="Delay">Extra time before each webhook.</param>
/// <param name="Twice">Every webhook comes two times.</param>
/// <param name="OneBatch">What was collected comes in one payload.</param>
/// <param name="OutOfOrder">What was collected comes last first.</param>
/// <param name="Tries">How often a webhook that is not answered 200 is posted.</param>
public sealed record MetaHabits(
    TimeSpan SentAfter, TimeSpan DeliveredAfter, TimeSpan Gather, TimeSpan Delay = default,
    bool Twice = false, bool OneBatch = false, bool OutOfOrder = false, int Tries = 8)
{
    public static readonly TimeSpan LongDelay = TimeSpan.FromSeconds(5);

    public static readonly MetaHabits OnScreen =
        new(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(600), Gather: TimeSpan.FromSeconds(2));

    /// <summary>Late, twice and out of order: what holds against these holds. A busy machine is given minutes.</summary>
    public static readonly MetaHabits InTests =
        new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20), Gather: TimeSpan.FromMilliseconds(150), Twice: true, OutOfOrder: true, Tries: 30);
}
