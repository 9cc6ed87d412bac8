using System.Text;
using Convos.Workers;
using CsCheck;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>What a file is, by its bytes.</summary>
public sealed class FileFactsTests
{
    public static TheoryData<string, byte[]> Kinds => new()
    {
        { "image/jpeg", Photo.Of(SKEncodedImageFormat.Jpeg) },
        { "image/png", Photo.Of() },
        { "image/webp", Photo.Of(SKEncodedImageFormat.Webp) },
        { "image/gif", Sample.Gif(1) },
        { "image/bmp", Sample.Bmp() },
        { "video/mp4", Sample.Mp4() },
        { "video/mp4", Sample.Mp4(sound: false) },
        { "video/3gpp", Sample.Mp4("3gp4") },
        { "video/quicktime", Sample.Mp4("qt  ") },
        { "audio/mp4", Sample.Mp4("M4A ", video: null) },
        { "audio/mp4", Sample.Mp4("isom", video: null) },
        { "image/heic", Sample.Mp4("heic", video: null, sound: false) },
        { "audio/aac", Sample.Aac },
        { "audio/amr", Sample.Amr },
        { "audio/mpeg", Sample.Mp3 },
        { "audio/mpeg", Sample.Tagged(Sample.Mp3) },
        { "audio/aac", Sample.Tagged(Sample.Aac) },
        { "audio/ogg", Sample.Opus(1) },
        { "audio/ogg", Sample.Vorbis },
        { "audio/wav", Sample.Wav },
        { "application/pdf", Sample.Pdf },
        { "application/msword", Sample.Ole("WordDocument") },
        { "application/vnd.ms-excel", Sample.Ole("Workbook") },
        { "application/vnd.ms-powerpoint", Sample.Ole("PowerPoint Document") },
        { MediaTypes.Docx, Sample.Zip("[Content_Types].xml", "_rels/.rels", "word/document.xml") },
        { MediaTypes.Xlsx, Sample.Zip("[Content_Types].xml", "xl/workbook.xml") },
        { MediaTypes.Pptx, Sample.Zip("ppt/presentation.xml", "[Content_Types].xml") },
        { "application/vnd.ms-word.document.macroenabled.12", Sample.Zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin") },
        { "application/vnd.android.package-archive", Sample.Zip("AndroidManifest.xml", "classes.dex") },
        { "application/zip", Sample.Zip("word/document.xml") },
        { "application/zip", Sample.Bytes("PK\u0003\u0004 and then nothing") },
        { "application/x-msdownload", Sample.Exe },
        { "application/x-executable", [0x7F, .. "ELF"u8, 2, 1, 1, 0] },
        { "text/x-shellscript", Sample.Bytes("#!/bin/sh\nrm -rf /") },
        { "text/plain", Sample.Bytes("Hola, ¿qué tal? 🙂\r\n1 < 2\tfin") },
        { "text/plain", Sample.Bytes("MZ no es siempre un programa, ni BM una imagen") },
        { "text/plain", Sample.Bytes("BM es el comienzo de Bien Merecido y de mucho más que eso") },
        { "text/plain", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Años")] },
        { "text/plain", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("Años")] },
        { "text/plain", Encoding.Latin1.GetBytes("Nombre;Teléfono;Años de antigüedad\nJosé;555;3") },
        { "text/html", Sample.Bytes("<!doctype html><p>hola") },
        { "text/html", Sample.Bytes("\uFEFF \n<script>alert(1)</script>") },
        { "text/html", Sample.Bytes("hola <ScRiPt>alert(1)</script>") },
        { "text/html", Sample.Bytes("<!-- nada --><b onclick=alert(1)>") },
        { "text/html", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<script>alert(1)</script>")] },
        { "image/svg+xml", Sample.Bytes("<svg xmlns='http://www.w3.org/2000/svg'><circle/></svg>") },
        { "image/svg+xml", Sample.Bytes("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>") },
        { "text/xml", Sample.Bytes("<?xml version='1.0'?><feed/>") },
        { MediaTypes.Unknown, Sample.Bytes("text\0with a nul") },
        { MediaTypes.Unknown, [0xC3, 0x28, 0xA0, 0xFF, 0xFB, 0xC0] },
        { MediaTypes.Unknown, [] },
    };

    [Theory]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public async Task A_file_is_known_by_its_content(string mime, byte[] file) => Assert.Equal(mime, (await Of(file)).Mime);

    [Theory]
    [InlineData(1, 400, 300)]
    [InlineData(3, 400, 300)]
    [InlineData(6, 300, 400)]
    [InlineData(8, 300, 400)]
    public async Task A_photo_measures_what_a_person_sees(byte orientation, int width, int height)
    {
        var facts = await Of(Photo.Turned(orientation));

        Assert.Equal((width, height), (facts.Width, facts.Height));
        using var thumbnail = SKBitmap.Decode(facts.Thumbnail);
        Assert.Equal((width, height), (thumbnail.Width, thumbnail.Height));
    }

    [Fact]
    public async Task A_thumbnail_is_small_upright_and_says_nothing_of_the_camera()
    {
        var facts = await Of(Photo.Turned(6));
        var large = await Of(Photo.Of(SKEncodedImageFormat.Jpeg, 3000, 1500));

        using var upright = SKBitmap.Decode(facts.Thumbnail);
        using var small = SKCodec.Create(new MemoryStream(large.Thumbnail!));
        Assert.True(upright.GetPixel(150, 40).Red > 200 && upright.GetPixel(150, 360).Blue > 200);
        Assert.DoesNotContain("SecretCamera", Encoding.Latin1.GetString(facts.Thumbnail!), StringComparison.Ordinal);
        Assert.Equal((SKEncodedImageFormat.Webp, 640, 320), (small.EncodedFormat, small.Info.Width, small.Info.Height));
    }

    [Fact]
    public async Task A_thumbnail_keeps_what_is_transparent()
    {
        using var thumbnail = SKBitmap.Decode((await Of(Sample.StickerPng())).Thumbnail);

        Assert.Equal((0, 255), (thumbnail.GetPixel(0, 0).Alpha, thumbnail.GetPixel(256, 256).Alpha));
    }

    [Fact]
    public async Task It_is_known_what_moves()
    {
        Assert.True((await Of(Sample.Gif(2))).Animated);
        Assert.False((await Of(Sample.Gif(1))).Animated);
        Assert.True((await Of(Sample.AnimatedWebP(Sample.StickerPng()))).Animated);
        Assert.False((await Of(Sample.AsWebP(Sample.StickerPng()))).Animated);
        Assert.Equal((512, 512), (await Of(Sample.AnimatedWebP(Sample.StickerPng()))) is { Thumbnail: not null } facts ? (facts.Width, facts.Height) : default);
    }

    [Theory]
    [InlineData(false, 1280, 720)]
    [InlineData(true, 720, 1280)]
    public async Task A_video_measures_what_its_picture_track_says(bool turned, int width, int height)
    {
        var facts = await Of(Sample.Mp4(turned: turned));

        Assert.Equal((width, height, "avc1"), (facts.Width, facts.Height, facts.VideoCodec));
    }

    [Fact]
    public async Task The_channels_of_opus_are_counted()
    {
        Assert.Equal(1, (await Of(Sample.Opus(1))).OpusChannels);
        Assert.Equal(2, (await Of(Sample.Opus(2))).OpusChannels);
        Assert.Null((await Of(Sample.Vorbis)).OpusChannels);
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(8_000, 6_000)]
    [InlineData(1_000_000, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public async Task A_bomb_is_measured_by_its_head_and_never_decoded(int width, int height)
    {
        var facts = await Of(Photo.Claiming(width, height));

        Assert.Equal(("image/png", width, height), (facts.Mime, facts.Width, facts.Height));
        Assert.Equal(width != 1_000_000, facts.TooManyPixels);
        Assert.Null(facts.Thumbnail);
    }

    [Fact]
    public async Task Half_a_photo_is_damaged()
    {
        var whole = Photo.Of(SKEncodedImageFormat.Jpeg, 1200, 900);

        var facts = await Of(whole[..(whole.Length / 2)]);

        Assert.Equal(("image/jpeg", 1200, true), (facts.Mime, facts.Width, facts.Damaged));
        Assert.Null(facts.Thumbnail);
    }

    // Whatever it is taken for, a browser runs nothing of it: an attachment, or a media type that holds no script.
    [Theory]
    [InlineData("GIF89a/*")]
    [InlineData("GIF89a=1;")]
    [InlineData("\u0089PNG\r\n\u001a\n")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0")]
    [InlineData("RIFF\0\0\0\0WEBP")]
    [InlineData("BM")]
    [InlineData("ID3")]
    [InlineData("\u00ff\u00fb")]
    [InlineData("MZ")]
    [InlineData("")]
    public async Task A_page_in_disguise_is_no_picture_and_no_page(string disguise)
    {
        var facts = await Of([.. Encoding.Latin1.GetBytes(disguise), .. "<html><script>alert(document.cookie)</script></html>"u8]);

        Assert.False(MediaTypes.IsSafeInline(facts.Mime), facts.Mime);
    }

    [Fact]
    public async Task A_large_file_is_not_read_into_memory()
    {
        var text = new Endless((byte)'a', 100L * 1024 * 1024);
        var zip = new Endless(0, 100L * 1024 * 1024, [.. "PK"u8, 3, 4]);

        Assert.Equal("text/plain", (await FileFacts.Of(text, default)).Mime);
        Assert.True(text.Largest <= 64 * 1024, $"{text.Largest}");
        Assert.Equal("application/zip", (await FileFacts.Of(zip, default)).Mime);
        Assert.True(zip.Taken < 1024 * 1024, $"{zip.Taken}");
    }

    [Fact]
    public void Whatever_the_bytes_it_answers()
    {
        byte[][] heads = [.. Kinds.Select(row => (byte[])((object[])row)[1]).Where(file => file.Length > 0)];
        var cut = Gen.Select(Gen.Int[0, heads.Length - 1].Select(one => heads[one]), Gen.Double.Unit, Gen.Byte.Array[0, 300], Gen.Int[0, 400])
            .Select((head, share, noise, at) => Spoilt(head[..(int)(head.Length * share)], noise, at));

        Gen.OneOf(Gen.Byte.Array[0, 2000], cut).Sample(
            file => Assert.NotEmpty(Of(file).GetAwaiter().GetResult().Mime), iter: 1500, threads: 1);
    }

    private static byte[] Spoilt(byte[] file, byte[] noise, int at)
    {
        var spoilt = file.ToArray();
        noise.AsSpan(0, Math.Max(0, Math.Min(noise.Length, spoilt.Length - at))).CopyTo(spoilt.AsSpan(Math.Min(at, spoilt.Length)));
        return spoilt;
    }

    private static Task<FileFacts> Of(byte[] file) => FileFacts.Of(new MemoryStream(file, writable: false), CancellationToken.None);

    /// <summary>A file of any length that is nowhere.</summary>
    private sealed class Endless(byte filling, long length, byte[]? head = null) : Stream
    {
        public long Taken { get; private set; }

        public int Largest { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        private int Fill(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - Position);
            buffer[..count].Fill(filling);
            if (head is not null && Position == 0)
            {
                head.CopyTo(buffer);
            }

            (Position, Taken, Largest) = (Position + count, Taken + count, Math.Max(Largest, count));
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Fill(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Fill(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
