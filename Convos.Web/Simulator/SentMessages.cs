using System.Globalization;
using System.Text.Json.Nodes;

namespace Convos.Web;

/// <summary>What the fake Graph accepted, and the statuses that tell of it: each leaves after the one before.</summary>
public sealed class SentMessages(Postman postman, TimeProvider clock, CancellationToken stopped)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Sent> messages = [];

    public void Add(string wamid, FakeNumber number, string recipient, string? echo)
    {
        lock (gate)
        {
            messages[wamid] = new(number, recipient, echo, Task.CompletedTask);
        }
    }

    public void Tell(string wamid, string status, TimeSpan after, GraphFailure? failure = null)
    {
        lock (gate)
        {
            var sent = messages[wamid];
            messages[wamid] = sent with { News = Leave(sent, wamid, status, after, failure) };
            postman.Follow(messages[wamid].News);
        }
    }

    private async Task Leave(Sent sent, string wamid, string status, TimeSpan after, GraphFailure? failure)
    {
        await sent.News;
        await Task.Delay(after, clock, stopped);
        _ = postman.Post(new Letter(sent.Number, "statuses", Status(sent, wamid, status, failure)));
    }

    private JsonObject Status(Sent sent, string wamid, string status, GraphFailure? failure)
    {
        var item = new JsonObject
        {
            ["id"] = wamid,
            ["status"] = status,
            ["timestamp"] = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            [sent.Recipient.StartsWith('+') ? "recipient_id" : "recipient_user_id"] = sent.Recipient.TrimStart('+'),
        };
        if (sent.Echo is not null)
        {
            item["biz_opaque_callback_data"] = sent.Echo;
        }

        if (failure is not null)
        {
            item["errors"] = new JsonArray(GraphErrors.Error(failure.Code, failure.Details));
        }

        return item;
    }

    private sealed record Sent(FakeNumber Number, string Recipient, string? Echo, Task News);
}
