using SkiaSharp;

namespace Convos.Web;

public enum PortraitFault { NotAPhoto, TooManyPixels, Damaged }

/// <summary>
/// A person's photo, made of whatever they upload: known by its content, turned upright, cut to a square and written anew,
/// so that nothing of the file itself (place, camera, appended bytes) goes on.
/// </summary>
public sealed record Portrait(byte[] WebP, PortraitFault? Fault)
{
    public const int Side = 256;

    private const int Quality = 86;

    /// <summary>A few kilobytes can claim gigabytes of pixels; a telephone's camera stays below this.</summary>
    private const long MostPixels = 40_000_000;

    // A large one takes a hundred megabytes while it is opened.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public static async Task<Portrait> Of(byte[] upload, CancellationToken ct)
    {
        await OneAtATime.WaitAsync(ct);
        try
        {
            return Of(upload);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static Portrait Of(byte[] upload)
    {
        using var data = SKData.CreateCopy(upload);
        using var codec = SKCodec.Create(data);
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp))
        {
            return new Portrait([], PortraitFault.NotAPhoto);
        }

        // What the head says, before a pixel is decoded.
        if ((long)codec.Info.Width * codec.Info.Height is <= 0 or > MostPixels)
        {
            return new Portrait([], PortraitFault.TooManyPixels);
        }

        using var picture = Decode(codec);
        return picture is null ? new Portrait([], PortraitFault.Damaged) : new Portrait(Square(picture, codec.EncodedOrigin), null);
    }

    // JPEG and WebP are read smaller at once: the shorter side stays at twice what is wanted.
    private static SKBitmap? Decode(SKCodec codec)
    {
        var shorter = Math.Min(codec.Info.Width, codec.Info.Height);
        var size = codec.GetScaledDimensions(Math.Min(1f, 2f * Side / shorter));
        var picture = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(picture.Info, picture.GetPixels()) == SKCodecResult.Success)
        {
            return picture;
        }

        picture.Dispose();
        return null;
    }

    private static byte[] Square(SKBitmap picture, SKEncodedOrigin origin)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        // Upright about the middle, which a square's turns and mirrors leave where it is.
        canvas.Translate(Side / 2f, Side / 2f);
        canvas.Concat(Upright(origin));
        var side = Math.Min(picture.Width, picture.Height);
        var middle = SKRect.Create((picture.Width - side) / 2f, (picture.Height - side) / 2f, side, side);
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(
            image, middle, SKRect.Create(-Side / 2f, -Side / 2f, Side, Side), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var webp = drawn.Encode(SKEncodedImageFormat.Webp, Quality);
        return webp.ToArray();
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
