using Convos.Data;
using Convos.Workers;

namespace Convos.Web.Pages;

public enum MediaShape { Missing, Waiting, Failed, Picture, Sticker, Video, Audio, Document }

/// <summary>
/// How a bubble shows its file. What a message says it is and what its bytes are may differ: nothing is played or drawn but what its bytes are.
/// </summary>
public sealed record Media(Message Message)
{
    private const int LongestSide = 320;

    private Attachment? File => Message.Attachment;

    /// <summary>Of what a template bears over its text only the bytes tell.</summary>
    public MessageKind Kind => Message.Kind != MessageKind.Template ? Message.Kind : File?.Mime is not { } mime ? MessageKind.Document : MediaTypes.Sort(mime) switch
    {
        FileSort.Image => MessageKind.Image,
        FileSort.Video => MessageKind.Video,
        _ => MessageKind.Document,
    };

    public MediaShape Shape => File switch
    {
        null => MediaShape.Missing,
        { State: AttachmentState.Waiting } => MediaShape.Waiting,
        { State: AttachmentState.Failed } => MediaShape.Failed,
        { Mime: "image/webp" } when Kind == MessageKind.Sticker => MediaShape.Sticker,
        { HasThumbnail: true } when Kind != MessageKind.Document => MediaShape.Picture,
        { Mime: "video/mp4" or "video/3gpp" } when Kind != MessageKind.Document => MediaShape.Video,
        { Mime: { } mime } when Kind != MessageKind.Document && mime.StartsWith("audio/", StringComparison.Ordinal) && MediaTypes.IsSafeInline(mime) => MediaShape.Audio,
        _ => MediaShape.Document,
    };

    public string Url => $"/messages/{Message.Id}/file/{File!.Version}";

    public string Thumbnail => $"/messages/{Message.Id}/thumbnail/{File!.Version}";

    /// <summary>In CSS pixels, kept free before the picture is there: the page never jumps.</summary>
    public (int Width, int Height) Size
    {
        get
        {
            var (width, height) = (File?.Width ?? 4, File?.Height ?? 3);
            var scale = (double)LongestSide / Math.Max(width, height);
            scale = File?.Width is null ? scale : Math.Min(1, scale);
            return (Math.Max(48, (int)(width * scale)), Math.Max(48, (int)(height * scale)));
        }
    }

    public string Name => File is { FileName.Length: > 0 } file ? file.FileName : $"{File!.Version[..8]}{MediaTypes.Extension(File.Mime!)}";

    /// <summary>«PDF · 1,2 MB».</summary>
    public string Facts => $"{MediaTypes.Label(File!.Mime!)} · {FileWords.Size(File.Size)}";

    public bool OpensInPlace => MediaTypes.IsSafeInline(File!.Mime!);
}
