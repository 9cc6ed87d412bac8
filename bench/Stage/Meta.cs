using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Convos.Workers;

namespace Convos.Bench;

/// <summary>A customer who can write: their number, and the channel on which they do.</summary>
public sealed record Customer(string Phone, string Name, string Account, string Channel);

/// <summary>A message on its way: who wrote, what, and the id that nobody else has.</summary>
public sealed record Letter(Customer From, string Id, string Text);

/// <summary>Posts webhooks as Meta does: signed, many messages in one where it pleases, again until it is answered 200.</summary>
public sealed class Meta(Func<Uri> app) : IDisposable
{
    private static long counter = DateTime.UtcNow.Ticks;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 256 }) { Timeout = TimeSpan.FromSeconds(30) };

    public static Letter Letter(Customer from, string text) =>
        new(from, string.Create(CultureInfo.InvariantCulture, $"wamid.BENCH{Interlocked.Increment(ref counter):X}"), text);

    /// <summary>All of one channel.</summary>
    public async Task Post(IReadOnlyList<Letter> letters)
    {
        if (await Try(letters) is var status && status != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"The webhook answered {(int)status}.");
        }
    }

    /// <summary>However long the app is away.</summary>
    public async Task Insist(IReadOnlyList<Letter> letters, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (await Try(letters) == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception away) when (away is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                // Meta cannot know whether it arrived either, and posts it again.
            }

            await Task.Delay(500, ct);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpStatusCode> Try(IReadOnlyList<Letter> letters)
    {
        var body = Body(letters);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app(), $"/webhooks/whatsapp/{letters[0].From.Channel}"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(WhatsAppSignature.Header, WhatsAppSignature.Sign(body, Staff.AppSecret));
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static byte[] Body(IReadOnlyList<Letter> letters) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        @object = "whatsapp_business_account",
        entry = new[]
        {
            new
            {
                id = "200000000000001",
                changes = new[]
                {
                    new
                    {
                        field = "messages",
                        value = new
                        {
                            messaging_product = "whatsapp",
                            metadata = new { display_phone_number = "5491155550000", phone_number_id = letters[0].From.Account },
                            contacts = letters.Select(letter => new { profile = new { name = letter.From.Name }, wa_id = letter.From.Phone.TrimStart('+') }).Distinct(),
                            messages = letters.Select(letter => new
                            {
                                from = letter.From.Phone.TrimStart('+'), id = letter.Id, type = "text", text = new { body = letter.Text },
                                timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                            }),
                        },
                    },
                },
            },
        },
    });
}
