using System.Globalization;
using System.Text.Json;

namespace Convos.Workers;

/// <summary>Reads JSON that promises nothing: a missing part, or one of another shape, reads as absent.</summary>
public static class LenientJson
{
    private const long FirstMillisecondTimestamp = 100_000_000_000;

    public static JsonElement At(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static bool IsObject(this JsonElement element) => element.ValueKind == JsonValueKind.Object;

    /// <summary>A string or a number as text; blank counts as absent.</summary>
    public static string? Text(this JsonElement element)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Unix seconds (or milliseconds) as string or number.</summary>
    public static DateTime? Time(this JsonElement element)
    {
        if (!long.TryParse(element.Text(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var stamp) || stamp <= 0)
        {
            return null;
        }

        var milliseconds = stamp < FirstMillisecondTimestamp ? stamp * 1000 : stamp;
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime
            : null;
    }

    /// <summary>At most <paramref name="length"/> UTF-16 units, an ellipsis in place of the rest, no character torn apart.</summary>
    public static string Cut(this string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
