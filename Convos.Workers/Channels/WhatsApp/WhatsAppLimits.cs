using Convos.Data;

namespace Convos.Workers;

/// <summary>What the Cloud API takes. GIF, WebP as an image, HEIC, SVG, WebM and WAV it does not.</summary>
public static class WhatsAppLimits
{
    private const int MB = 1024 * 1024;
    private const int Caption = 1024;

    public static readonly IReadOnlyList<KindLimit> All =
    [
        new(MessageKind.Image, ["image/jpeg", "image/png"], 5 * MB, Caption) { PlainPngOnly = true },
        new(MessageKind.Video, ["video/mp4", "video/3gpp"], 16 * MB, Caption) { H264Only = true },
        new(MessageKind.Audio, ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], 16 * MB, 0) { OpusMonoOnly = true },
        new(MessageKind.Voice, ["audio/ogg"], 16 * MB, 0) { OpusMonoOnly = true },
        new(
            MessageKind.Document,
            [
                "application/pdf", "text/plain", "application/msword", MediaTypes.Docx, "application/vnd.ms-excel", MediaTypes.Xlsx,
                "application/vnd.ms-powerpoint", MediaTypes.Pptx,
            ],
            100 * MB, Caption),
        new(MessageKind.Sticker, ["image/webp"], Sticker.MostBytes, 0) { MostAnimatedBytes = Sticker.MostAnimatedBytes, Side = Sticker.Side },
    ];
}
