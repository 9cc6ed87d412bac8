using SkiaSharp;

namespace Convos.Workers;

/// <summary>A picture whose head was read; no pixel is decoded before its size is known to be bearable.</summary>
public sealed class Picture : IDisposable
{
    /// <summary>A few kilobytes can claim gigabytes of pixels; a telephone's camera stays below this.</summary>
    public const long MostPixels = 40_000_000;

    /// <summary>What is read into memory to be decoded.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    // A large one takes a hundred megabytes while it is opened.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    private readonly SKData data;
    private readonly SKCodec codec;

    private Picture(SKData data, SKCodec codec) => (this.data, this.codec) = (data, codec);

    public SKEncodedImageFormat Format => codec.EncodedFormat;

    /// <summary>As it is meant to be seen: a telephone held upright turns the sides.</summary>
    public int Width => Turned ? codec.Info.Height : codec.Info.Width;

    public int Height => Turned ? codec.Info.Width : codec.Info.Height;

    public bool TooManyPixels => !Bearable(Width, Height);

    public bool HasAlpha => codec.Info.AlphaType != SKAlphaType.Opaque;

    private bool Turned => codec.EncodedOrigin is
        SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    public static bool Bearable(long width, long height) => width > 0 && height > 0 && width * height <= MostPixels;

    /// <summary>Whatever opens pictures, in the whole process, waits here for its turn.</summary>
    public static async Task<T> Alone<T>(Func<Task<T>> work, CancellationToken ct)
    {
        await OneAtATime.WaitAsync(ct);
        try
        {
            return await work();
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>Null where it is no picture that we read. The beginning of a file is enough for its head.</summary>
    public static Picture? Open(ReadOnlySpan<byte> bytes)
    {
        var data = SKData.CreateCopy(bytes);
        if (SKCodec.Create(data) is { } codec)
        {
            return new Picture(data, codec);
        }

        data.Dispose();
        return null;
    }

    /// <summary>The first frame as it is stored; JPEG and WebP are read smaller at once. Null where it is damaged or too large.</summary>
    public SKBitmap? Decode(float scale = 1, SKAlphaType alpha = SKAlphaType.Premul)
    {
        if (TooManyPixels)
        {
            return null;
        }

        var size = codec.GetScaledDimensions(Math.Min(1f, scale));
        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, alpha));
        if (bitmap.GetPixels() != IntPtr.Zero && codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success)
        {
            // An image made of what may still change would copy it.
            bitmap.SetImmutable();
            return bitmap;
        }

        bitmap.Dispose();
        return null;
    }

    /// <summary>Upright, with its whole area in these bounds and never larger than it is; on white where it may not be transparent.</summary>
    public SKImage? Upright(int longest, bool transparent)
    {
        var scale = Math.Min(1f, (float)longest / Math.Max(Width, Height));
        using var bitmap = Decode(Math.Min(1f, 2 * scale));
        if (bitmap is null)
        {
            return null;
        }

        var (width, height) = (Math.Max(1, (int)MathF.Round(Width * scale)), Math.Max(1, (int)MathF.Round(Height * scale)));
        return Draw(bitmap, SKRect.Create(bitmap.Width, bitmap.Height), width, height, transparent);
    }

    /// <summary>A part of what <c>Decode</c> gave, turned upright onto an area of this size.</summary>
    public SKImage? Draw(SKBitmap bitmap, SKRect part, int width, int height, bool transparent)
    {
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, transparent ? SKAlphaType.Premul : SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info);
        if (surface is null)
        {
            return null;
        }

        var canvas = surface.Canvas;
        canvas.Clear(transparent ? SKColors.Transparent : SKColors.White);
        // About the middle, which turns and mirrors leave where it is.
        canvas.Translate(width / 2f, height / 2f);
        canvas.Concat(Upright(codec.EncodedOrigin));
        var (across, down) = Turned ? (height, width) : (width, height);
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(
            image, part, SKRect.Create(-across / 2f, -down / 2f, across, down), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }

    public void Dispose()
    {
        codec.Dispose();
        data.Dispose();
    }

    // The eight ways of EXIF: mirrored or not, four turns.
    private static SKMatrix Upright(SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => SKMatrix.CreateScale(-1, 1),
        SKEncodedOrigin.BottomRight => SKMatrix.CreateRotationDegrees(180),
        SKEncodedOrigin.BottomLeft => SKMatrix.CreateScale(1, -1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => SKMatrix.CreateRotationDegrees(90),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, 0, -1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => SKMatrix.CreateRotationDegrees(270),
        _ => SKMatrix.Identity,
    };
}
