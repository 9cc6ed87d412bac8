using SkiaSharp;

namespace Convos.Workers;

/// <summary>The rules of a sticker, in the order in which they are told.</summary>
public enum StickerFault { NotPngOrWebP, Damaged, WrongSize, NoTransparency, CornersNotClear, TooHeavy }

/// <summary>What leaves, or every rule that is broken. <c>Size</c> is that of the WebP that would leave, at the lowest quality; 0 where none was made.</summary>
public sealed record StickerResult(byte[]? WebP, IReadOnlyList<StickerFault> Faults, bool Animated = false, int Width = 0, int Height = 0, long Size = 0)
{
    public long Limit => Animated ? Sticker.MostAnimatedBytes : Sticker.MostBytes;

    /// <summary>So many bytes have to go.</summary>
    public long Over => Math.Max(0, Size - Limit + 1);
}

/// <summary>512×512, transparent to its corners, and light. A WebP that is so leaves as it is; a PNG becomes one.</summary>
public static class Sticker
{
    public const int Side = 512;

    /// <summary>It must stay below.</summary>
    public const int MostBytes = 102_400;

    public const int MostAnimatedBytes = 512_000;

    private const int ClearBelow = 10;

    // Without loss first; then as good as it can be.
    private static readonly int[] Qualities = [95, 90, 85, 80, 75, 70, 65, 60, 55, 50, 45, 40, 35, 30, 25, 20, 15, 10];

    public static Task<StickerResult> From(Stream file, CancellationToken ct) => Picture.Alone(
        async () =>
        {
            var peek = new Peek(file);
            return From(await peek.Read(0, Picture.MostBytes, ct), peek.Length);
        },
        ct);

    private static StickerResult From(byte[] bytes, long size)
    {
        using var picture = Picture.Open(bytes);
        if (picture is null)
        {
            return new(null, [StickerFault.NotPngOrWebP]);
        }

        var isWebP = picture.Format == SKEncodedImageFormat.Webp;
        var animated = isWebP && WebPHead.Animated(bytes);
        var faults = new List<StickerFault>();
        void Rule(bool broken, StickerFault fault)
        {
            if (broken)
            {
                faults.Add(fault);
            }
        }

        using var bitmap = picture.Decode(alpha: SKAlphaType.Unpremul);
        Rule(!isWebP && picture.Format != SKEncodedImageFormat.Png, StickerFault.NotPngOrWebP);
        Rule(bitmap is null && !picture.TooManyPixels, StickerFault.Damaged);
        Rule(picture is not { Width: Side, Height: Side }, StickerFault.WrongSize);
        Rule(!picture.HasAlpha, StickerFault.NoTransparency);
        Rule(picture.HasAlpha && bitmap is not null && !Clear(bitmap), StickerFault.CornersNotClear);

        // What a picture of another size would weigh says nothing about a sticker.
        var made = isWebP ? bytes : bitmap is { Width: Side, Height: Side } ? Lightest(bitmap) : [];
        var weight = isWebP ? size : made.LongLength;
        Rule(weight >= (animated ? MostAnimatedBytes : MostBytes), StickerFault.TooHeavy);
        return new(faults.Count == 0 ? made : null, faults, animated, picture.Width, picture.Height, weight);
    }

    private static bool Clear(SKBitmap bitmap)
    {
        var (right, bottom) = (bitmap.Width - 1, bitmap.Height - 1);
        return new[] { (0, 0), (right, 0), (0, bottom), (right, bottom) }.All(corner => bitmap.GetPixel(corner.Item1, corner.Item2).Alpha < ClearBelow);
    }

    // The best that fits, else the lightest.
    private static byte[] Lightest(SKBitmap bitmap)
    {
        using var pixels = bitmap.PeekPixels();
        var webp = Encoded(pixels, new(SKWebpEncoderCompression.Lossless, 75));
        foreach (var quality in Qualities)
        {
            if (webp.Length < MostBytes)
            {
                break;
            }

            webp = Encoded(pixels, new(SKWebpEncoderCompression.Lossy, quality));
        }

        return webp;
    }

    private static byte[] Encoded(SKPixmap pixels, SKWebpEncoderOptions options)
    {
        using var webp = pixels.Encode(options);
        return webp?.ToArray() ?? throw new InvalidOperationException("A decoded picture could not be written as WebP.");
    }
}
