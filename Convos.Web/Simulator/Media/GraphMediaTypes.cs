using System.Net.Http.Headers;

namespace Convos.Web;

/// <summary>A type of file that Meta takes: for which kind of message, under which endings, and how its bytes look.</summary>
public sealed record MediaType(string Mime, string Kind, string[] Endings, Func<byte[], bool> Looks)
{
    private const int Megabyte = 1024 * 1024;
    private const int StillSticker = 100 * 1024;
    private const int MovingSticker = 500 * 1024;

    /// <summary>The most that an upload of this type may weigh.</summary>
    public int Limit(byte[] file) => Kind switch
    {
        "image" => 5 * Megabyte,
        "document" => 100 * Megabyte,
        "sticker" => MediaBytes.Sticker(file) is { Animated: true } ? MovingSticker : StillSticker,
        _ => 16 * Megabyte,
    };
}

/// <summary>Meta's table of media.</summary>
public static class GraphMediaTypes
{
    private const string Office = "application/vnd.openxmlformats-officedocument.";

    public static readonly IReadOnlyList<MediaType> All =
    [
        new("audio/aac", "audio", ["aac"], MediaBytes.Aac),
        new("audio/mp4", "audio", ["m4a", "mp4"], MediaBytes.Mp4),
        new("audio/mpeg", "audio", ["mp3", "mpga", "mpeg"], MediaBytes.Mp3),
        new("audio/amr", "audio", ["amr"], MediaBytes.Amr),
        new("audio/ogg", "audio", ["ogg"], MediaBytes.Opus),
        // Taken, and good for no message at all.
        new("audio/opus", "", ["opus", "ogg"], MediaBytes.Opus),
        new("application/vnd.ms-powerpoint", "document", ["ppt"], MediaBytes.OldOffice),
        new("application/msword", "document", ["doc"], MediaBytes.OldOffice),
        new(Office + "wordprocessingml.document", "document", ["docx"], file => MediaBytes.Office(file, "word/")),
        new(Office + "presentationml.presentation", "document", ["pptx"], file => MediaBytes.Office(file, "ppt/")),
        new(Office + "spreadsheetml.sheet", "document", ["xlsx"], file => MediaBytes.Office(file, "xl/")),
        new("application/pdf", "document", ["pdf"], MediaBytes.Pdf),
        new("text/plain", "document", ["txt", "csv"], MediaBytes.Text),
        new("application/vnd.ms-excel", "document", ["xls"], MediaBytes.OldOffice),
        new("image/jpeg", "image", ["jpg", "jpeg"], MediaBytes.Jpeg),
        new("image/png", "image", ["png"], MediaBytes.Png),
        new("image/webp", "sticker", ["webp"], MediaBytes.WebP),
        new("video/mp4", "video", ["mp4"], MediaBytes.Mp4),
        new("video/3gpp", "video", ["3gp", "3gpp"], MediaBytes.ThreeGpp),
    ];

    /// <summary>Without its parameters, lower case: <c>audio/ogg; codecs=opus</c> is <c>audio/ogg</c>. Empty where it is none.</summary>
    public static string Base(string? mime) => MediaTypeHeaderValue.TryParse(mime, out var parsed) ? parsed.MediaType!.ToLowerInvariant() : "";

    public static MediaType? Of(string? mime) => All.FirstOrDefault(type => type.Mime == Base(mime));

    public static IEnumerable<string> For(string kind) => All.Where(type => type.Kind == kind).Select(type => type.Mime);
}
