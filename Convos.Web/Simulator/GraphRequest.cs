using System.Text.Json;
using System.Text.Json.Serialization;
using Convos.Workers;

namespace Convos.Web;

/// <summary>A call that the fake Graph received, and what became of it: scripts read these. <c>Read</c>: the message that it marks as read; <c>Typing</c>: what it shows to be typed; <c>Body</c>: the call's own, as it came.</summary>
public sealed record GraphRequest(
    DateTime At, string PhoneNumberId, string? To, string? Type, string? Text,
    [property: JsonPropertyName("biz_opaque_callback_data")] string? Echo,
    int Status, int? Code, string? Wamid, string? Read = null,
    [property: JsonPropertyName("typing_indicator")] string? Typing = null)
{
    /// <summary>As it came; null where it was no JSON.</summary>
    public JsonElement? Body { get; init; }

    public static GraphRequest Of(string account, JsonElement body, GraphAnswer answer, string? wamid, DateTime at) => new(
        at, account, GraphRules.RecipientOf(body), body.At("status").Text() ?? GraphRules.TypeOf(body), body.At("text").At("body").Text(),
        body.At("biz_opaque_callback_data").Text(), answer.Status, answer.Code, wamid,
        body.At("status").Text() == "read" ? body.At("message_id").Text() : null, body.At("typing_indicator").At("type").Text())
    {
        Body = body.ValueKind == JsonValueKind.Undefined ? null : body.Clone(),
    };
}

/// <summary>The calls received, oldest first; the oldest are forgotten first.</summary>
public sealed class GraphRequests(Lock gate)
{
    private const int Kept = 20_000;

    private readonly Queue<GraphRequest> requests = new();

    public IReadOnlyList<GraphRequest> All
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    public void Add(GraphRequest request)
    {
        lock (gate)
        {
            requests.Enqueue(request);
            if (requests.Count > Kept)
            {
                requests.Dequeue();
            }
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            requests.Clear();
        }
    }
}
