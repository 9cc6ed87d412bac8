using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>Files of every type that Meta takes, small, made by the test.</summary>
public static class MediaFiles
{
    public static byte[] Mp4 => [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 2, 0, .. "isomiso2"u8];

    public static byte[] ThreeGpp => [0, 0, 0, 24, .. "ftyp3gp5"u8, 0, 0, 2, 0, .. "3gp53gp4"u8];

    public static byte[] Mp3 => [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 0, .. Sample.Mp3];

    public static byte[] Pdf => [.. "%PDF-1.7\n%%EOF\n"u8];

    public static byte[] Exe => [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, 4, 0];

    /// <summary>One page of Ogg with the head of an Opus stream.</summary>
    public static byte[] Opus(byte channels = 1) =>
    [
        .. "OggS"u8, 0, 2, .. new byte[20], 1, 19, .. "OpusHead"u8, 1, channels, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0,
    ];

    /// <summary>A still WebP.</summary>
    public static byte[] Sticker(int side = 512) => Photo.Of(SKEncodedImageFormat.Webp, side, side);

    /// <summary>The head of a WebP that moves, with as many bytes behind it as wanted.</summary>
    public static byte[] Moving(int side = 512, int bytes = 64)
    {
        var file = new byte[bytes];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), bytes - 8);
        "WEBPVP8X"u8.CopyTo(file.AsSpan(8));
        file[16] = 10;
        file[20] = 0x02;
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(24), (short)(side - 1));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(27), (short)(side - 1));
        return file;
    }

    public static byte[] Office(string entry)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry(entry);
        }

        return file.ToArray();
    }

    /// <summary>A PNG of one grey channel.</summary>
    public static byte[] GreyPng
    {
        get
        {
            var png = Photo.Of(width: 2, height: 2);
            png[25] = 0;
            return png;
        }
    }

    /// <summary>With zeros behind it, up to this size.</summary>
    public static byte[] Padded(this byte[] file, int size)
    {
        Array.Resize(ref file, size);
        return file;
    }
}
