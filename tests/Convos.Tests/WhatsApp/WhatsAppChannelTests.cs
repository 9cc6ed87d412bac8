using System.Net;
using System.Net.Sockets;
using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Options;

namespace Convos.Tests;

/// <summary>The send call against a Graph as strict as Meta's, and every way in which it can go wrong.</summary>
public sealed class WhatsAppChannelTests : IAsyncLifetime
{
    private static readonly OutboundMessage Hello = new(42, 1, Payload.Account, "llave", "+5491155550101", MessageKind.Text, "hola, ¿cómo está?", null, null, "", null);

    private FakeGraphServer meta = null!;

    public async Task InitializeAsync()
    {
        meta = await FakeGraphServer.Start(new HttpClient(new Inbox()));
        meta.Graph.Connect(new(Payload.Account, "+54 11 5555-0001", "llave", "secreto", () => new Uri("http://webhook.invalid/")));
        meta.Graph.Phone(Payload.Account, "+5491155550101").Write("hola");
    }

    public async Task DisposeAsync() => await meta.DisposeAsync();

    [Fact]
    public async Task An_accepted_message_has_the_id_that_meta_gave_and_carries_our_echo()
    {
        var accepted = Assert.IsType<SendResult.Accepted>(await Send(Hello));

        var request = Assert.Single(meta.Graph.Requests.All);
        Assert.Equal((200, accepted.ExternalId, "42.1", "+5491155550101", "hola, ¿cómo está?"),
            (request.Status, request.Wamid, request.Echo, request.To, request.Text));
    }

    [Fact]
    public async Task Quotes_and_recipients_without_a_number_are_taken_too()
    {
        var theirs = meta.Graph.Phone(Payload.Account, "AR.123").Write("hola");

        Assert.IsType<SendResult.Accepted>(await Send(Hello with { Address = "AR.123", QuotedExternalId = theirs }));

        Assert.Equal("hola", meta.Graph.Phone(Payload.Account, "AR.123").Chat[^1].QuotedText);
    }

    [Theory]
    [InlineData("texto de más", 4097, "100 · ")]
    [InlineData("en el límite", 4096, null)]
    public async Task What_is_over_the_limit_is_refused_with_its_reason(string why, int length, string? reason)
    {
        var result = await Send(Hello with { Body = new string('x', length) });

        Assert.True(reason is null ? result is SendResult.Accepted : result is SendResult.Rejected rejected && rejected.Reason.StartsWith(reason, StringComparison.Ordinal), $"{why}: {result}");
    }

    [Fact]
    public async Task A_closed_window_is_a_refusal_that_keeps_its_code()
    {
        var rejected = Assert.IsType<SendResult.Rejected>(await Send(Hello with { Address = "+5491155550199" }));

        Assert.StartsWith("131047 · Message failed to send because more than 24 hours", rejected.Reason);
    }

    [Theory]
    [InlineData(130429, 400, "Later", 5)]
    [InlineData(131056, 400, "Later", 6)]
    [InlineData(4, 400, "Later", 900)]
    [InlineData(80007, 400, "Later", 900)]
    [InlineData(1, 400, "Later", 5)]
    [InlineData(2, 503, "Later", 5)]
    [InlineData(131000, 500, "Later", 5)]
    [InlineData(131016, 500, "Later", 5)]
    [InlineData(131057, 500, "Later", 60)]
    [InlineData(0, 401, "Later", 300)]
    [InlineData(190, 401, "Later", 300)]
    [InlineData(10, 403, "Later", 300)]
    [InlineData(200, 403, "Later", 300)]
    [InlineData(131005, 403, "Later", 300)]
    [InlineData(368, 403, "Later", 300)]
    [InlineData(131031, 403, "Later", 300)]
    [InlineData(131042, 400, "Later", 300)]
    [InlineData(133010, 400, "Later", 300)]
    [InlineData(100, 400, "Rejected", 0)]
    [InlineData(131026, 400, "Rejected", 0)]
    [InlineData(131048, 400, "Rejected", 0)]
    [InlineData(131051, 400, "Rejected", 0)]
    [InlineData(130497, 403, "Rejected", 0)]
    [InlineData(999999, 400, "Rejected", 0)]
    [InlineData(999999, 500, "Unknown", 0)]
    public async Task Each_code_of_meta_has_its_consequence(int code, int status, string consequence, int seconds)
    {
        meta.Graph.FailNext(GraphFault.Refusal(code, status));

        var result = await Send(Hello);

        Assert.Equal(consequence, result.GetType().Name);
        Assert.StartsWith($"{code} · ", result switch { SendResult.Later later => later.Reason, SendResult.Rejected no => no.Reason, SendResult.Unknown who => who.Reason, _ => "" });
        Assert.Equal(seconds, (result as SendResult.Later)?.After?.TotalSeconds ?? 0);
    }

    [Fact]
    public async Task A_wrong_token_or_number_keeps_the_message_waiting()
    {
        Assert.StartsWith("190 · ", Assert.IsType<SendResult.Later>(await Send(Hello with { AccessToken = "otra" })).Reason);
        Assert.StartsWith("100 · ", Assert.IsType<SendResult.Later>(await Send(Hello with { AccountId = "7" })).Reason);
    }

    public static TheoryData<string, GraphFault> Doubts => new()
    {
        { "502 with a page, though it was taken", GraphFault.BadGateway(accepts: true) },
        { "502 with a page", GraphFault.BadGateway(accepts: false) },
        { "half an answer", GraphFault.Garbled(accepts: true) },
        { "an empty 200", new(new GraphAnswer(200, "{}")) },
        { "a redirect", new(new GraphAnswer(302, "")) },
        { "an answer that comes too late", GraphFault.Late(TimeSpan.FromSeconds(30)) },
    };

    [Theory]
    [MemberData(nameof(Doubts))]
    public async Task What_may_have_left_is_unknown_and_is_not_tried_again(string why, GraphFault fault)
    {
        meta.Graph.FailNext(fault);

        var result = await Send(Hello, patience: fault.Hold > TimeSpan.Zero ? TimeSpan.FromSeconds(3) : null);

        Assert.True(result is SendResult.Unknown, $"{why}: {result}");
        // Whoever hung up on a busy machine may have done so before it had read.
        await Until.True(() => meta.Graph.Requests.All.Count > 0, "The call");
        Assert.Single(meta.Graph.Requests.All);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_request_is_unknown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var breaking = Break(listener);

        var result = await Send(Hello, new Uri($"http://{listener.LocalEndpoint}"));

        await breaking;
        Assert.IsType<SendResult.Unknown>(result);
    }

    [Fact]
    public async Task Nobody_listening_means_nothing_left()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();

        Assert.IsType<SendResult.Later>(await Send(Hello, address));
        Assert.IsType<SendResult.Later>(await Send(Hello, new Uri("http://nobody.invalid")));
    }

    [Fact]
    public async Task A_guarded_address_means_nothing_left_and_says_why()
    {
        using var http = WhatsAppChannel.Client(new(allowEverything: false, []));

        var later = Assert.IsType<SendResult.Later>(await Channel(http, meta.BaseAddress).Send(Hello, default));

        Assert.Contains("Outbound:AllowedHosts", later.Reason);
    }

    [Fact]
    public async Task Stopping_while_waiting_is_not_an_outcome()
    {
        meta.Graph.FailNext(GraphFault.Late(TimeSpan.FromSeconds(30)));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        using var http = new HttpClient();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Channel(http, meta.BaseAddress).Send(Hello, stop.Token));
    }

    private async Task<SendResult> Send(OutboundMessage message, Uri? graph = null, TimeSpan? patience = null)
    {
        using var http = WhatsAppChannel.Client(new(allowEverything: true, []));
        http.Timeout = patience ?? http.Timeout;
        return await Channel(http, graph ?? meta.BaseAddress).Send(message, default);
    }

    private static WhatsAppChannel Channel(HttpClient http, Uri graph) => new(http, http, Options.Create(new WhatsAppOptions { GraphBaseAddress = graph }));

    private static async Task Break(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await connection.GetStream().ReadAtLeastAsync(new byte[1], 1);
        connection.LingerState = new(true, 0);
    }
}
