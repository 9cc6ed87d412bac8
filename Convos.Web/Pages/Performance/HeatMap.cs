using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Weekday by hour. A cell of fewer than five says little and stays pale; the others have five strengths of one colour.</summary>
public sealed record HeatMap(string Key, string Title, IReadOnlyList<HeatCell> Cells, Func<HeatCell, double?> Value, Func<HeatCell, long> Count, Func<double, string> Say)
{
    private Dictionary<(int, int), HeatCell> ByHour { get; } = Cells.ToDictionary(cell => (cell.Weekday, cell.Hour));

    private double Most { get; } = Cells.Select(Value).Max() ?? 0;

    public bool IsEmpty => Most <= 0;

    public IEnumerable<(int Weekday, int Y)> Rows => Enumerable.Range(1, 7).Select(weekday => (weekday, Top(weekday)));

    public IEnumerable<(int Hour, int X)> Columns => Enumerable.Range(0, 8).Select(third => (third * 3, Left(third * 3) + 13));

    public IEnumerable<(int X, int Y, string Hue, string Said)> Boxes =>
        from weekday in Enumerable.Range(1, 7)
        from hour in Enumerable.Range(0, 24)
        select (Left(hour), Top(weekday), Hue(weekday, hour), $"{Day(weekday)} {hour}:00 · {Said(weekday, hour)}");

    public string Day(int weekday) => CultureInfo.CurrentCulture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)(weekday % 7));

    public bool IsThin(int weekday, int hour) => ByHour.GetValueOrDefault((weekday, hour)) is { } cell && Count(cell) is > 0 and < 5;

    public string Said(int weekday, int hour) =>
        ByHour.GetValueOrDefault((weekday, hour)) is { } cell && Value(cell) is { } value ? Say(value) : "–";

    private string Hue(int weekday, int hour) =>
        ByHour.GetValueOrDefault((weekday, hour)) is not { } cell || (Value(cell) ?? 0) is not > 0 ? "heat-0"
        : Count(cell) < 5 ? "heat-thin"
        : $"heat-{Math.Clamp((int)Math.Ceiling(Value(cell)!.Value / Most * 5), 1, 5)}";

    private static int Left(int hour) => 48 + (hour * 28);

    private static int Top(int weekday) => 4 + ((weekday - 1) * 25);
}
