using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>One element of <c>messages</c>: the object named like its <c>type</c> carries what it is about.</summary>
internal static class WhatsAppMessage
{
    private const int BodyLength = 65_536;
    private const int IdLength = 512;
    private const int EmojiLength = 64;

    public static Inbound? Read(JsonElement message, WhatsAppSenders senders, DateTime at)
    {
        // Groups are not conversations with a customer.
        if (!message.IsObject() || message.At("group_id").ValueKind is not JsonValueKind.Undefined || senders.Of(message) is not { } sender)
        {
            return null;
        }

        return message.At("type").Text() switch
        {
            "reaction" => Reaction(message.At("reaction"), sender, at),
            // Nobody said anything yet, or it changes a message that is there: not messages of their own.
            "request_welcome" or "edit" or "revoke" => null,
            var type => Message(message, type, sender, at),
        };
    }

    private static InboundReaction? Reaction(JsonElement reaction, Sender sender, DateTime at) =>
        reaction.At("message_id").Text() is { Length: <= IdLength } id
            ? new(id, at, sender, reaction.At("emoji").Text()?.Cut(EmojiLength))
            : null;

    private static InboundMessage Message(JsonElement message, string? type, Sender sender, DateTime at)
    {
        var (kind, body) = Meaning(type, type is null ? default : message.At(type));
        var quoted = message.At("context").At("id").Text();
        return new(Id(message), at, sender, kind, (body ?? "").Cut(BodyLength), WhatsAppContent.Of(message),
            quoted?.Length <= IdLength ? quoted : null);
    }

    private static (MessageKind Kind, string? Body) Meaning(string? type, JsonElement content) => (type, content.ValueKind) switch
    {
        ("text", JsonValueKind.Object) => (MessageKind.Text, content.At("body").Text()),
        ("image", JsonValueKind.Object) => (MessageKind.Image, content.At("caption").Text()),
        ("video", JsonValueKind.Object) => (MessageKind.Video, content.At("caption").Text()),
        ("document", JsonValueKind.Object) => (MessageKind.Document, content.At("caption").Text()),
        ("sticker", JsonValueKind.Object) => (MessageKind.Sticker, null),
        // Recordings and forwarded audio files share their MIME type: only the flag tells them apart.
        ("audio", JsonValueKind.Object) => (content.At("voice").ValueKind == JsonValueKind.True ? MessageKind.Voice : MessageKind.Audio, null),
        ("location", JsonValueKind.Object) => (MessageKind.Location, content.At("name").Text()),
        ("contacts", JsonValueKind.Array) => (MessageKind.Contacts, Names(content)),
        ("button", JsonValueKind.Object) => (MessageKind.Button, content.At("text").Text()),
        ("interactive", JsonValueKind.Object) => Choice(content),
        ("order", JsonValueKind.Object) => (MessageKind.Order, content.At("text").Text()),
        ("system", _) => (MessageKind.System, content.At("body").Text()),
        ("text" or "image" or "video" or "document" or "sticker" or "audio" or "location" or "contacts" or "button" or "interactive"
            or "order" or "unsupported" or "ephemeral", _) => (MessageKind.Unsupported, null),
        _ => (MessageKind.Unknown, null),
    };

    private static (MessageKind, string?) Choice(JsonElement interactive) => interactive.At("type").Text() switch
    {
        "button_reply" => (MessageKind.Interactive, interactive.At("button_reply").At("title").Text()),
        "list_reply" => (MessageKind.Interactive, interactive.At("list_reply").At("title").Text()),
        "nfm_reply" => (MessageKind.Interactive, interactive.At("nfm_reply").At("body").Text()),
        _ => (MessageKind.Unsupported, null),
    };

    private static string Names(JsonElement cards) => string.Join(", ", cards.Items()
        .Select(card => card.At("name").At("formatted_name").Text() ?? card.At("phones").Items().FirstOrDefault().At("phone").Text())
        .OfType<string>());

    // A message without a usable id is still a customer's message; its own content then tells a redelivery from a new one.
    private static string Id(JsonElement message) =>
        message.At("id").Text() is { Length: <= IdLength } id
            ? id
            : "sha256." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.GetRawText())));
}
