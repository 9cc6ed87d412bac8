using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Workers;

/// <summary>
/// The list of those whom the business blocks at Meta. Whom it has is told one by one, also where the answer as a whole is an error.
/// Telling twice does no harm, so what may have been heard is told again.
/// </summary>
internal sealed class WhatsAppBlocks(HttpClient http, WhatsAppOptions options)
{
    private const int SomeFailed = 139100;
    private static readonly TimeSpan Shortly = TimeSpan.FromSeconds(5);

    public async Task<BlockResult> Tell(OutboundBlock block, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(
                block.Blocked ? HttpMethod.Post : HttpMethod.Delete, WhatsAppGraph.Address(options, $"{Uri.EscapeDataString(block.AccountId)}/block_users"))
            {
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", block.AccessToken) },
                Content = JsonContent.Create(Body(block.Address)),
            };
            using var response = await http.SendAsync(request, ct);
            using var payload = WhatsAppPayload.TryParse(await response.Content.ReadAsByteArrayAsync(ct), out var parsed) ? parsed : null;
            return Outcome((int)response.StatusCode, payload?.RootElement ?? default);
        }
        catch (HttpRequestException failure)
        {
            return new BlockResult.Later(failure.InnerException?.Message ?? failure.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new BlockResult.Later($"WhatsApp did not answer within {http.Timeout.TotalSeconds:0} s.");
        }
    }

    private static JsonObject Body(string address) => new()
    {
        ["messaging_product"] = "whatsapp",
        ["block_users"] = new JsonArray(new JsonObject { [address.StartsWith('+') ? "user" : "user_id"] = address }),
    };

    // Of one person alone, «some failed» is their own error.
    private static BlockResult Outcome(int status, JsonElement answer)
    {
        var error = answer.At("block_users").At("failed_users").Items().FirstOrDefault().At("errors").Items().FirstOrDefault();
        return error.IsObject() ? Refusal(status, error)
            : status is >= 200 and < 300 || WhatsAppError.Code(answer.At("error")) == SomeFailed ? new BlockResult.Done()
            : Refusal(status, answer.At("error"));
    }

    private static BlockResult Refusal(int status, JsonElement error)
    {
        var reason = WhatsAppError.Describe(error) ?? $"HTTP {status}";
        return WhatsAppError.Code(error) switch
        {
            131047 => new BlockResult.Refused(BlockCause.NotRecent, reason),
            139101 => new BlockResult.Refused(BlockCause.ListFull, reason),
            131021 => new BlockResult.Refused(BlockCause.Itself, reason),
            139102 or 139103 => new BlockResult.Later(reason, Shortly),
            _ => WhatsAppRefusals.Read(status, error) switch
            {
                SendResult.Later later => new BlockResult.Later(later.Reason, later.After, later.Trouble),
                SendResult.Rejected => new BlockResult.Refused(BlockCause.Other, reason),
                _ => new BlockResult.Later(reason),
            },
        };
    }
}
