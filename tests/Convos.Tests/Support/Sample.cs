using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>Files as people bring them, made by the test: as small as each format allows.</summary>
public static class Sample
{
    private const int OleSector = 512;

    public static byte[] Pdf { get; } = Bytes("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF");

    public static byte[] Exe { get; } = [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, .. new byte[56], .. "This program cannot be run in DOS mode."u8];

    public static byte[] Wav { get; } = [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVEfmt "u8, .. new byte[24]];

    public static byte[] Amr { get; } = [.. "#!AMR\n"u8, 0x3C, .. new byte[31]];

    /// <summary>Two frames of 128 kbit/s, 44,100 Hz.</summary>
    public static byte[] Mp3 { get; } = [.. Frame([0xFF, 0xFB, 0x90, 0], 417), .. Frame([0xFF, 0xFB, 0x90, 0], 417)];

    /// <summary>Two ADTS frames of 100 bytes.</summary>
    public static byte[] Aac { get; } = [.. Frame([0xFF, 0xF1, 0x50, 0x80, 0x0C, 0x9F, 0xFC], 100), .. Frame([0xFF, 0xF1, 0x50, 0x80, 0x0C, 0x9F, 0xFC], 100)];

    public static byte[] Tagged(byte[] sound) => [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 20, .. new byte[20], .. sound];

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Opus(byte channels) => Ogg([.. "OpusHead"u8, 1, channels, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0]);

    public static byte[] Vorbis { get; } = Ogg([1, .. "vorbis"u8, .. new byte[23]]);

    /// <summary>With the moov box behind the data, as a camera writes it.</summary>
    public static byte[] Mp4(string brand = "isom", string? video = "avc1", bool sound = true, int width = 1280, int height = 720, bool turned = false) =>
    [
        .. Box("ftyp", [.. Latin(brand), 0, 0, 2, 0, .. Latin(brand)]),
        .. Box("mdat", new byte[3000]),
        .. Box("moov",
        [
            .. Box("mvhd", new byte[100]),
            .. sound ? Track("soun", "mp4a", 0, 0, false) : [],
            .. video is null ? [] : Track("vide", video, width, height, turned),
        ]),
    ];

    public static byte[] Zip(params string[] names)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("<x/>"u8);
            }
        }

        return memory.ToArray();
    }

    /// <summary>An old Office file whose directory lies in two sectors, the second one far away.</summary>
    public static byte[] Ole(string stream)
    {
        var file = new byte[OleSector * 8];
        byte[] magic = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        magic.CopyTo(file, 0);
        file[30] = 9;
        file.AsSpan(76, 436).Fill(0xFF);
        Put(file, 48, 1);
        Put(file, 68, uint.MaxValue - 1);
        Put(file, 76, 0);
        // Sector 0 is the chain table: 1 goes on in 5, which ends it.
        file.AsSpan(OleSector, OleSector).Fill(0xFF);
        Put(file, OleSector + 4, 5);
        Put(file, OleSector + 20, 0xFFFFFFFE);
        Entry(file, 2 * OleSector, "Root Entry");
        Entry(file, 6 * OleSector + 128, stream);
        return file;
    }

    /// <summary>A square that is clear outside a circle; its noise decides how heavy it is, and a veil, which no quality makes lighter.</summary>
    public static byte[] StickerPng(int side = 512, byte cornerAlpha = 0, bool alpha = true, int noise = 0, bool veil = false)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, alpha ? SKAlphaType.Unpremul : SKAlphaType.Opaque));
        var random = new Random(7);
        var (middle, radius) = (side / 2, side / 2 - 4);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var inside = (x - middle) * (x - middle) + (y - middle) * (y - middle) < radius * radius;
                bitmap.SetPixel(x, y, inside
                    ? new SKColor((byte)(100 + random.Next(-noise, noise + 1)), (byte)(120 + random.Next(-noise, noise + 1)), (byte)(140 + random.Next(-noise, noise + 1)), (byte)(veil ? random.Next(20, 256) : 255))
                    : new SKColor(255, 255, 255, alpha ? cornerAlpha : (byte)255));
            }
        }

        return Encoded(bitmap, SKEncodedImageFormat.Png);
    }

    public static byte[] AsWebP(byte[] picture, bool lossless = true)
    {
        using var bitmap = SKBitmap.Decode(picture);
        using var pixels = bitmap.PeekPixels();
        using var webp = pixels.Encode(new SKWebpEncoderOptions(lossless ? SKWebpEncoderCompression.Lossless : SKWebpEncoderCompression.Lossy, 80));
        return webp!.ToArray();
    }

    /// <summary>Two equal frames, as the container says: VP8X, ANIM, ANMF.</summary>
    public static byte[] AnimatedWebP(byte[] picture, int padding = 0)
    {
        var still = AsWebP(picture);
        using var codec = SKCodec.Create(new MemoryStream(still));
        var (width, height) = (codec.Info.Width - 1, codec.Info.Height - 1);
        byte[] frame =
        [
            0, 0, 0, 0, 0, 0, .. Three(width), .. Three(height), 100, 0, 0, 2, .. PixelChunk(still),
        ];
        byte[] body =
        [
            .. "WEBP"u8,
            .. Chunk("VP8X", [0x12, 0, 0, 0, .. Three(width), .. Three(height)]),
            .. Chunk("ANIM", [0, 0, 0, 0, 0, 0]),
            .. Chunk("ANMF", frame), .. Chunk("ANMF", frame),
            .. padding > 0 ? Chunk("XMP ", new byte[padding]) : [],
        ];
        return Chunk("RIFF", body);
    }

    public static byte[] Gif(int frames) =>
    [
        .. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
        .. Enumerable.Repeat<byte[]>([0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x02, 0x05, 0], frames).SelectMany(frame => frame),
        0x3B,
    ];

    public static byte[] Bmp()
    {
        var file = new byte[54 + 16];
        "BM"u8.CopyTo(file);
        Put(file, 2, (uint)file.Length);
        Put(file, 10, 54);
        Put(file, 14, 40);
        Put(file, 18, 2);
        Put(file, 22, 2);
        (file[26], file[28]) = (1, 24);
        return file;
    }

    public static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format, int quality = 90)
    {
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static byte[] Frame(byte[] head, int length) => [.. head, .. new byte[length - head.Length]];

    private static byte[] Ogg(byte[] packet) => [.. "OggS"u8, 0, 2, .. new byte[20], 1, (byte)packet.Length, .. packet];

    private static byte[] Track(string handler, string codec, int width, int height, bool turned)
    {
        var header = new byte[84];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(turned ? 44 : 40), 0x10000);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(76), width << 16);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(80), height << 16);
        return Box("trak",
        [
            .. Box("tkhd", header),
            .. Box("mdia",
            [
                .. Box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0, .. Latin(handler), .. new byte[12]]),
                .. Box("minf", Box("stbl", Box("stsd", [0, 0, 0, 0, 0, 0, 0, 1, .. Box(codec, new byte[70])]))),
            ]),
        ]);
    }

    private static byte[] Box(string type, byte[] content)
    {
        var box = new byte[8 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Latin(type).CopyTo(box, 4);
        content.CopyTo(box, 8);
        return box;
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, content.Length);
        return [.. Latin(type), .. size, .. content, .. new byte[content.Length % 2]];
    }

    // What a frame holds of a still: its alpha and its pixels.
    private static byte[] PixelChunk(byte[] still)
    {
        var chunks = new List<byte>();
        for (var at = 12; at + 8 <= still.Length;)
        {
            var whole = 8 + BinaryPrimitives.ReadInt32LittleEndian(still.AsSpan(at + 4));
            whole += whole % 2;
            if (Encoding.Latin1.GetString(still, at, 4) is "ALPH" or "VP8 " or "VP8L")
            {
                chunks.AddRange(still.AsSpan(at, Math.Min(whole, still.Length - at)));
            }

            at += whole;
        }

        return [.. chunks];
    }

    private static void Entry(byte[] file, int at, string name)
    {
        Encoding.Unicode.GetBytes(name).CopyTo(file, at);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 64), (ushort)(2 * name.Length + 2));
    }

    private static void Put(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    private static byte[] Three(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
