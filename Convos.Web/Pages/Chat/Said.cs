using System.Text.Json;
using Convos.Data;
using Convos.Workers;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>What a bubble shows of a message beyond its kind and its words, taken from what the channel said.</summary>
public sealed record Said(
    Advert? Advert, string? Forwarded, Failure? Trouble, string? Type, string? News, Place? Place, IReadOnlyList<Card> Cards, Basket? Basket, Answer? Answer)
{
    public static readonly Said Nothing = new(null, null, null, null, null, null, [], null, null);

    public static Said Of(Message message, IStringLocalizer texts)
    {
        if (message.Content is null)
        {
            return Nothing;
        }

        using var content = JsonDocument.Parse(message.Content, new JsonDocumentOptions { MaxDepth = 128 });
        var (root, context) = (content.RootElement, content.RootElement.At("context"));
        return new Said(
            Advert.Of(root.At("referral")),
            IsTrue(context.At("frequently_forwarded")) ? texts["Message.ForwardedOften"].Value : IsTrue(context.At("forwarded")) ? texts["Message.Forwarded"].Value : null,
            Problem(root.At("errors").Items().FirstOrDefault(), texts),
            message.Kind switch
            {
                MessageKind.Unknown => root.At("type").Text(),
                MessageKind.Unsupported => Unsupported(root.At("unsupported").At("type").Text(), texts),
                _ => null,
            },
            IsTrue(root.At("erased")) ? texts["Message.Erased"].Value : message.Kind == MessageKind.System ? Happened(root.At("system"), texts) : null,
            message.Kind == MessageKind.Location ? Place.Of(root.At("location")) : null,
            message.Kind == MessageKind.Contacts ? Card.Of(root.At("contacts")) : [],
            message.Kind == MessageKind.Order ? Basket.Of(root.At("order")) : null,
            message.Kind is MessageKind.Button or MessageKind.Interactive or MessageKind.Unsupported ? Answer.Of(root) : null);
    }

    /// <summary>What WhatsApp keeps to its own app, where it says so.</summary>
    public static readonly string[] KeptBack = ["edit", "gif", "group_invite", "keep_in_chat", "pin", "poll_creation", "poll_update", "product"];

    private static string? Unsupported(string? type, IStringLocalizer texts) =>
        type is null ? null : KeptBack.Contains(type) ? texts[$"Unsupported.{type}"].Value : type.Replace('_', ' ');

    /// <summary>What came in goes wrong by few codes; others share their numbers with what goes out.</summary>
    private static readonly string[] OfWhatComes = ["131051", "131052", "131060"];

    // In the reader's language where we know the code; otherwise in the channel's own words.
    private static Failure? Problem(JsonElement error, IStringLocalizer texts)
    {
        var words = error.At("error_data").At("details").Text() ?? error.At("details").Text() ?? error.At("message").Text() ?? error.At("title").Text();
        return words is null ? null : Failure.Of(error.At("code").Text() is { } code && OfWhatComes.Contains(code) ? $"{code} · {words}" : words, texts);
    }

    // In the reader's language where we know what happened; otherwise in the channel's own words.
    private static string? Happened(JsonElement system, IStringLocalizer texts) => system.At("type").Text() switch
    {
        "user_changed_number" when system.At("wa_id").Text() is { } phone => texts["Message.NumberChanged", PhoneNumbers.Display(phone)].Value,
        "user_changed_user_id" => texts["Message.IdChanged"].Value,
        "customer_identity_changed" => texts["Message.IdentityChanged"].Value,
        _ => null,
    };

    private static bool IsTrue(JsonElement value) => value.ValueKind == JsonValueKind.True;
}

/// <summary>The advertisement or post that a customer came from. The address is a web address, or there is none.</summary>
public sealed record Advert(ConversationSource Source, string? Title, string? Text, Uri? Url)
{
    public static Advert? Of(JsonElement referral) => !referral.IsObject() ? null : new(
        referral.At("source_type").Text() switch
        {
            "ad" => ConversationSource.Ad,
            "post" => ConversationSource.Post,
            _ => ConversationSource.Other,
        },
        referral.At("headline").Text(), referral.At("body").Text(),
        Uri.TryCreate(referral.At("source_url").Text(), UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url : null);
}
