namespace Convos.Data;

/// <summary>The place of a row or bubble in its list, as pages compare it and cursors state it: mostly microseconds since 1970, then the id.</summary>
public readonly record struct SortKey(long Place, long Tie)
{
    /// <summary>After every moment, and exact as a number of JavaScript.</summary>
    public const long Last = 9_000_000_000_000_000;

    public static SortKey Of(DateTime at, long id) => new(Micros(at), id);

    public static SortKey? Parse(string? text) =>
        text?.Split('-') is [var place, var tie] && long.TryParse(place, out var at) && long.TryParse(tie, out var id) && at is >= 0 and <= Last
            ? new SortKey(at, id)
            : null;

    internal static long Micros(DateTime at) => (at.Ticks - DateTime.UnixEpoch.Ticks) / 10;

    internal static DateTime Moment(long micros) => DateTime.UnixEpoch.AddTicks(micros * 10);

    public override string ToString() => $"{Place}-{Tie}";
}
