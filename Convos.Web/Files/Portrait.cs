using Convos.Workers;
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

    public static Task<Portrait> Of(byte[] upload, CancellationToken ct) => Picture.Alone(() => Task.FromResult(Of(upload)), ct);

    private static Portrait Of(byte[] upload)
    {
        using var picture = Picture.Open(upload);
        if (picture?.Format is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp))
        {
            return new Portrait([], PortraitFault.NotAPhoto);
        }

        if (picture.TooManyPixels)
        {
            return new Portrait([], PortraitFault.TooManyPixels);
        }

        return Square(picture) is { } webp ? new Portrait(webp, null) : new Portrait([], PortraitFault.Damaged);
    }

    // The shorter side is read at twice what is wanted.
    private static byte[]? Square(Picture picture)
    {
        using var bitmap = picture.Decode(2f * Side / Math.Min(picture.Width, picture.Height));
        if (bitmap is null)
        {
            return null;
        }

        var side = Math.Min(bitmap.Width, bitmap.Height);
        var middle = SKRect.Create((bitmap.Width - side) / 2f, (bitmap.Height - side) / 2f, side, side);
        using var square = picture.Draw(bitmap, middle, Side, Side, transparent: false);
        using var webp = square?.Encode(SKEncodedImageFormat.Webp, Quality);
        return webp?.ToArray();
    }
}
