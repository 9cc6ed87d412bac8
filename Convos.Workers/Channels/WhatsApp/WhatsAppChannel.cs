using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Data;
using Microsoft.Extensions.Options;

namespace Convos.Workers;

/// <summary>Where the Graph API is.</summary>
public sealed class WhatsAppOptions
{
    public Uri GraphBaseAddress { get; set; } = new("https://graph.facebook.com");

    public string GraphVersion { get; set; } = "v25.0";
}

/// <summary>Sends by the Cloud API. There is no idempotency key, so what may have left is <c>Unknown</c>, never tried again in silence.</summary>
public sealed class WhatsAppChannel(HttpClient http, HttpClient files, IOptions<WhatsAppOptions> options) : IChannel
{
    private const int AnswerLimit = 1024 * 1024;

    public string Kind => "whatsapp";

    public IReadOnlyList<KindLimit> Limits => WhatsAppLimits.All;

    public static HttpClient Client(OutboundGuard guard) =>
        new(guard.Handler()) { Timeout = TimeSpan.FromSeconds(15), MaxResponseContentBufferSize = AnswerLimit };

    /// <summary>For bytes, which take their time: a hundred megabytes in five minutes.</summary>
    public static HttpClient FileClient(OutboundGuard guard) =>
        new(guard.Handler()) { Timeout = TimeSpan.FromMinutes(5), MaxResponseContentBufferSize = AnswerLimit };

    public IReadOnlyList<InboundPart> Read(ReadOnlyMemory<byte> body, DateTime receivedAt) => WhatsAppInbound.Read(body, receivedAt);

    public Task<SendResult> Send(OutboundMessage message, CancellationToken ct) =>
        Post(message.AccountId, message.AccessToken, WhatsAppOutbound.Body(message), Taken, ct);

    public Task<FetchResult> Fetch(MediaMark media, CancellationToken ct) => new WhatsAppMedia(http, files, options.Value).Fetch(media, ct);

    public Task<GiveResult> Give(FileGift file, CancellationToken ct) => new WhatsAppMedia(http, files, options.Value).Give(file, ct);

    public Task<SendResult> MarkRead(ReadMark mark, CancellationToken ct) => Mark(mark, Read(mark), ct);

    public Task<SendResult> ShowTyping(ReadMark mark, CancellationToken ct)
    {
        var body = Read(mark);
        body["typing_indicator"] = new JsonObject { ["type"] = "text" };
        return Mark(mark, body, ct);
    }

    public Task<SendResult> React(OutboundReaction reaction, CancellationToken ct) =>
        Post(reaction.AccountId, reaction.AccessToken, WhatsAppOutbound.Body(reaction), Taken, ct);

    public Task<BlockResult> Block(OutboundBlock block, CancellationToken ct) => new WhatsAppBlocks(http, options.Value).Tell(block, ct);

    public ChannelProblem? Problem(ChannelDraft draft) => WhatsAppDraft.Problem(draft);

    public Task<ChannelReport> Check(ChannelAccount account, DateTime now, CancellationToken ct) =>
        new WhatsAppCheck(new WhatsAppGraph(http, options.Value), account, now).Run(ct);

    public Task<TemplatesTold> Templates(ChannelAccount account, CancellationToken ct) =>
        new WhatsAppTemplates(new WhatsAppGraph(http, options.Value), account).Read(ct);

    private Task<SendResult> Mark(ReadMark mark, JsonObject body, CancellationToken ct) =>
        Post(mark.AccountId, mark.AccessToken, body, _ => new SendResult.Accepted(mark.ExternalId), ct);

    private static JsonObject Read(ReadMark mark) => new() { ["messaging_product"] = "whatsapp", ["status"] = "read", ["message_id"] = mark.ExternalId };

    private async Task<SendResult> Post(
        string account, string token, JsonObject body, Func<JsonElement, SendResult> taken, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, WhatsAppGraph.Address(options.Value, $"{Uri.EscapeDataString(account)}/messages"))
            {
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
                Content = JsonContent.Create(body),
            };
            using var response = await http.SendAsync(request, ct);
            var answer = await response.Content.ReadAsByteArrayAsync(ct);
            return Outcome((int)response.StatusCode, answer, taken);
        }
        catch (HttpRequestException failure) when (NothingWasSent(failure))
        {
            return new SendResult.Later(failure.InnerException?.Message ?? failure.Message);
        }
        catch (HttpRequestException failure)
        {
            return new SendResult.Unknown(failure.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new SendResult.Unknown($"WhatsApp did not answer within {http.Timeout.TotalSeconds:0} s.");
        }
    }

    private static SendResult Taken(JsonElement answer) =>
        answer.At("messages").Items().FirstOrDefault().At("id").Text() is { Length: <= 512 } id
            ? new SendResult.Accepted(id)
            : new SendResult.Unknown("WhatsApp answered without a message id.");

    private static SendResult Outcome(int status, byte[] answer, Func<JsonElement, SendResult> taken)
    {
        using var payload = WhatsAppPayload.TryParse(answer, out var parsed) ? parsed : null;
        var root = payload?.RootElement ?? default;
        return status is >= 200 and < 300
            ? taken(root)
            : WhatsAppRefusals.Read(status, root.At("error")) ?? new SendResult.Unknown($"WhatsApp answered {status} without saying why.");
    }

    private static bool NothingWasSent(HttpRequestException failure) => failure.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
