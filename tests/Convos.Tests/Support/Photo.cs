using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>Photos as people bring them, drawn by the test: red left, blue right.</summary>
public static class Photo
{
    public static byte[] Of(SKEncodedImageFormat format = SKEncodedImageFormat.Png, int width = 400, int height = 300)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Red);
        using var blue = new SKPaint { Color = SKColors.Blue };
        surface.Canvas.DrawRect(SKRect.Create(width / 2f, 0, width / 2f, height), blue);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A JPEG whose head says how the telephone was held, and where it was bought.</summary>
    public static byte[] Turned(byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x3A, .. "Exif\0\0"u8, .. "II"u8, 0x2A, 0, 8, 0, 0, 0, 2, 0,
            0x0F, 0x01, 2, 0, 14, 0, 0, 0, 38, 0, 0, 0,
            0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0,
            0, 0, 0, 0, .. "SecretCamera!\0"u8,
        ];
        var jpeg = Of(SKEncodedImageFormat.Jpeg);
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG of a few bytes whose head claims this many pixels.</summary>
    public static byte[] Claiming(int width, int height)
    {
        var png = Of(width: 2, height: 2);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    /// <summary>One pixel, by way of a palette.</summary>
    public static byte[] Palette()
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write([0, 0]);
        }

        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
            .. Chunk([.. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 3, 0, 0, 0]), .. Chunk([.. "PLTE"u8, 255, 0, 0]),
            .. Chunk([.. "IDAT"u8, .. packed.ToArray()]), .. Chunk([.. "IEND"u8]),
        ];
    }

    private static byte[] Chunk(byte[] typed)
    {
        var chunk = new byte[typed.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, typed.Length - 4);
        typed.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(typed.Length + 4), Crc(typed));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
