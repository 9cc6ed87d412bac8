using System.Text.Json;
using System.Text.Json.Nodes;

namespace Convos.Data;

/// <summary>Somebody whom a note calls, by the name that stands in it after an «@».</summary>
public sealed record Called(long Id, string Name)
{
    /// <summary>Those who stand in a text. Of those who share a name, those who were picked; where none was, all.</summary>
    public static IReadOnlyList<Called> In(string body, IReadOnlyCollection<Called> people, IReadOnlyCollection<long> picked) =>
        [.. Places(body, people).SelectMany(place => Chosen(place.Fit, picked)).Distinct()];

    /// <summary>Where an «@» that begins a word is followed by somebody's whole name, and whose that may be; of two that fit the longer name.</summary>
    public static IEnumerable<(int At, IReadOnlyList<Called> Fit)> Places(string body, IReadOnlyCollection<Called> people)
    {
        for (var at = body.IndexOf('@', StringComparison.Ordinal); at >= 0; at = body.IndexOf('@', at + 1))
        {
            var begins = at == 0 || !char.IsLetterOrDigit(body[at - 1]);
            if (begins && people.Where(one => Stands(body, at + 1, one.Name)).GroupBy(one => one.Name.Length).MaxBy(names => names.Key) is { } fit)
            {
                yield return (at, [.. fit]);
            }
        }
    }

    /// <summary>As a note keeps it in its content; null: it calls nobody.</summary>
    public static string? Write(IReadOnlyList<Called> people) => people.Count == 0 ? null
        : new JsonObject { ["called"] = new JsonArray([.. people.Select(one => new JsonObject { ["id"] = one.Id, ["name"] = one.Name })]) }.ToJsonString();

    public static IReadOnlyList<Called> Read(string? content)
    {
        if (content is null)
        {
            return [];
        }

        using var json = JsonDocument.Parse(content);
        return json.RootElement.TryGetProperty("called", out var called) && called.ValueKind == JsonValueKind.Array
            ? [.. called.EnumerateArray().Select(one => new Called(one.GetProperty("id").GetInt64(), one.GetProperty("name").GetString()!))]
            : [];
    }

    private static IEnumerable<Called> Chosen(IReadOnlyList<Called> namesakes, IReadOnlyCollection<long> picked) =>
        namesakes.Any(one => picked.Contains(one.Id)) ? namesakes.Where(one => picked.Contains(one.Id)) : namesakes;

    private static bool Stands(string body, int at, string name) =>
        string.Compare(body, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at + name.Length >= body.Length || !char.IsLetterOrDigit(body[at + name.Length]));
}
