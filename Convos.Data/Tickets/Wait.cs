namespace Convos.Data;

/// <summary>A customer waits for an answer: since when, from when on that is long, and from when on too long.</summary>
public sealed record Wait(DateTime Since, DateTime SoonAt, DateTime LateAt)
{
    // Where an inbox promises nothing, a customer waits with patience for five minutes, and for fifteen without.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

    /// <param name="target">Within how many minutes the inbox wants a first answer; half of them are no cause for concern.</param>
    public static Wait Of(DateTime since, int? target) =>
        target is { } minutes
            ? new(since, since.AddMinutes(minutes / 2.0), since.AddMinutes(minutes))
            : new(since, since + Soon, since + Late);

    /// <summary>Of several the longest, and as urgent as the most urgent of them.</summary>
    public static Wait? Of(IEnumerable<Wait> waits) =>
        waits.Aggregate((Wait?)null, (all, one) => all is null ? one
            : new(Earlier(all.Since, one.Since), Earlier(all.SoonAt, one.SoonAt), Earlier(all.LateAt, one.LateAt)));

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
}
