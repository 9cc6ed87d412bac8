using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Convos.Workers;

/// <summary>
/// What a message says beyond its text, as JSON that the database takes: <c>{"type":"image","image":{…},"context":{…},"errors":[…]}</c>.
/// Null for plain text.
/// </summary>
internal static class WhatsAppContent
{
    private const int Length = 262_144;
    private const int NumberLength = 40;

    // Who, when and which have columns of their own; so has the text of a text.
    private static readonly string[] Told = ["from", "from_user_id", "from_parent_user_id", "to", "to_user_id", "to_parent_user_id", "id", "timestamp", "text"];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Of(JsonElement message)
    {
        var untold = message.EnumerateObject().Where(part => !Told.Contains(part.Name) && !IsPlainQuote(part)).ToArray();
        if (untold.All(part => part.Name == "type") && message.At("type").Text() == "text")
        {
            return null;
        }

        var json = Write(untold);
        return json.Length <= Length ? json : Write([.. untold.Where(part => part.Name == "type")]);
    }

    /// <summary>One object as it came; null where there is none, or one too large.</summary>
    public static string? Json(JsonElement element) =>
        element.IsObject() && Write([.. element.EnumerateObject()]) is { Length: <= Length } json ? json : null;

    // {"from","id"} is the quote, which has its column; a forward, a product or an advertisement is more.
    private static bool IsPlainQuote(JsonProperty part) =>
        part.Name == "context" && part.Value.IsObject() && part.Value.EnumerateObject().All(inner => inner.Name is "from" or "id");

    private static string Write(IReadOnlyList<JsonProperty> parts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var part in parts)
            {
                json.WritePropertyName(part.Name);
                Write(json, part.Value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var part in value.EnumerateObject())
                {
                    json.WritePropertyName(part.Name);
                    Write(json, part.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            // 1e999999 is JSON, and more than jsonb holds.
            case JsonValueKind.Number when value.GetRawText() is var number && (number.Length > NumberLength || number.Contains('e', StringComparison.OrdinalIgnoreCase)):
                json.WriteStringValue(number.Cut(NumberLength));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
