using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Weekday by hour. A cell of fewer than five says little and stays pale; the others have five strengths of one colour.</summary>
public sealed record HeatMap(
    Metric Metric, string Title, IReadOnlyList<HeatCell> Cells, Func<HeatCell, double?> Value, Func<HeatCell, long> Count, Func<double, string> Say, Func<int, string> Way)
{
    private Dictionary<(int, int), HeatCell> ByHour { get; } = Cells.ToDictionary(cell => (cell.Weekday, cell.Hour));

    private double Most { get; } = Cells.Select(Value).Max() ?? 0;

    public bool IsEmpty => Most <= 0;

    public IEnumerable<(int Weekday, int Y)> Rows => Enumerable.Range(1, 7).Select(weekday => (weekday, Top(weekday)));

    public IEnumerable<(int Hour, int X)> Columns => Enumerable.Range(0, 8).Select(third => (third * 3, Left(third * 3) + 13));

    public IEnumerable<(int X, int Y, string Hue, string Said)> Boxes =>
        from weekday in Enumerable.Range(1, 7)
        from hour in Enumerable.Range(0, 24)
        select (Left(hour), Top(weekday), Hue(weekday, hour), $"{Says(HeatCell.PlaceOf(weekday, hour))} · {Said(weekday, hour)}");

    /// <summary>An hour of the week in words.</summary>
    public static string Says(int place) => $"{Day((place / 24) + 1)} {place % 24}:00";

    public static string Day(int weekday) => CultureInfo.CurrentCulture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)(weekday % 7));

    public bool IsThin(int weekday, int hour) => CountOf(weekday, hour) is > 0 and < 5;

    public string Said(int weekday, int hour) =>
        CountOf(weekday, hour) > 0 && Value(ByHour[(weekday, hour)]) is { } value ? Say(value) : "–";

    /// <summary>To the tickets behind it. Null: there are none.</summary>
    public string? WayTo(int weekday, int hour) => CountOf(weekday, hour) > 0 ? Way(HeatCell.PlaceOf(weekday, hour)) : null;

    public long CountOf(int weekday, int hour) => ByHour.GetValueOrDefault((weekday, hour)) is { } cell ? Count(cell) : 0;

    private string Hue(int weekday, int hour) =>
        ByHour.GetValueOrDefault((weekday, hour)) is not { } cell || (Value(cell) ?? 0) is not > 0 ? "heat-0"
        : Count(cell) < 5 ? "heat-thin"
        : $"heat-{Math.Clamp((int)Math.Ceiling(Value(cell)!.Value / Most * 5), 1, 5)}";

    private static int Left(int hour) => 48 + (hour * 28);

    private static int Top(int weekday) => 4 + ((weekday - 1) * 25);
}
