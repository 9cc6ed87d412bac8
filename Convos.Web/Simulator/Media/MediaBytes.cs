using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Convos.Web;

/// <summary>What a file is by its bytes, whatever it is called.</summary>
public static class MediaBytes
{
    public static bool Jpeg(byte[] file) => Begins(file, 0, [0xFF, 0xD8, 0xFF]);

    public static bool Png(byte[] file) => Begins(file, 0, [0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8]);

    /// <summary>Eight bits a channel, RGB or RGBA.</summary>
    public static bool PlainPng(byte[] file) => Png(file) && file.Length > 25 && file[24] == 8 && file[25] is 2 or 6;

    public static bool WebP(byte[] file) => Begins(file, 0, "RIFF"u8) && Begins(file, 8, "WEBP"u8);

    public static bool Mp4(byte[] file) => Begins(file, 4, "ftyp"u8) && !Begins(file, 8, "3g"u8) && !Begins(file, 8, "qt  "u8);

    public static bool ThreeGpp(byte[] file) => Begins(file, 4, "ftyp3g"u8);

    public static bool Aac(byte[] file) => file.Length > 6 && file[0] == 0xFF && (file[1] & 0xF6) == 0xF0;

    public static bool Amr(byte[] file) => Begins(file, 0, "#!AMR"u8);

    public static bool Mp3(byte[] file) => Begins(file, 0, "ID3"u8) || (file.Length > 3 && file[0] == 0xFF && (file[1] & 0xE0) == 0xE0 && (file[1] & 0x06) != 0);

    /// <summary>Ogg whose first page holds an OpusHead.</summary>
    public static bool Opus(byte[] file) => Begins(file, 0, "OggS"u8) && Begins(file, Head(file), "OpusHead"u8);

    /// <summary>Zero where it is not Opus.</summary>
    public static int OpusChannels(byte[] file) => Opus(file) && file.Length > Head(file) + 9 ? file[Head(file) + 9] : 0;

    public static bool Pdf(byte[] file) => Begins(file, 0, "%PDF-"u8);

    public static bool OldOffice(byte[] file) => Begins(file, 0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

    /// <summary>A ZIP with this folder in it.</summary>
    public static bool Office(byte[] file, string folder) => Begins(file, 0, "PK\x3\x4"u8) && file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(folder)) > 0;

    public static bool Text(byte[] file) => !file.Contains((byte)0) && Utf8.IsValid(file);

    /// <summary>Of a WebP: its size, and whether it moves. Null where its head cannot be read.</summary>
    public static (int Width, int Height, bool Animated)? Sticker(byte[] file)
    {
        if (!WebP(file) || file.Length < 30)
        {
            return null;
        }

        var head = file.AsSpan(20);
        return Encoding.ASCII.GetString(file, 12, 4) switch
        {
            "VP8X" => (ThreeBytes(head[4..]) + 1, ThreeBytes(head[7..]) + 1, (head[0] & 0x02) != 0),
            "VP8L" => ((BinaryPrimitives.ReadInt32LittleEndian(head[1..]) & 0x3FFF) + 1, ((BinaryPrimitives.ReadInt32LittleEndian(head[1..]) >> 14) & 0x3FFF) + 1, false),
            "VP8 " => (BinaryPrimitives.ReadInt16LittleEndian(head[6..]) & 0x3FFF, BinaryPrimitives.ReadInt16LittleEndian(head[8..]) & 0x3FFF, false),
            _ => null,
        };
    }

    // Behind the page's head and its table of segments.
    private static int Head(byte[] ogg) => ogg.Length > 27 ? 27 + ogg[26] : 0;

    private static int ThreeBytes(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static bool Begins(byte[] file, int at, ReadOnlySpan<byte> with) => file.Length >= at + with.Length && file.AsSpan(at, with.Length).SequenceEqual(with);
}
