using System.Net.Http.Headers;
using System.Text.Json;

namespace Convos.Workers;

/// <summary>An answer of the Graph API to a question; <c>Root</c> is undefined where it was no JSON, <c>Status</c> null where there was none at all.</summary>
internal sealed record GraphReply(int? Status, JsonElement Root, string? Unreachable = null)
{
    public bool Fine => Status is >= 200 and < 300 && Root.IsObject();

    public JsonElement Error => Root.At("error");

    public int? Code => WhatsAppError.Code(Error);

    /// <summary>Meta's own words, or what kept us from hearing them.</summary>
    public string Words => Unreachable ?? WhatsAppError.Describe(Error) ?? $"HTTP {Status}";
}

/// <summary>Asks the Graph API about an account. Nothing here changes anything at Meta.</summary>
internal sealed class WhatsAppGraph(HttpClient http, WhatsAppOptions options)
{
    /// <summary>The base may have a path of its own (the fake Graph of Development has).</summary>
    public static Uri Address(WhatsAppOptions options, string path) =>
        new(options.GraphBaseAddress, $"{options.GraphBaseAddress.AbsolutePath.TrimEnd('/')}/{options.GraphVersion}/{path}");

    public async Task<GraphReply> Get(string path, string token, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address(options, path))
            {
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            };
            using var response = await http.SendAsync(request, ct);
            var answer = await response.Content.ReadAsByteArrayAsync(ct);
            using var payload = WhatsAppPayload.TryParse(answer, out var parsed) ? parsed : null;
            return new((int)response.StatusCode, payload?.RootElement.Clone() ?? default);
        }
        catch (HttpRequestException failure)
        {
            return new(null, default, failure.InnerException?.Message ?? failure.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, default, $"{http.Timeout.TotalSeconds:0} s");
        }
    }
}
