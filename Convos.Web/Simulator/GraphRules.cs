using System.Text.Json;
using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Workers;

namespace Convos.Web;

/// <summary>What Meta refuses in the body of a send call, in the order in which the fake looks. Null where it would be taken.</summary>
public static partial class GraphRules
{
    private const int TextLimit = 4096;
    private const int EchoLimit = 512;

    private static readonly string[] Types =
        ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "template", "reaction"];

    public static GraphAnswer? Refusal(JsonElement body, FakeNumber number)
    {
        if (!body.IsObject())
        {
            return GraphErrors.Answer(100, details: "The body is not a JSON object.");
        }

        return MessagingProduct(body) ?? Recipient(body, number) ?? Extras(body) ?? Content(body);
    }

    /// <summary>Of a call that marks a customer's message as read, and may show that somebody is writing.</summary>
    public static GraphAnswer? ReadMarkRefusal(JsonElement body) =>
        MessagingProduct(body)
        ?? (body.At("message_id") is not { ValueKind: not JsonValueKind.Undefined } id ? Missing("message_id")
            : !IsString(id, EchoLimit) || !id.GetString()!.StartsWith("wamid.", StringComparison.Ordinal) ? Invalid("message_id")
            : body.At("typing_indicator") is not { ValueKind: not JsonValueKind.Undefined } typing ? null
            : !typing.IsObject() ? Invalid("typing_indicator")
            : typing.At("type") is not { ValueKind: not JsonValueKind.Undefined } type ? Missing("typing_indicator['type']")
            : type.Text() == "text" ? null
            : Invalid("typing_indicator['type']"));

    public static string? RecipientOf(JsonElement body) => body.At("to").Text() ?? body.At("recipient").Text();

    public static string TypeOf(JsonElement body) => body.At("type").Text() ?? "text";

    private static GraphAnswer? MessagingProduct(JsonElement body) => body.At("messaging_product").Text() switch
    {
        null => Missing("messaging_product"),
        "whatsapp" => null,
        _ => Invalid("messaging_product"),
    };

    // If both are there, «to» wins.
    private static GraphAnswer? Recipient(JsonElement body, FakeNumber number)
    {
        var (to, recipient) = (body.At("to"), body.At("recipient"));
        if (to.ValueKind == JsonValueKind.Undefined && recipient.ValueKind == JsonValueKind.Undefined)
        {
            return Missing("to");
        }

        if (to.ValueKind == JsonValueKind.Undefined)
        {
            return recipient.ValueKind == JsonValueKind.String && UserId().IsMatch(recipient.GetString()!) ? null : Invalid("recipient");
        }

        // Without «+» Meta would put the business's own country code in front and reach somebody else: here that is an error.
        var dialled = to.ValueKind == JsonValueKind.String ? Punctuation().Replace(to.GetString()!, "") : "";
        return !Phone().IsMatch(dialled) ? Invalid("to")
            : dialled == Punctuation().Replace(number.Display, "") ? GraphErrors.Answer(131021)
            : null;
    }

    private static GraphAnswer? Extras(JsonElement body)
    {
        var (kind, echo, context) = (body.At("recipient_type"), body.At("biz_opaque_callback_data"), body.At("context"));
        return kind.ValueKind != JsonValueKind.Undefined && kind.Text() != "individual" ? Invalid("recipient_type")
            : echo.ValueKind != JsonValueKind.Undefined && !IsString(echo, EchoLimit) ? Invalid("biz_opaque_callback_data")
            : context.ValueKind != JsonValueKind.Undefined && !IsString(context.At("message_id"), EchoLimit) ? Invalid("context['message_id']")
            : null;
    }

    private static GraphAnswer? Content(JsonElement body)
    {
        var type = TypeOf(body);
        if (!Types.Contains(type))
        {
            return GraphErrors.Answer(131051, details: $"Param type must be one of {{{string.Join(", ", Types)}}}.");
        }

        var content = body.At(type);
        return content.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) ? Missing(type)
            : type == "text" ? Words(content)
            : type == "reaction" ? Reaction(content, body)
            : ContentRules.Refusal(type, content);
    }

    // No emoji takes a reaction back; a reaction quotes nothing.
    private static GraphAnswer? Reaction(JsonElement reaction, JsonElement body)
    {
        var emoji = reaction.At("emoji");
        return !IsString(reaction.At("message_id"), EchoLimit) ? Missing("reaction['message_id']")
            : emoji.ValueKind != JsonValueKind.String ? Missing("reaction['emoji']")
            : emoji.GetString() is { Length: > 0 } sign && !Emojis.IsOne(sign) ? Invalid("reaction['emoji']")
            : body.At("context").ValueKind != JsonValueKind.Undefined ? Invalid("context")
            : null;
    }

    private static GraphAnswer? Words(JsonElement text)
    {
        var (words, preview) = (text.At("body"), text.At("preview_url"));
        return words.ValueKind is JsonValueKind.Undefined || (words.ValueKind is JsonValueKind.String && words.Text() is null) ? Missing("text['body']")
            : words.ValueKind != JsonValueKind.String ? Invalid("text['body']")
            : words.GetString()!.Length > TextLimit ? GraphErrors.Answer(100, details: "Param text['body'] must be at most 4096 characters long.")
            : preview.ValueKind is JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False ? null
            : Invalid("text['preview_url']");
    }

    public static bool IsString(JsonElement element, int limit) =>
        element.ValueKind == JsonValueKind.String && element.GetString()!.Length is > 0 and var length && length <= limit;

    public static GraphAnswer Missing(string parameter) => GraphErrors.Answer(131008, details: $"The parameter {parameter} is required.");

    public static GraphAnswer Invalid(string parameter) => GraphErrors.Answer(131009, details: $"The value of {parameter} is not valid.");

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z")]
    private static partial Regex Phone();

    [GeneratedRegex("[-() ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}\z")]
    private static partial Regex UserId();
}
