using System.Globalization;

namespace Convos.Web.Pages;

/// <summary>A curve, or a row of bars. A null is a gap.</summary>
public sealed record ChartLine(string Name, string Hue, IReadOnlyList<double?> Values)
{
    /// <summary>Of each value where the tickets behind it are. None: it counts no tickets.</summary>
    public IReadOnlyList<string> Ways { get; init; } = [];

    /// <summary>Of each value what it stands on, for the table. None: nothing more is said.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Of each value whether it stands on so little that its point is hollow.</summary>
    public IReadOnlyList<bool> Thin { get; init; } = [];
}

/// <summary>
/// A chart as it is drawn: by the server, as SVG, with its table behind it. <c>Say</c> writes a value, <c>Head</c> what the labels are, where they are no time. <c>IsTime</c>: values are seconds; <c>IsShare</c>: parts of one. <c>About</c>: they come from histograms. <c>Rule</c> says how it is counted, <c>Note</c> what else to know. Everything is in the units of the view box.
/// </summary>
public sealed record Chart(string Id, string Title, IReadOnlyList<string> Labels, IReadOnlyList<ChartLine> Lines, Func<double, string> Say, bool Bars = false, string? Head = null, bool IsTime = false, bool IsShare = false, bool About = false, string? Rule = null, string? Note = null)
{
    public const int Width = 720;
    public const int Height = 200;
    public const int Left = 64;
    public const int Bottom = 24;
    public const int Top = 12;

    private static readonly int[] Round =
        [2, 4, 10, 20, 40, 60, 120, 240, 360, 600, 1200, 2400, 3600, 7200, 14_400, 21_600, 28_800, 43_200, 86_400, 172_800, 345_600, 518_400, 864_000];

    /// <summary>One of the values; the scale says none, and so no «≈».</summary>
    public string Tell(double value) => About ? "≈ " + Say(value) : Say(value);

    private double Most { get; } = Ceiling(Lines.SelectMany(line => line.Values).Max() ?? 0, IsTime, IsShare);

    public bool IsEmpty => Lines.All(line => line.Values.All(value => value is null or 0));

    /// <summary>Where a value stands, from the top, and what is written beside the line there.</summary>
    public IEnumerable<(string Y, string Text)> Grid => new[] { 0, 0.5, 1 }.Select(part => (Number(Y(part * Most)), Say(part * Most)));

    /// <summary>As many names as there is room for.</summary>
    public IEnumerable<(string X, string Text)> Marks
    {
        get
        {
            var step = Math.Max(1, (int)Math.Ceiling(Labels.Count / 8.0));
            return Labels.Select((label, place) => (Number(X(place)), label, place)).Where(one => one.place % step == 0).Select(one => (one.Item1, one.label));
        }
    }

    /// <summary>The curve, broken where there are gaps.</summary>
    public string Path(ChartLine line)
    {
        var path = new System.Text.StringBuilder();
        var pen = 'M';
        for (var place = 0; place < line.Values.Count; place++)
        {
            if (line.Values[place] is not { } value)
            {
                pen = 'M';
                continue;
            }

            // A pen that is lifted again at once leaves a dot.
            path.Append(CultureInfo.InvariantCulture, $"{pen}{Number(X(place))} {Number(Y(value))}{(pen == 'M' ? "h0" : "")}");
            pen = 'L';
        }

        return path.ToString();
    }

    public IEnumerable<(string X, string Y, string Said, bool IsThin)> Points(ChartLine line) =>
        line.Values.Select((value, place) => (value, place)).Where(one => one.value is not null).Select(one => (one.place, value: one.value!.Value))
            .Select(one => (Number(X(one.place)), Number(Y(one.value)), Says(line, one.place, one.value), line.Thin.ElementAtOrDefault(one.place)));

    /// <summary>Bars of several rows stand side by side.</summary>
    public IEnumerable<(string X, string Y, string W, string H, string Said)> Boxes(ChartLine line)
    {
        var own = Lines.ToList().IndexOf(line);
        var wide = Step * 0.72 / Lines.Count;
        return from one in line.Values.Select((value, place) => (value: value ?? 0, place))
               let left = X(one.place) - (Step * 0.36) + (own * wide)
               select (Number(left), Number(Y(one.value)), Number(Math.Max(1, wide - 1)), Number(Y(0) - Y(one.value)), Says(line, one.place, one.value));
    }

    private string Says(ChartLine line, int place, double value) =>
        $"{Labels[place]} · {line.Name}: {Tell(value)}{(line.More.ElementAtOrDefault(place) is { } more ? $" ({more})" : "")}";

    private double Step => (double)(Width - Left) / Math.Max(1, Labels.Count);

    private double X(int place) => Left + (Step * (place + 0.5));

    private double Y(double value) => Top + ((Height - Top - Bottom) * (1 - (Most == 0 ? 0 : value / Most)));

    // A round number that leaves a little room above.
    private static double Ceiling(double most, bool isTime, bool isShare)
    {
        if (most <= 0)
        {
            return 1;
        }

        // Of some shares the part is counted on another day than the whole, and may be more than that.
        if (isShare && new[] { 0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8, 1 }.FirstOrDefault(share => share >= most * 0.999) is > 0 and var share)
        {
            return share;
        }

        // Round on the clock, and so is its half.
        if (isTime && Round.FirstOrDefault(seconds => seconds >= most) is > 0 and var round)
        {
            return round;
        }

        // There is no half of a ticket, nor of what half the scale says.
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return new[] { 1, 2, 4, 5, 6, 8, 10 }.Select(step => step * magnitude).First(step => step >= most * 0.999 && (isTime || isShare || step % 2 == 0));
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
