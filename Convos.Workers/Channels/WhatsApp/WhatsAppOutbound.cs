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
        MessageKind.Template => ("template", WhatsAppTemplate.Body(message.Content!)),
        MessageKind.Text => ("text", new() { ["body"] = message.Body, ["preview_url"] = true }),
        _ => throw new InvalidOperationException($"WhatsApp takes no {message.Kind}."),
    };
}
