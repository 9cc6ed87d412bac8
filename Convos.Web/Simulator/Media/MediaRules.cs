using System.Text.Json;
using Convos.Workers;

namespace Convos.Web;

/// <summary>What Meta says of a message with a file: at once where the call is wrong, afterwards where the file is.</summary>
public static class MediaRules
{
    private const int CaptionLimit = 1024;
    private const int NameLimit = 240;
    private const int StickerSide = 512;

    private static readonly Dictionary<string, string[]> Keys = new()
    {
        ["image"] = ["id", "link", "caption"],
        ["video"] = ["id", "link", "caption"],
        ["audio"] = ["id", "link", "voice"],
        ["document"] = ["id", "link", "caption", "filename"],
        ["sticker"] = ["id", "link"],
    };

    public static GraphAnswer? Refusal(JsonElement body, string account, FakeMedia media)
    {
        var type = GraphRules.TypeOf(body);
        return Keys.ContainsKey(type) ? Sent(type, body.At(type), account, media)
            : Headers(body).Select(header => Captioned(body, header.Type, header.Content) ?? Sent(header.Type, header.Content, account, media)).FirstOrDefault(refusal => refusal is not null);
    }

    /// <summary>Null where the file is fit for what it was sent as.</summary>
    public static GraphFailure? Failure(JsonElement body, FakeMedia media)
    {
        var type = GraphRules.TypeOf(body);
        return Keys.ContainsKey(type) ? Failure(type, body.At(type), media)
            : Headers(body).Select(header => Failure(header.Type, header.Content, media)).FirstOrDefault(failure => failure is not null);
    }

    // Templates and interactive messages may have a file on top.
    private static IEnumerable<(string Type, JsonElement Content)> Headers(JsonElement body)
    {
        var parameters = body.At("template").At("components").Items().SelectMany(part => part.At("parameters").Items());
        return parameters.Append(body.At("interactive").At("header"))
            .Select(part => (Type: part.At("type").Text() ?? "", Part: part))
            .Where(part => part.Type is "image" or "video" or "document")
            .Select(part => (part.Type, part.Part.At(part.Type)));
    }

    // Over a template's text there is no place for another.
    private static GraphAnswer? Captioned(JsonElement body, string type, JsonElement content) =>
        GraphRules.TypeOf(body) == "template" && IsThere(content.At("caption")) ? GraphErrors.Words($"Unexpected key \"caption\" on param \"{type}\".") : null;

    private static GraphAnswer? Sent(string type, JsonElement content, string account, FakeMedia media)
    {
        var (id, link, caption, name, voice) = (content.At("id"), content.At("link"), content.At("caption"), content.At("filename"), content.At("voice"));
        var unexpected = content.IsObject() ? content.EnumerateObject().Select(part => part.Name).FirstOrDefault(part => !Keys[type].Contains(part)) : null;
        return !content.IsObject() ? GraphRules.Missing(type)
            : unexpected is not null ? GraphErrors.Words($"Unexpected key \"{unexpected}\" on param \"{type}\".")
            : IsThere(id) == IsThere(link) ? GraphRules.Missing($"{type}['id'] or {type}['link']")
            : IsThere(link) && !IsAddress(link) ? GraphRules.Invalid($"{type}['link']")
            : IsThere(id) && media.Find(id.Text())?.PhoneNumberId != account
                ? GraphErrors.Answer(131009, details: $"Media with the id {id.Text()} does not exist, has expired or belongs to another number.")
            : IsThere(caption) && caption.ValueKind != JsonValueKind.String ? GraphRules.Invalid($"{type}['caption']")
            : IsThere(caption) && caption.GetString()!.Length > CaptionLimit ? GraphErrors.Words($"Param {type}['caption'] must be at most {CaptionLimit} characters long.")
            : IsThere(name) && !GraphRules.IsString(name, NameLimit) ? GraphRules.Invalid($"{type}['filename']")
            : IsThere(voice) && voice.ValueKind is not (JsonValueKind.True or JsonValueKind.False) ? GraphRules.Invalid($"{type}['voice']")
            : null;
    }

    private static GraphFailure? Failure(string type, JsonElement content, FakeMedia media)
    {
        if (media.Find(content.At("id").Text()) is not { } file)
        {
            return null;
        }

        var (mime, voice) = (GraphMediaTypes.Base(file.Mime), content.At("voice").ValueKind == JsonValueKind.True);
        return mime == "audio/opus" && type == "audio" ? Broken("Unsupported Voice mime type audio/opus. Please use one of audio/ogg; codecs=opus, audio/mpeg, audio/amr, audio/mp4, audio/aac.")
            : !GraphMediaTypes.For(type).Contains(mime) ? Broken($"Unsupported {char.ToUpperInvariant(type[0])}{type[1..]} mime type {mime}. Please use one of {string.Join(", ", GraphMediaTypes.For(type))}.")
            : voice && mime != "audio/ogg" ? Broken($"Unsupported Voice mime type {mime}. Please use audio/ogg; codecs=opus.")
            : mime == "audio/ogg" && MediaBytes.OpusChannels(file.Bytes) != 1 ? Broken("Unsupported audio. Opus must be mono.")
            : mime == "image/png" && !MediaBytes.PlainPng(file.Bytes) ? Broken("Unsupported image. Images must be 8-bit, RGB or RGBA.")
            : type == "sticker" && MediaBytes.Sticker(file.Bytes) is not { Width: StickerSide, Height: StickerSide } ? Broken("Unsupported sticker. Stickers must be 512x512 pixels.")
            : null;
    }

    private static GraphFailure Broken(string details) => new(131053, details);

    private static bool IsThere(JsonElement element) => element.ValueKind != JsonValueKind.Undefined;

    private static bool IsAddress(JsonElement link) =>
        link.ValueKind == JsonValueKind.String && Uri.TryCreate(link.GetString(), UriKind.Absolute, out var address) && (address.Scheme is "http" or "https");
}
