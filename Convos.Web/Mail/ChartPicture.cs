using SkiaSharp;

namespace Convos.Web;

/// <summary>
/// Small charts as PNG, for mails: programs that read them drop SVG. Without words, which need fonts that a server may lack: the table below each
/// says what it shows.
/// </summary>
public static class ChartPicture
{
    private const int Width = 640;
    private const int Height = 160;
    private const int Edge = 8;

    private static readonly SKColor Ground = new(255, 255, 255);
    private static readonly SKColor Rule = new(0xDD, 0xE3, 0xE6);
    private static readonly SKColor First = new(0x0C, 0x74, 0x6A);
    private static readonly SKColor Second = new(0x97, 0x58, 0x07);

    /// <summary>Two rows of bars side by side, by day.</summary>
    public static byte[] Bars(IReadOnlyList<double> first, IReadOnlyList<double> second) => Draw(canvas =>
    {
        var most = Math.Max(1, first.Concat(second).DefaultIfEmpty().Max());
        var step = (float)(Width - (2 * Edge)) / Math.Max(1, first.Count);
        using var paint = new SKPaint { IsAntialias = true };
        for (var day = 0; day < first.Count; day++)
        {
            Bar(first[day], First, (day * step) + (step * 0.14f));
            Bar(second[day], Second, (day * step) + (step * 0.5f));
        }

        void Bar(double value, SKColor colour, float x)
        {
            paint.Color = colour;
            canvas.DrawRect(SKRect.Create(Edge + x, Y(value, most), step * 0.34f, Y(0, most) - Y(value, most)), paint);
        }
    });

    /// <summary>A curve by day, broken where there is nothing.</summary>
    public static byte[] Line(IReadOnlyList<double?> values) => Draw(canvas =>
    {
        var most = Math.Max(1, values.Max() ?? 1);
        var step = (float)(Width - (2 * Edge)) / Math.Max(1, values.Count);
        using var paint = new SKPaint { IsAntialias = true, Color = First, StrokeWidth = 3 };
        SKPoint? last = null;
        for (var day = 0; day < values.Count; day++)
        {
            SKPoint? here = values[day] is { } value ? new SKPoint(Edge + (step * (day + 0.5f)), Y(value, most)) : null;
            if (here is { } point)
            {
                canvas.DrawCircle(point, 4, paint);
                if (last is { } before)
                {
                    canvas.DrawLine(before, point, paint);
                }
            }

            last = here;
        }
    });

    private static byte[] Draw(Action<SKCanvas> drawing)
    {
        using var bitmap = new SKBitmap(Width, Height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(Ground);
            using var rule = new SKPaint { Color = Rule, StrokeWidth = 1 };
            foreach (var part in new[] { 0, 0.5, 1 })
            {
                canvas.DrawLine(Edge, Y(part, 1), Width - Edge, Y(part, 1), rule);
            }

            drawing(canvas);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static float Y(double value, double most) => (float)(Edge + ((Height - (2 * Edge)) * (1 - (value / most))));
}
