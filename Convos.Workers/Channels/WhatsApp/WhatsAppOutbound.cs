using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Workers;

/// <summary>The body of the send call, kind by kind.</summary>
internal static class WhatsAppOutbound
{
    public static JsonObject Body(OutboundMessage message)
    {
        var (type, content) = Typed(message);
        var body = Body(message.Address, type, content, message.Echo);
        if (message.QuotedExternalId is { } quoted)
        {
            body["context"] = new JsonObject { ["message_id"] = quoted };
        }

        return body;
    }

    /// <summary>An empty emoji takes the reaction back.</summary>
    public static JsonObject Body(OutboundReaction reaction) =>
        Body(reaction.Address, "reaction", new() { ["message_id"] = reaction.ExternalId, ["emoji"] = reaction.Emoji ?? "" }, reaction.Echo);

    /// <summary>By the channel's own id. Without a name the customer sees a document that is called by it.</summary>
    public static JsonObject File(OutboundMessage message, bool named)
    {
        var file = Media(message);
        if (named)
        {
            file["filename"] = message.FileName;
        }

        return file;
    }

    private static JsonObject Body(string address, string type, JsonObject content, string echo) => new()
    {
        ["messaging_product"] = "whatsapp",
        ["recipient_type"] = "individual",
        // Without «+» Meta would put the business's own country code in front, and reach somebody else.
        [address.StartsWith('+') ? "to" : "recipient"] = address,
        ["type"] = type,
        [type] = content,
        ["biz_opaque_callback_data"] = echo,
    };

    private static (string Type, JsonObject Content) Typed(OutboundMessage message) => message.Kind switch
    {
        MessageKind.Template => ("template", WhatsAppTemplate.Body(message)),
        MessageKind.Text => ("text", new() { ["body"] = message.Body, ["preview_url"] = true }),
        MessageKind.Image => ("image", Captioned(message)),
        MessageKind.Video => ("video", Captioned(message)),
        MessageKind.Document => ("document", Captioned(message, named: true)),
        MessageKind.Audio => ("audio", Media(message)),
        MessageKind.Voice => ("audio", Spoken(message)),
        MessageKind.Sticker => ("sticker", Media(message)),
        _ => throw new InvalidOperationException($"WhatsApp takes no {message.Kind}."),
    };

    private static JsonObject Media(OutboundMessage message) => new() { ["id"] = message.MediaId };

    private static JsonObject Captioned(OutboundMessage message, bool named = false)
    {
        var file = File(message, named);
        if (message.Body.Length > 0)
        {
            file["caption"] = message.Body;
        }

        return file;
    }

    private static JsonObject Spoken(OutboundMessage message)
    {
        var audio = Media(message);
        audio["voice"] = true;
        return audio;
    }
}
