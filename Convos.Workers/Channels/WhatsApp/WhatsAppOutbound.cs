using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Workers;

/// <summary>The body of the send call, kind by kind.</summary>
internal static class WhatsAppOutbound
{
    public static JsonObject Body(OutboundMessage message)
    {
        var (type, content) = Typed(message);
        var body = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["recipient_type"] = "individual",
            // Without «+» Meta would put the business's own country code in front, and reach somebody else.
            [message.Address.StartsWith('+') ? "to" : "recipient"] = message.Address,
            ["type"] = type,
            [type] = content,
            ["biz_opaque_callback_data"] = message.Echo,
        };
        if (message.QuotedExternalId is { } quoted)
        {
            body["context"] = new JsonObject { ["message_id"] = quoted };
        }

        return body;
    }

    private static (string Type, JsonObject Content) Typed(OutboundMessage message) => message.Kind switch
    {
        MessageKind.Text => ("text", new() { ["body"] = message.Body, ["preview_url"] = true }),
        MessageKind.Image => ("image", Captioned(message)),
        MessageKind.Video => ("video", Captioned(message)),
        MessageKind.Document => ("document", Named(message)),
        MessageKind.Audio => ("audio", Media(message)),
        MessageKind.Voice => ("audio", Spoken(message)),
        MessageKind.Sticker => ("sticker", Media(message)),
        _ => throw new InvalidOperationException($"WhatsApp takes no {message.Kind}."),
    };

    private static JsonObject Media(OutboundMessage message) => new() { ["id"] = message.MediaId };

    private static JsonObject Captioned(OutboundMessage message)
    {
        var media = Media(message);
        if (message.Body.Length > 0)
        {
            media["caption"] = message.Body;
        }

        return media;
    }

    private static JsonObject Named(OutboundMessage message)
    {
        var document = Captioned(message);
        // Without it the customer sees a document that is called by its id.
        document["filename"] = message.FileName;
        return document;
    }

    private static JsonObject Spoken(OutboundMessage message)
    {
        var audio = Media(message);
        audio["voice"] = true;
        return audio;
    }
}
