using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Workers;

/// <summary>A template between Meta's words and ours: as it is told, as it is sent, and what news say of it.</summary>
internal static class WhatsAppTemplate
{
    private const int ComponentsLimit = 40000;

    /// <summary>Null where it is none that could ever be named in a message.</summary>
    public static ToldTemplate? Read(JsonElement template)
    {
        if (template.At("name").Text() is not { Length: <= 512 } name || template.At("language").Text() is not { Length: <= 20 } language)
        {
            return null;
        }

        var parts = WhatsAppTemplateParts.Read(template.At("components"));
        return parts.Body.Length == 0 || parts.Write().Length > ComponentsLimit ? null : new(
            template.At("id").Text()?.Cut(100) ?? "", name, language, Category(template.At("category").Text()) ?? TemplateCategory.Other,
            Status(template.At("status").Text()), Quality(template.At("quality_score").At("score").Text()) ?? "",
            template.At("parameter_format").Text() == "NAMED", parts);
    }

    /// <summary>Of a notice about a template; null where it names none.</summary>
    public static TemplateNews? News(JsonElement value) =>
        value.At("message_template_name").Text() is { } name && value.At("message_template_language").Text() is { } language
            ? new(name, language, value.At("event").Text() is { } status ? Heard(status) : null,
                Category(value.At("new_category").Text()), Quality(value.At("new_quality_score").Text()))
            : null;

    /// <summary>The object <c>template</c> of the send call.</summary>
    public static JsonObject Body(OutboundMessage message)
    {
        using var parsed = JsonDocument.Parse(message.Content!);
        var template = parsed.RootElement.GetProperty("template");
        var body = new JsonObject
        {
            ["name"] = template.GetProperty("name").GetString(),
            ["language"] = new JsonObject { ["code"] = template.GetProperty("language").GetString() },
        };
        JsonNode[] components = [.. template.GetProperty("components").EnumerateArray().Select(component => Component(component, message))];
        if (components.Length > 0)
        {
            body["components"] = new JsonArray(components);
        }

        return body;
    }

    private static JsonNode Component(JsonElement component, OutboundMessage message)
    {
        var type = component.GetProperty("type").GetString();
        if (type != "button")
        {
            JsonNode[] parameters = [.. component.GetProperty("parameters").EnumerateArray().Select(parameter => Parameter(parameter, message))];
            return new JsonObject { ["type"] = type, ["parameters"] = new JsonArray(parameters) };
        }

        var (isCode, text) = (component.GetProperty("kind").GetString() == TemplateButtonKind.CopyCode.Name(), component.GetProperty("text").GetString());
        return new JsonObject
        {
            ["type"] = "button",
            ["sub_type"] = isCode ? "copy_code" : "url",
            // A string on the wire.
            ["index"] = component.GetProperty("index").GetInt32().ToString(CultureInfo.InvariantCulture),
            ["parameters"] = new JsonArray(isCode
                ? new JsonObject { ["type"] = "coupon_code", ["coupon_code"] = text }
                : new JsonObject { ["type"] = "text", ["text"] = text }),
        };
    }

    private static JsonNode Parameter(JsonElement parameter, OutboundMessage message)
    {
        if (parameter.GetProperty("type").GetString() is not "text" and { } kind)
        {
            return new JsonObject { ["type"] = kind, [kind] = WhatsAppOutbound.File(message, named: kind == MessageKind.Document.Name()) };
        }

        var body = new JsonObject { ["type"] = "text" };
        if (parameter.At("name").Text() is { } name)
        {
            body["parameter_name"] = name;
        }

        body["text"] = parameter.GetProperty("text").GetString();
        return body;
    }

    private static TemplateCategory? Category(string? word) => word switch
    {
        null => null,
        "MARKETING" => TemplateCategory.Marketing,
        "UTILITY" => TemplateCategory.Utility,
        "AUTHENTICATION" => TemplateCategory.Authentication,
        _ => TemplateCategory.Other,
    };

    private static TemplateStatus Status(string? word) => word switch
    {
        "APPROVED" => TemplateStatus.Approved,
        "PENDING" or "IN_APPEAL" => TemplateStatus.Pending,
        "REJECTED" => TemplateStatus.Rejected,
        "PAUSED" => TemplateStatus.Paused,
        "DISABLED" => TemplateStatus.Disabled,
        _ => TemplateStatus.Other,
    };

    // These words tell what happened, not what it is in now.
    private static TemplateStatus? Heard(string word) => word switch
    {
        "FLAGGED" or "UNFLAGGED" or "LIMIT_EXCEEDED" or "ARCHIVED" or "UNARCHIVED" => null,
        "REINSTATED" => TemplateStatus.Approved,
        _ => Status(word),
    };

    private static string? Quality(string? score) => score?.Cut(40);
}
