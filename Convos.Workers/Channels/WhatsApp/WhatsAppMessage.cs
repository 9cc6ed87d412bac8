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

    /// <param name="customer">Who wrote it or, <paramref name="byPhone"/>, who received it from the business's own phone.</param>
    public static Inbound? Read(JsonElement message, Sender customer, DateTime at, bool byPhone)
    {
        // Groups are not conversations with a customer.
        if (message.At("group_id").ValueKind is not JsonValueKind.Undefined)
        {
            return null;
        }

        return message.At("type").Text() switch
        {
            "reaction" => Target(message.At("reaction"), "message_id") is { } id
                ? new InboundReaction(id, at, customer, message.At("reaction").At("emoji").Text()?.Cut(EmojiLength)) { ByPhone = byPhone } : null,
            "edit" => Target(message.At("edit"), "original_message_id") is { } id ? Edit(id, message, at, byPhone) : null,
            "revoke" => Target(message.At("revoke"), "original_message_id") is { } id ? new InboundDeletion(id, at, byPhone) : null,
            "request_welcome" => byPhone ? null : new InboundGreeting(Id(message), at, customer),
            var type => Message(message, type, customer, at, byPhone),
        };
    }

    private static string? Target(JsonElement content, string name) => content.At(name).Text() is { Length: <= IdLength } id ? id : null;

    // The new wording is a message inside the message.
    private static InboundEdit? Edit(string id, JsonElement message, DateTime at, bool byPhone)
    {
        var wording = message.At("edit").At("message");
        if (!wording.IsObject())
        {
            return null;
        }

        var type = wording.At("type").Text();
        var (kind, body) = Meaning(type, type is null ? default : wording.At(type));
        return new(id, at, Id(message), kind, (body ?? "").Cut(BodyLength), WhatsAppContent.Of(wording), byPhone);
    }

    private static InboundMessage Message(JsonElement message, string? type, Sender customer, DateTime at, bool byPhone)
    {
        var (kind, body) = Meaning(type, type is null ? default : message.At(type));
        var quoted = message.At("context").At("id").Text();
        return new(Id(message), at, customer, kind, (body ?? "").Cut(BodyLength), WhatsAppContent.Of(message), quoted?.Length <= IdLength ? quoted : null)
        {
            ByPhone = byPhone,
            Referral = Referral(message.At("referral")),
            Media = kind.CarriesFile() ? Media(message.At(type!)) : null,
        };
    }

    private static InboundMedia? Media(JsonElement content) =>
        content.At("id").Text() is { Length: > 0 and <= IdLength } id ? new(id, FileNames.Clean(content.At("filename").Text()), content.At("sha256").Text()) : null;

    private static Referral? Referral(JsonElement referral) => !referral.IsObject() ? null : new(
        referral.At("source_type").Text() switch
        {
            "ad" => ConversationSource.Ad,
            "post" => ConversationSource.Post,
            _ => ConversationSource.Other,
        },
        referral.At("headline").Text() ?? referral.At("body").Text(), referral.At("source_url").Text());

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
