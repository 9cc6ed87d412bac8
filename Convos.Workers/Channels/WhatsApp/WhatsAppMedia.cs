using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>
/// Files of the Cloud API. What a customer sent is had in two steps: the id gives an address for five minutes, the address the bytes, both
/// for the same token. What we send is uploaded first and shown by its id, which lives for thirty days.
/// </summary>
internal sealed class WhatsAppMedia(HttpClient http, HttpClient files, WhatsAppOptions options)
{
    private const int MostRedirects = 3;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(29);

    public async Task<FetchResult> Fetch(MediaMark media, CancellationToken ct)
    {
        var path = $"{Uri.EscapeDataString(media.MediaId)}?phone_number_id={Uri.EscapeDataString(media.AccountId)}";
        var reply = await new WhatsAppGraph(http, options).Get(path, media.AccessToken, ct);
        return !reply.Fine ? Unavailable(reply)
            : Uri.TryCreate(reply.Root.At("url").Text(), UriKind.Absolute, out var url) && IsWeb(url) ? await Download(media, url, ct)
            : new FetchResult.Later("WhatsApp named no address.");
    }

    public async Task<GiveResult> Give(FileGift file, CancellationToken ct)
    {
        try
        {
            await using var bytes = await file.Open(ct);
            using var content = new StreamContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(file.Mime), ContentLength = file.Size } };
            using var form = new MultipartFormDataContent
            {
                { new StringContent("whatsapp"), "messaging_product" },
                { new StringContent(file.Mime), "type" },
                // Meta judges by the name's ending too.
                { content, "file", $"file{MediaTypes.Extension(file.Mime)}" },
            };
            using var request = Call(HttpMethod.Post, WhatsAppGraph.Address(options, $"{Uri.EscapeDataString(file.AccountId)}/media"), file.AccessToken);
            request.Content = form;
            using var response = await files.SendAsync(request, ct);
            return Outcome((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (HttpRequestException failure)
        {
            return new GiveResult.Later(failure.InnerException?.Message ?? failure.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new GiveResult.Later($"WhatsApp did not answer within {files.Timeout.TotalSeconds:0} s.");
        }
    }

    private static GiveResult Outcome(int status, byte[] answer)
    {
        using var payload = WhatsAppPayload.TryParse(answer, out var parsed) ? parsed : null;
        var root = payload?.RootElement ?? default;
        if (status is >= 200 and < 300)
        {
            return root.At("id").Text() is { Length: > 0 and <= 512 } id ? new GiveResult.Given(id, Lifetime) : new GiveResult.Later("WhatsApp answered without an id.");
        }

        // An upload shows nothing to anybody: what may have arrived is simply given again.
        return WhatsAppRefusals.Read(status, root.At("error")) switch
        {
            SendResult.Rejected no => new GiveResult.Refused(no.Reason),
            SendResult.Later later => new GiveResult.Later(later.Reason, later.After, later.Trouble),
            SendResult.Unknown unknown => new GiveResult.Later(unknown.Reason),
            _ => new GiveResult.Later($"WhatsApp answered {status} without saying why."),
        };
    }

    // Only «there is no such thing» is the end: an account that is in trouble may be mended.
    private static FetchResult Unavailable(GraphReply reply) =>
        reply.Code is { } code && WhatsAppRefusals.Trouble(code, default) is { } trouble ? new FetchResult.Later(reply.Words, trouble)
        : reply.Code is 100 or 131052 && reply.Status is 400 or 404 ? new FetchResult.Gone(reply.Words)
        : new FetchResult.Later(reply.Words);

    private async Task<FetchResult> Download(MediaMark media, Uri url, CancellationToken ct)
    {
        var home = url.Authority;
        for (var hops = 0; ; hops++)
        {
            HttpResponseMessage response;
            try
            {
                // The token is for the host that the API named, for nobody behind it.
                using var request = Call(HttpMethod.Get, url, url.Authority == home ? media.AccessToken : null);
                response = await files.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            }
            catch (HttpRequestException failure)
            {
                return new FetchResult.Later(failure.InnerException?.Message ?? failure.Message);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return new FetchResult.Later("WhatsApp's file server did not answer.");
            }

            if (response.StatusCode == HttpStatusCode.OK)
            {
                // The stream is all that the response holds on to.
                return new FetchResult.Fetched(await response.Content.ReadAsStreamAsync(ct));
            }

            using (response)
            {
                if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } next || hops == MostRedirects || !IsWeb(new Uri(url, next)))
                {
                    return new FetchResult.Later($"WhatsApp's file server answered {(int)response.StatusCode}.");
                }

                url = new Uri(url, next);
            }
        }
    }

    private static HttpRequestMessage Call(HttpMethod method, Uri address, string? token)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Convos", null));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    // Plain HTTP only where the Graph itself is spoken to so: the fake one.
    private bool IsWeb(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.Scheme == options.GraphBaseAddress.Scheme;
}
