using System.Collections.Concurrent;
using System.Net;
using Convos.Data;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>A webhook's far end in memory: what arrived, with its signature; unable for as many calls as told.</summary>
internal sealed class Inbox(int unable = 0) : HttpMessageHandler
{
    private readonly ConcurrentQueue<(byte[] Body, string Signature)> arrived = new();
    private int left = unable;

    public IReadOnlyList<(byte[] Body, string Signature)> Arrived => [.. arrived];

    /// <summary>What each payload says, payload by payload.</summary>
    public IEnumerable<string> Said => Arrived.Select(one => string.Join(" ", WhatsAppInbound.Read(one.Body, DateTime.UtcNow)
        .SelectMany(part => part.Items).Select(item => item switch
        {
            InboundMessage message => message.Body,
            InboundStatus status => status.State.Name(),
            InboundReaction reaction => reaction.Emoji ?? "∅",
            _ => "?",
        })));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref left) >= 0)
        {
            return new(HttpStatusCode.ServiceUnavailable);
        }

        arrived.Enqueue((await request.Content!.ReadAsByteArrayAsync(cancellationToken), request.Headers.GetValues(WhatsAppSignature.Header).Single()));
        return new(HttpStatusCode.OK);
    }
}
