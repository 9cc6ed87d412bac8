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
        MessageKind.Text => ("text", new() { ["body"] = message.Body, ["preview_url"] = true }),
        _ => throw new InvalidOperationException($"WhatsApp takes no {message.Kind}."),
    };
}
