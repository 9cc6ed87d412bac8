using System.Globalization;
using System.Text.Json;
using Convos.Data;
using Convos.Workers;
using Dapper;

namespace Convos.Tests;

/// <summary>A message of a payload beside its row: words, content, time and quote.</summary>
internal static class LetterForLetter
{
    // They have columns of their own.
    private static readonly string[] Columns = ["from", "from_user_id", "from_parent_user_id", "to", "to_user_id", "to_parent_user_id", "id", "timestamp", "text"];

    /// <summary>What of it is not as it came, or null.</summary>
    public static async Task<string?> Wrong(Database database, JsonElement message)
    {
        await using var db = await database.Open();
        var (kind, body, content, at, quoted, received) = await db.QuerySingleAsync<(string, string, string?, DateTime, string?, DateTime)>(
            """
            select kind, body, content::text, sent_at, quoted_external_id, (select max(received_at) from inbound_events)
            from messages
            where external_id = @id
            """, new { id = message.At("id").Text() });
        return !Same(Content(message), content) ? $"content {content}"
            : kind == "text" && body != message.At("text").At("body").Text() ? $"body {body}"
            : at != Time(message, received) ? $"time {at:O}"
            : quoted != message.At("context").At("id").Text() ? $"quote {quoted}"
            : null;
    }

    public static bool Same(JsonElement? expected, string? json) =>
        expected is null ? json is null : json is not null && JsonElement.DeepEquals(expected.Value, JsonDocument.Parse(json).RootElement);

    // {"from","id"} alone is a quote.
    private static JsonElement? Content(JsonElement message)
    {
        var rest = message.EnumerateObject().Where(part => !Columns.Contains(part.Name)
            && !(part.Name == "context" && part.Value.EnumerateObject().All(inner => inner.Name is "from" or "id"))).ToDictionary(part => part.Name, part => part.Value);
        return rest.Count == 1 && message.At("type").Text() == "text" ? null : JsonSerializer.SerializeToElement(rest);
    }

    // What lies in the future came when it came.
    private static DateTime Time(JsonElement message, DateTime received)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.At("timestamp").Text()!, CultureInfo.InvariantCulture)).UtcDateTime;
        return at > received ? received : at;
    }
}
