using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Workers;

namespace Convos.Web;

/// <summary>A message template as the fake Graph keeps it: Meta's own words, <c>Components</c> as Meta tells them.</summary>
public sealed record FakeTemplate(string Id, string Name, string Language, string Category, string Status, JsonArray Components)
{
    public bool Named { get; init; }

    public string Quality { get; init; } = "UNKNOWN";

    /// <summary>As it is told; only the fields that were asked for.</summary>
    public JsonObject Tell(IReadOnlyCollection<string> fields)
    {
        var all = new JsonObject
        {
            ["name"] = Name, ["parameter_format"] = Named ? "NAMED" : "POSITIONAL", ["components"] = Components.DeepClone(), ["language"] = Language,
            ["status"] = Status, ["category"] = Category, ["quality_score"] = new JsonObject { ["score"] = Quality, ["date"] = 1780000000 },
        };
        foreach (var hidden in all.Select(part => part.Key).Where(name => !fields.Contains(name)).ToList())
        {
            all.Remove(hidden);
        }

        all["id"] = Id;
        return all;
    }

    /// <summary>What a phone shows of a send call's <c>template</c>.</summary>
    public string Read(JsonElement sent)
    {
        using var own = JsonDocument.Parse(Components.ToJsonString());
        var lines = new List<string>();
        foreach (var part in own.RootElement.Items())
        {
            var type = part.At("type").Text()!;
            var values = Parameters(sent, type.ToLowerInvariant());
            lines.AddRange(type switch
            {
                // Its file stands above.
                "HEADER" when part.At("format").Text() is "IMAGE" or "VIDEO" or "DOCUMENT" => [],
                "HEADER" when part.At("format").Text() != "TEXT" => [$"[{part.At("format").Text()}]"],
                "BUTTONS" => part.At("buttons").Items().Select(button => $"▸ {button.At("text").Text()}"),
                _ => [Fill(part.At("text").Text() ?? "", values)],
            });
        }

        return string.Join('\n', lines);
    }

    internal static IReadOnlyList<JsonElement> Parameters(JsonElement sent, string type) =>
        [.. sent.At("components").Items().Where(part => part.At("type").Text() == type).SelectMany(part => part.At("parameters").Items())];

    private static string Fill(string text, IReadOnlyList<JsonElement> values)
    {
        foreach (var (at, value) in values.Index())
        {
            text = text.Replace($"{{{{{value.At("parameter_name").Text() ?? $"{at + 1}"}}}}}", value.At("text").Text(), StringComparison.Ordinal);
        }

        return text;
    }
}
