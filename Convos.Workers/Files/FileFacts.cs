using System.Buffers.Binary;
using SkiaSharp;

namespace Convos.Workers;

/// <summary>What a file is by its bytes, whatever its name or its sender say.</summary>
public sealed record FileFacts(string Mime)
{
    /// <summary>The longer side of a thumbnail.</summary>
    public const int ThumbnailSide = 640;

    private const int ThumbnailQuality = 78;
    private const int Head = Signature.Head;
    private const int PictureHead = 1024 * 1024;

    /// <summary>As it is seen, upright.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    public bool Animated { get; init; }

    /// <summary>WebP without anything of the file's own; null where it is no picture or could not be decoded.</summary>
    public byte[]? Thumbnail { get; init; }

    /// <summary>Null: not Opus.</summary>
    public int? OpusChannels { get; init; }

    /// <summary>The four letters of the first picture track: <c>avc1</c> is H.264.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>A PNG with a palette, in grey or with more than eight bits a colour.</summary>
    public bool OddPng { get; init; }

    /// <summary>Its head can be read, its content cannot.</summary>
    public bool Damaged { get; init; }

    public FileSort Sort => MediaTypes.Sort(Mime);

    public bool TooManyPixels => Sort == FileSort.Image && Width is { } width && Height is { } height && !Picture.Bearable(width, height);

    /// <summary>Of a file of any size: heads and tails are read, and texts through a small window. Pictures are decoded one at a time.</summary>
    public static async Task<FileFacts> Of(Stream file, CancellationToken ct)
    {
        var peek = new Peek(file);
        var head = await peek.Read(0, Head, ct);
        return Signature.Of(head) switch
        {
            "image/jpeg" or "image/png" or "image/webp" or "image/gif" or "image/bmp" => await OfPicture(peek, Signature.Of(head)!, ct),
            "audio/ogg" => OggHead.Of(head),
            Signature.IsoMedia => await IsoMedia.Of(peek, head, ct),
            Signature.Zip => new(await Archives.Zip(peek, head, ct)),
            Signature.Ole => new(await OleStorage.Of(peek, head, ct)),
            { } mime => new(mime),
            null => new(await PlainText.Of(peek, head, ct)),
        };
    }

    private static async Task<FileFacts> OfPicture(Peek file, string mime, CancellationToken ct)
    {
        var head = await file.Read(0, PictureHead, ct);
        using var picture = Picture.Open(head);
        var frames = mime == "image/gif" ? await GifFrames.Count(file, ct) : 1;
        if (picture is null || MimeOf(picture.Format) != mime || frames == 0)
        {
            // Nobody can look at it: a disguise, or a size that no decoder accepts.
            return PngClaim(head) ?? new(await PlainText.Of(file, head, ct));
        }

        var facts = new FileFacts(mime)
        {
            Width = picture.Width,
            Height = picture.Height,
            Animated = frames > 1 || mime == "image/webp" && WebPHead.Animated(head),
            OddPng = mime == "image/png" && !(head.Length > 25 && head[24] == 8 && head[25] is 2 or 6),
        };
        return facts.TooManyPixels || file.Length > Picture.MostBytes ? facts : await Picture.Alone(() => WithThumbnail(facts, file, ct), ct);
    }

    private static async Task<FileFacts> WithThumbnail(FileFacts facts, Peek file, CancellationToken ct)
    {
        using var picture = Picture.Open(await file.Read(0, Picture.MostBytes, ct));
        using var small = picture?.Upright(ThumbnailSide, transparent: true);
        using var webp = small?.Encode(SKEncodedImageFormat.Webp, ThumbnailQuality);
        return facts with { Thumbnail = webp?.ToArray(), Damaged = webp is null };
    }

    private static FileFacts? PngClaim(ReadOnlySpan<byte> head)
    {
        if (head.Length < 24 || head[0] != 0x89 || !head[12..16].SequenceEqual("IHDR"u8))
        {
            return null;
        }

        var width = BinaryPrimitives.ReadInt32BigEndian(head[16..]);
        var height = BinaryPrimitives.ReadInt32BigEndian(head[20..]);
        return width > 0 && height > 0 ? new FileFacts("image/png") { Width = width, Height = height, Damaged = true } : null;
    }

    private static string? MimeOf(SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Jpeg => "image/jpeg",
        SKEncodedImageFormat.Png => "image/png",
        SKEncodedImageFormat.Webp => "image/webp",
        SKEncodedImageFormat.Gif => "image/gif",
        SKEncodedImageFormat.Bmp => "image/bmp",
        _ => null,
    };
}
