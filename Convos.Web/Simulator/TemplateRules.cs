using System.Text.Json;
using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Workers;

namespace Convos.Web;

/// <summary>What Meta refuses in the <c>template</c> of a send call, given the account's own templates. Null where it would be taken.</summary>
public static partial class TemplateRules
{
    private const int BodyLimit = 1024;

    public static GraphAnswer? Refusal(JsonElement sent, IReadOnlyList<FakeTemplate> templates)
    {
        var (name, language) = (sent.At("name").Text(), sent.At("language").At("code").Text());
        return name is null ? Missing("template['name']")
            : language is null ? Missing("template['language']['code']")
            : templates.FirstOrDefault(one => one.Name == name && one.Language == language) is not { } template ? Unknown(name, language)
            : template.Status switch
            {
                "APPROVED" => Parts(sent, template),
                "PAUSED" => GraphErrors.Answer(132015, details: "Template is paused due to low quality so it cannot be sent in a template message."),
                "DISABLED" => GraphErrors.Answer(132016, details: "Template has been paused too many times due to low quality and is now permanently disabled."),
                _ => Unknown(name, language),
            };
    }

    private static GraphAnswer? Parts(JsonElement sent, FakeTemplate template)
    {
        using var own = JsonDocument.Parse(template.Components.ToJsonString());
        var parts = own.RootElement.Items().ToLookup(part => part.At("type").Text()!);
        return sent.At("components").Items().Select(part => part.At("type").Text()).FirstOrDefault(type => type is not ("header" or "body" or "button")) is { } strange
                ? Invalid($"template['components']['type'] {strange}")
            : Header(sent, parts["HEADER"].FirstOrDefault(), template) ?? Text(sent, "body", parts["BODY"].First(), template)
                ?? Buttons(sent, [.. parts["BUTTONS"].FirstOrDefault().At("buttons").Items()]);
    }

    private static GraphAnswer? Header(JsonElement sent, JsonElement header, FakeTemplate template)
    {
        var format = header.At("format").Text();
        if (format is null or "TEXT")
        {
            return Text(sent, "header", header, template);
        }

        var parameters = FakeTemplate.Parameters(sent, "header");
        if (parameters.Count > 1)
        {
            return GraphErrors.Answer(132000, details: $"header: number of params ({parameters.Count}) does not match the expected number of params (1)");
        }

        var wanted = format switch { "IMAGE" => "image", "VIDEO" => "video", "DOCUMENT" => "document", _ => "location" };
        var got = parameters.Count == 1 ? parameters[0].At("type").Text() ?? "" : "";
        return got != wanted
            ? GraphErrors.Answer(132012, details: $"header: Format mismatch, expected {format}, received {(got.Length > 0 ? got.ToUpperInvariant() : "UNKNOWN")}")
            : wanted == "location" ? ContentRules.Refusal(wanted, parameters[0].At(wanted))
            : parameters[0].At(got).At("id").Text() is null && parameters[0].At(got).At("link").Text() is null ? Missing($"{got}['id']")
            : null;
    }

    private static GraphAnswer? Text(JsonElement sent, string place, JsonElement part, FakeTemplate template)
    {
        var wanted = TemplateWords.Variables(part.At("text").Text());
        var parameters = FakeTemplate.Parameters(sent, place);
        if (parameters.FirstOrDefault(one => one.At("type").Text() != "text") is { ValueKind: not JsonValueKind.Undefined } other)
        {
            return GraphErrors.Answer(132012, details: $"{place}: Format mismatch, expected TEXT, received {other.At("type").Text()?.ToUpperInvariant() ?? "UNKNOWN"}");
        }

        if (parameters.Count != wanted.Count)
        {
            return GraphErrors.Answer(132000, details: $"{place}: number of localizable_params ({parameters.Count}) does not match the expected number of params ({wanted.Count})");
        }

        var whole = (part.At("text").Text()?.Length ?? 0) + parameters.Sum(one => one.At("text").Text()?.Length ?? 0);
        return Names(parameters, wanted, template) ?? parameters.Select(Words).OfType<GraphAnswer>().FirstOrDefault()
            ?? (whole > BodyLimit + 200 ? GraphErrors.Answer(132005, details: $"{place}: translated text too long") : null);
    }

    private static GraphAnswer? Names(IReadOnlyList<JsonElement> parameters, IReadOnlyList<string> wanted, FakeTemplate template)
    {
        var names = parameters.Select(one => one.At("parameter_name").Text()).ToList();
        return !template.Named ? names.Any(name => name is not null) ? GraphErrors.Answer(100, details: "Parameter name is only for templates with named parameters.") : null
            : names.Any(name => name is null) ? GraphErrors.Answer(100, details: "Parameter name is missing or empty")
            : names.Distinct().Except(wanted).Any() || names.Distinct().Count() != wanted.Count ? GraphErrors.Answer(132000, details: "Parameter names do not match those of the template.")
            : null;
    }

    private static GraphAnswer? Words(JsonElement parameter) =>
        parameter.At("text").Text() is not { } text ? Missing("parameters['text']")
        : Forbidden().IsMatch(text) ? GraphErrors.Answer(132018, details: "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
        : null;

    private static GraphAnswer? Buttons(JsonElement sent, JsonElement[] buttons)
    {
        var given = new Dictionary<int, JsonElement>();
        foreach (var part in sent.At("components").Items().Where(part => part.At("type").Text() == "button"))
        {
            var index = part.At("index");
            if (index.ValueKind != JsonValueKind.String || !int.TryParse(index.GetString(), out var at) || at < 0 || at >= buttons.Length || !given.TryAdd(at, part))
            {
                return Invalid("template['components']['index']");
            }
        }

        return buttons.Index().Select(one => Button(one.Index, one.Item, given.GetValueOrDefault(one.Index))).OfType<GraphAnswer>().FirstOrDefault();
    }

    private static GraphAnswer? Button(int at, JsonElement button, JsonElement given)
    {
        var type = button.At("type").Text();
        var expected = type switch
        {
            "URL" when TemplateWords.Variables(button.At("url").Text()).Count > 0 => "url",
            "COPY_CODE" => "copy_code",
            "QUICK_REPLY" => "quick_reply",
            _ => null,
        };
        if (given.ValueKind == JsonValueKind.Undefined)
        {
            return expected is "url" or "copy_code"
                ? GraphErrors.Answer(131008, details: $"buttons: Button at index {at} of type {type} requires a parameter")
                : null;
        }

        var value = given.At("parameters").Items().FirstOrDefault();
        return given.At("sub_type").Text() != expected ? GraphErrors.Answer(132012, details: $"buttons: Button at index {at} is of type {type}")
            : expected switch
            {
                "copy_code" when value.At("type").Text() != "coupon_code" || value.At("coupon_code").Text() is not { Length: <= 15 } => Invalid("coupon_code"),
                "url" when value.At("type").Text() != "text" => Invalid("parameters['type']"),
                "url" => Words(value),
                _ => null,
            };
    }

    private static GraphAnswer Unknown(string name, string language) =>
        GraphErrors.Answer(132001, 404, $"template name ({name}) does not exist in {language}");

    private static GraphAnswer Missing(string parameter) => GraphErrors.Answer(131008, details: $"The parameter {parameter} is required.");

    private static GraphAnswer Invalid(string parameter) => GraphErrors.Answer(131009, details: $"The value of {parameter} is not valid.");

    [GeneratedRegex(@"[\n\r\t]| {5}")]
    private static partial Regex Forbidden();
}
