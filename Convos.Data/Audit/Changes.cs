using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Convos.Data;

/// <summary>What an edit changed: <c>{"field": [before, after]}</c>, fields in snake case. What it is given it keeps: give it no secret.</summary>
public sealed class Changes
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly JsonObject fields = [];

    public static Changes None => new();

    public bool Any => fields.Count > 0;

    public string Json => fields.ToJsonString(Options);

    /// <summary>The properties of two records of one kind that differ; before a creation there is null.</summary>
    public static Changes Between<T>(T? before, T after) where T : class
    {
        var changes = new Changes();
        var (was, now) = (before is null ? [] : Fields(before), Fields(after));
        foreach (var (name, value) in now)
        {
            if (!JsonNode.DeepEquals(was[name], value))
            {
                changes.fields[name] = new JsonArray(was[name]?.DeepClone(), value?.DeepClone());
            }
        }

        return changes;
    }

    public Changes With(string field, object? before, object? after)
    {
        fields[field] = new JsonArray(JsonSerializer.SerializeToNode(before, Options), JsonSerializer.SerializeToNode(after, Options));
        return this;
    }

    private static JsonObject Fields<T>(T record) => JsonSerializer.SerializeToNode(record, Options)!.AsObject();
}
