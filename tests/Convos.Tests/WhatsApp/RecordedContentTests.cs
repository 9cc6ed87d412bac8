using System.Globalization;
using System.Text.Json;
using Convos.Workers;
using Dapper;
using Xunit.Abstractions;

namespace Convos.Tests;

/// <summary>Nothing that recorded payloads say is lost or bent on its way into a row: words, content, times, failures, prices.</summary>
public sealed class RecordedContentTests(RecordedHost host, ITestOutputHelper output) : IClassFixture<RecordedHost>
{
    // They have columns of their own.
    private static readonly string[] Columns = ["from", "from_user_id", "from_parent_user_id", "to", "to_user_id", "to_parent_user_id", "id", "timestamp", "text"];

    [Fact]
    public async Task Every_message_is_kept_to_the_letter()
    {
        var kept = 0;
        foreach (var name in RecordedFiles.All)
        {
            var messages = RecordedFiles.Messages(name).ToList();
            await Take(messages.Count > 0 ? name : null);
            foreach (var message in messages)
            {
                await using var db = await host.Database.Open();
                var (kind, body, content, at, quoted, received) = await db.QuerySingleAsync<(string, string, string?, DateTime, string?, DateTime)>(
                    """
                    select m.kind, m.body, m.content::text, m.sent_at, m.quoted_external_id, e.received_at
                    from messages m, inbound_events e
                    where m.external_id = @id
                    """, new { id = message.At("id").Text() });

                Assert.True(Same(Content(message), content), $"{name}: {content}");
                Assert.True(kind != "text" || body == message.At("text").At("body").Text(), $"{name}: {body}");
                Assert.True(Time(message, received) == at, $"{name}: {at:O}");
                Assert.True(message.At("context").At("id").Text() == quoted, $"{name}: {quoted}");
                kept++;
            }
        }

        Assert.Equal(RecordedFiles.All.SelectMany(RecordedFiles.Messages).Count(), kept);
        output.WriteLine($"{kept} messages.");
    }

    [Fact]
    public async Task Every_failure_and_every_price_is_kept_as_it_was_told()
    {
        var told = RecordedFiles.All.SelectMany(name => RecordedFiles.Statuses(name).Select(status => (Name: name, Status: status)))
            .Where(one => OursById.ContainsKey(one.Status.At("id").Text()!)).ToList();
        foreach (var (name, status) in told)
        {
            await host.Begin([OursById[status.At("id").Text()!]]);
            await host.Post(name);
            await host.TakeIn();

            await using var db = await host.Database.Open();
            var (failure, pricing) = await db.QuerySingleAsync<(string?, string?)>(
                "select failure, pricing::text from message_sends where external_id = @id", new { id = status.At("id").Text() });
            var error = status.At("errors").Items().FirstOrDefault();
            Assert.Equal(
                status.At("status").Text() == "failed" ? $"{error.At("code").Text()} · {error.At("error_data").At("details").Text() ?? error.At("details").Text() ?? error.At("message").Text()}" : null,
                failure);
            Assert.True(status.At("pricing").IsObject() ? Same(status.At("pricing"), pricing) : pricing is null, $"{name}: {pricing}");
        }

        Assert.True(RecordedFiles.Folder is null || told.Count > 0);
        output.WriteLine($"{told.Count} statuses.");
    }

    private Dictionary<string, string> OursById => RecordedFiles.Folder is null ? []
        : host.Ours.Where(one => one.Key != "UNKNOWN").ToDictionary(one => one.Value, one => one.Key);

    private async Task Take(string? name)
    {
        if (name is not null)
        {
            await host.Begin([]);
            await host.Post(name);
            await host.TakeIn();
        }
    }

    // {"from","id"} alone is a quote.
    private static JsonElement? Content(JsonElement message)
    {
        var rest = message.EnumerateObject().Where(part => !Columns.Contains(part.Name)
            && !(part.Name == "context" && part.Value.EnumerateObject().All(inner => inner.Name is "from" or "id"))).ToDictionary(part => part.Name, part => part.Value);
        return rest.Count == 1 && message.At("type").Text() == "text" ? null : JsonSerializer.SerializeToElement(rest);
    }

    private static bool Same(JsonElement? expected, string? json) =>
        expected is null ? json is null : json is not null && JsonElement.DeepEquals(expected.Value, JsonDocument.Parse(json).RootElement);

    // What lies in the future came when it came.
    private static DateTime Time(JsonElement message, DateTime received)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.At("timestamp").Text()!, CultureInfo.InvariantCulture)).UtcDateTime;
        return at > received ? received : at;
    }
}
