using System.Globalization;
using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>What a template is made of, from Meta's <c>components</c>.</summary>
internal static class WhatsAppTemplateParts
{
    public static TemplateParts Read(JsonElement components)
    {
        var parts = components.Items().Where(LenientJson.IsObject).ToLookup(part => part.At("type").Text()?.ToUpperInvariant() ?? "");
        var (header, body) = (parts["HEADER"].FirstOrDefault(), parts["BODY"].FirstOrDefault());
        JsonElement[] buttons = [.. parts["BUTTONS"].FirstOrDefault().At("buttons").Items()];
        return new(
            Header(header), body.At("text").Text() ?? "", parts["FOOTER"].FirstOrDefault().At("text").Text(), [.. buttons.Select(Button)],
            Beyond: parts.Any(part => part.Key is not ("HEADER" or "BODY" or "FOOTER" or "BUTTONS")),
            new Dictionary<string, string>([.. Examples("header", header), .. Examples("body", body), .. buttons.Index().SelectMany(one => Examples(one.Index, one.Item))]));
    }

    private static TemplateHeader? Header(JsonElement header) => !header.IsObject() ? null : header.At("format").Text()?.ToUpperInvariant() switch
    {
        "TEXT" => new(TemplateHeaderKind.Text, header.At("text").Text() ?? ""),
        "IMAGE" => new(TemplateHeaderKind.Image),
        "VIDEO" => new(TemplateHeaderKind.Video),
        "DOCUMENT" => new(TemplateHeaderKind.Document),
        _ => new(TemplateHeaderKind.Other),
    };

    private static TemplateButton Button(JsonElement button)
    {
        var text = button.At("text").Text() ?? "";
        return button.At("type").Text()?.ToUpperInvariant() switch
        {
            "QUICK_REPLY" => new(TemplateButtonKind.Reply, text),
            "URL" => new(TemplateButtonKind.Url, text, button.At("url").Text()),
            "PHONE_NUMBER" => new(TemplateButtonKind.Phone, text, button.At("phone_number").Text()),
            "COPY_CODE" => new(TemplateButtonKind.CopyCode, text),
            _ => new(TemplateButtonKind.Other, text),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Examples(string place, JsonElement part)
    {
        var example = part.At("example");
        var positional = example.At($"{place}_text").Items().FirstOrDefault() is { ValueKind: JsonValueKind.Array } row ? row : example.At($"{place}_text");
        var numbered = positional.Items().Select((value, at) => (Name: (at + 1).ToString(CultureInfo.InvariantCulture), Value: value.Text()));
        var named = example.At($"{place}_text_named_params").Items().Select(one => (Name: one.At("param_name").Text() ?? "", Value: one.At("example").Text()));
        return numbered.Concat(named).Where(one => one.Name.Length > 0 && one.Value is not null).DistinctBy(one => one.Name)
            .Select(one => KeyValuePair.Create($"{place}.{one.Name}", one.Value!));
    }

    // Of an address the whole is given; what is asked for is its end.
    private static IEnumerable<KeyValuePair<string, string>> Examples(int at, JsonElement button)
    {
        var example = button.At("example").Text() ?? button.At("example").Items().FirstOrDefault().Text();
        var start = button.At("url").Text()?.Split("{{")[0];
        return example is null ? [] : [new($"button.{at}", start is not null && example.StartsWith(start, StringComparison.Ordinal) ? example[start.Length..] : example)];
    }
}
