using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Convos.Data;

/// <summary>Why a template cannot leave like this.</summary>
public enum TemplateProblem { Missing, TooLong, TextTooLong, NoFile }

/// <summary>A template with its variables filled in: what the customer reads, and what its channel is told.</summary>
public sealed partial record FilledTemplate(Template Template, TemplateParts Parts, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Where the problem of a missing file stands among the others.</summary>
    public const string FileKey = "header";

    private IReadOnlyDictionary<string, TemplateProblem> Wording { get; init; } = new Dictionary<string, TemplateProblem>();

    /// <summary>The file over the text, of the kind that the template wants.</summary>
    public Upload? File { get; private init; }

    /// <summary>Every variable has a value, nothing is longer than a channel takes and the file is there, or the problems by <see cref="TemplateField.Key"/>.</summary>
    public IReadOnlyDictionary<string, TemplateProblem> Problems =>
        Parts.File is null || File is not null ? Wording : new Dictionary<string, TemplateProblem>(Wording) { [FileKey] = TemplateProblem.NoFile };

    public string Header => Filled(TemplatePlace.Header, Parts.Header?.Text ?? "");

    public string Body => Filled(TemplatePlace.Body, Parts.Body);

    /// <summary>What was typed becomes what may stand there: one line, no long runs of blanks, nothing at the ends.</summary>
    public static FilledTemplate Of(Template template, IReadOnlyDictionary<string, string> typed)
    {
        var parts = template.Parts;
        var fields = TemplateField.Of(parts);
        var filled = new FilledTemplate(template, parts, fields.ToDictionary(field => field.Key, field => Plain(typed.GetValueOrDefault(field.Key, ""))));
        var problems = fields.Select(field => (field.Key, Problem: Problem(field, filled.Values[field.Key]))).Where(one => one.Problem is not null)
            .ToDictionary(one => one.Key, one => one.Problem!.Value);
        if (problems.Count == 0)
        {
            // One value may fit where all of them together do not.
            foreach (var field in fields.Where(field => filled.Whole(field) > field.LimitOfAll))
            {
                problems[field.Key] = TemplateProblem.TextTooLong;
            }
        }

        return filled with { Wording = problems };
    }

    /// <summary>A file of another kind than the template wants is none.</summary>
    public FilledTemplate With(Upload? file) => this with { File = file?.Kind == Parts.File ? file : null };

    /// <summary>As it is stored: what the channel needs, and what a bubble shows beside the text. With a file it goes by that one's key.</summary>
    public Draft Draft(Guid key) => new(MessageKind.Template, Body, File?.Id ?? key, Content: new JsonObject
    {
        ["template"] = new JsonObject { ["name"] = Template.Name, ["language"] = Template.Language, ["components"] = Components() },
        ["shown"] = JsonSerializer.SerializeToNode(Shown, ShownTemplate.Json),
    }.ToJsonString(), File: Parts.File);

    private ShownTemplate Shown => new(
        Header is { Length: > 0 } header ? header : null, Parts.Footer,
        [.. Parts.Buttons.Select((button, index) => button with { Target = Target(button, index) })]);

    private string? Target(TemplateButton button, int index) => button.Kind switch
    {
        TemplateButtonKind.CopyCode => Values.GetValueOrDefault($"button.{index}"),
        TemplateButtonKind.Url when button.Target is { } address => TemplateWords.Fill(address, _ => Values.GetValueOrDefault($"button.{index}")),
        _ => button.Target,
    };

    private JsonArray Components()
    {
        var fields = TemplateField.Of(Parts);
        var components = new JsonArray();
        if (Parts.File is { } file)
        {
            // Which file it is, the channel's id of it, is known when it leaves.
            components.Add((JsonNode)new JsonObject { ["type"] = TemplatePlace.Header.Name(), ["parameters"] = new JsonArray(new JsonObject { ["type"] = file.Name() }) });
        }

        foreach (var place in new[] { TemplatePlace.Header, TemplatePlace.Body }.Where(place => fields.Any(field => field.Place == place)))
        {
            JsonNode[] parameters = [.. fields.Where(field => field.Place == place).Select(Parameter)];
            components.Add((JsonNode)new JsonObject { ["type"] = place.Name(), ["parameters"] = new JsonArray(parameters) });
        }

        foreach (var field in fields.Where(field => field.Place == TemplatePlace.Button))
        {
            var index = int.Parse(field.Name, System.Globalization.CultureInfo.InvariantCulture);
            components.Add((JsonNode)new JsonObject
            {
                ["type"] = "button", ["kind"] = Parts.Buttons[index].Kind.Name(), ["index"] = index, ["text"] = Values[field.Key],
            });
        }

        return components;
    }

    private JsonNode Parameter(TemplateField field)
    {
        var parameter = new JsonObject { ["type"] = "text" };
        if (Template.Named)
        {
            parameter["name"] = field.Name;
        }

        parameter["text"] = Values[field.Key];
        return parameter;
    }

    private string Filled(TemplatePlace place, string text) => TemplateWords.Fill(text, name => Values.GetValueOrDefault($"{place.Name()}.{name}"));

    private int Whole(TemplateField field) => field.Place switch
    {
        TemplatePlace.Header => Header.Length,
        TemplatePlace.Body => Body.Length,
        _ => Values[field.Key].Length,
    };

    private static TemplateProblem? Problem(TemplateField field, string value) =>
        value.Length == 0 ? TemplateProblem.Missing : value.Length > field.Limit ? TemplateProblem.TooLong : null;

    private static string Plain(string typed) => Blanks().Replace(typed.Replace("\0", "").ReplaceLineEndings(" ").Replace('\t', ' '), "    ").Trim();

    [GeneratedRegex(" {5,}")]
    private static partial Regex Blanks();
}

/// <summary>What a bubble shows of a template that was sent, around its text.</summary>
public sealed record ShownTemplate(string? Header, string? Footer, IReadOnlyList<TemplateButton> Buttons)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Of a message's content; null where it says nothing of the kind.</summary>
    public static ShownTemplate? Of(string? content)
    {
        if (content is null)
        {
            return null;
        }

        using var parsed = JsonDocument.Parse(content);
        return parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("shown", out var shown)
            ? shown.Deserialize<ShownTemplate>(Json)
            : null;
    }
}
