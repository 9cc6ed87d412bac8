using SkiaSharp;

namespace Convos.Workers;

/// <summary>Makes of any picture that we read one that a channel takes as an image.</summary>
public static class Pictures
{
    private const int Longest = 4096;

    private static readonly int[] Qualities = [90, 85, 80, 70, 60];

    /// <summary>Upright, on white, without what the file told about place and camera; the first frame of one that moves. Null where it is no picture, damaged, or has too many pixels.</summary>
    public static Task<byte[]?> ToJpeg(Stream file, long mostBytes, CancellationToken ct) => Picture.Alone(
        async () =>
        {
            var peek = new Peek(file);
            return peek.Length > Picture.MostBytes ? null : ToJpeg(await peek.Read(0, Picture.MostBytes, ct), mostBytes);
        },
        ct);

    private static byte[]? ToJpeg(byte[] bytes, long mostBytes)
    {
        using var picture = Picture.Open(bytes);
        using var whole = picture?.Upright(Longest, transparent: false);
        if (whole is null)
        {
            return null;
        }

        // Quality goes first, then size.
        foreach (var quality in Qualities)
        {
            if (Encoded(whole, quality, mostBytes) is { } jpeg)
            {
                return jpeg;
            }
        }

        for (var side = Math.Max(whole.Width, whole.Height) * 3 / 4; side > 0; side = side * 3 / 4)
        {
            using var smaller = picture!.Upright(side, transparent: false);
            if (smaller is not null && Encoded(smaller, 80, mostBytes) is { } jpeg)
            {
                return jpeg;
            }
        }

        return null;
    }

    private static byte[]? Encoded(SKImage image, int quality, long mostBytes)
    {
        using var jpeg = image.Encode(SKEncodedImageFormat.Jpeg, quality);
        return jpeg.Size <= mostBytes ? jpeg.ToArray() : null;
    }
}
