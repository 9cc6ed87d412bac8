using System.Net;
using System.Security.Cryptography;
using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>The dispatcher against a Graph as strict as Meta: what it counted there is what left.</summary>
public sealed class DeliverMessagesTests : IAsyncLifetime, IDisposable
{
    private readonly TestDatabase test = new();
    private readonly FakeTimeProvider clock = new(Make.Noon);
    private readonly Webhooks webhooks = new();
    private FakeGraphServer server = null!;
    private Desk desk = null!;
    private Viewer ana = null!;

    private Database Database => test.Database;

    private IEnumerable<string?> Echoes => server.Graph.Requests.All.Select(request => request.Echo);

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        desk = await Desk.Open(Database);
        ana = await desk.Operator();
        server = await FakeGraphServer.Start(new HttpClient(webhooks));
        server.Graph.LastInbound = (_, _) => Task.FromResult<DateTime?>(DateTime.UtcNow);
        server.Graph.Connect(new FakeNumber(desk.Channel.AccountId, "15550000001", "token", "secret", () => new Uri("http://webhook.test/")));
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await test.DisposeAsync();
    }

    public void Dispose() => webhooks.Dispose();

    [Fact]
    public async Task What_is_written_leaves_once_in_order_and_its_id_is_recorded()
    {
        var ticket = await desk.Held(ana);
        var messages = new List<Message>();
        foreach (var body in new[] { "uno", "dos", "tres" })
        {
            messages.Add(await desk.Replies(ana, ticket, body, Make.Noon));
        }

        await Run();
        await Run();

        Assert.Equal(["uno", "dos", "tres"], server.Graph.Requests.All.Select(request => request.Text));
        Assert.Equal(messages.Select(message => $"{message.Id}.1"), Echoes);
        foreach (var (message, request) in messages.Zip(server.Graph.Requests.All))
        {
            Assert.Equal(Delivery.Sent, (await desk.Message(message.Id)).Delivery);
            Assert.Equal(request.Wamid, await Make.One<string>(Database, "select external_id from messages where id = @id", new { id = message.Id }));
        }
    }

    [Fact]
    public async Task Four_dispatchers_at_once_send_each_message_once_and_each_thread_in_order()
    {
        for (var n = 0; n < 6; n++)
        {
            var ticket = await desk.Held(ana);
            foreach (var body in new[] { "1", "2", "3" })
            {
                await desk.Replies(ana, ticket, body, Make.Noon);
            }
        }

        await Until.True(async () =>
        {
            await Task.WhenAll(Run(), Run(), Run(), Run());
            return server.Graph.Requests.All.Count >= 18;
        });

        Assert.Equal(18, Echoes.Distinct().Count());
        Assert.Equal(18, server.Graph.Requests.All.Count);
        Assert.All(server.Graph.Requests.All.GroupBy(request => request.To), thread => Assert.Equal(["1", "2", "3"], thread.Select(request => request.Text)));
    }

    [Fact]
    public async Task After_24_hours_of_silence_it_fails_with_the_reason_and_nobody_is_called()
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "tarde", Make.Noon);
        clock.Advance(TimeSpan.FromHours(24));

        await Run();

        var shown = await desk.Message(message.Id);
        Assert.Equal(Delivery.Failed, shown.Delivery);
        Assert.StartsWith("131047", shown.Failure, StringComparison.Ordinal);
        Assert.Empty(Echoes);
    }

    [Fact]
    public async Task Whoever_asks_to_come_later_is_asked_again_at_that_time()
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "hola", Make.Noon);
        server.Graph.FailNext(GraphFault.Refusal(130429));

        await Run();
        clock.Advance(TimeSpan.FromSeconds(4));
        await Run();
        Assert.Single(Echoes);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Run();

        Assert.Equal([$"{message.Id}.1", $"{message.Id}.1"], Echoes);
        Assert.Equal((Delivery.Sent, null), await Shown(message));
    }

    [Fact]
    public async Task A_channel_out_of_reach_is_tried_again_after_two_four_and_eight_seconds()
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "hola", Make.Noon);

        foreach (var seconds in new[] { 2, 4, 8 })
        {
            await Run(new Uri("http://127.0.0.1:1"));
            Assert.Equal(
                clock.GetUtcNow().UtcDateTime.AddSeconds(seconds),
                await Make.One<DateTime>(Database, "select next_try_at from message_sends where state = 'queued'"));
            clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await Run();
        Assert.Equal((Delivery.Sent, null), await Shown(message));
        Assert.Single(Echoes);
    }

    [Fact]
    public async Task What_is_rejected_stays_failed_until_a_person_says_again()
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "hola", Make.Noon);
        server.Graph.FailNext(GraphFault.Refusal(131026));
        await Run();
        clock.Advance(TimeSpan.FromHours(1));
        await Run();
        Assert.Single(Echoes);
        Assert.Equal(Delivery.Failed, (await Shown(message)).Item1);

        await Messages.Retry(Database, ana, message.Id, clock.Now());
        await Run();

        Assert.Equal([$"{message.Id}.1", $"{message.Id}.2"], Echoes);
        Assert.Equal((Delivery.Sent, null), await Shown(message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_tells_nothing_is_a_doubt_that_only_an_echo_or_a_person_ends(bool left)
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "hola", Make.Noon);
        server.Graph.FailNext(GraphFault.BadGateway(accepts: left));
        await Run();
        Assert.Equal(Delivery.Uncertain, (await Shown(message)).Item1);

        clock.Advance(TimeSpan.FromSeconds(60));
        await new SettleDeliveries(Database, clock).Run(default);
        await Run();
        Assert.True((await desk.Message(message.Id)).Unconfirmed);
        Assert.Single(Echoes);

        if (left)
        {
            await Until.True(() => webhooks.Bodies.Count >= 2);
            await TakeInWebhooks();
            Assert.Equal(Delivery.Delivered, (await Shown(message)).Item1);
        }
        else
        {
            await Messages.Retry(Database, ana, message.Id, clock.Now());
            await Run();
            Assert.Equal([$"{message.Id}.1", $"{message.Id}.2"], Echoes);
        }
    }

    [Fact]
    public async Task A_token_that_cannot_be_opened_puts_the_message_off_and_is_no_doubt()
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "hola", Make.Noon);

        await Run(secrets: new LockedSecrets());
        Assert.Equal(Delivery.Queued, (await Shown(message)).Item1);
        clock.Advance(TimeSpan.FromMinutes(5));
        await Run();

        Assert.Equal(Delivery.Sent, (await Shown(message)).Item1);
        Assert.Single(Echoes);
    }

    [Fact]
    public async Task An_answer_that_is_known_outlives_a_database_that_is_away()
    {
        var now = DateTime.UtcNow;
        var message = await desk.Replies(ana, await desk.Held(ana, at: now), "hola", now);
        var channel = new CuttingChannel(Channel(server.BaseAddress), Database.ConnectionString);

        await new DeliverMessages(Database, [channel], new ClearSecrets(), TimeProvider.System, NullLogger<DeliverMessages>.Instance).Run(default);

        Assert.True(channel.Cut);
        Assert.Single(Echoes);
        Assert.Equal((Delivery.Sent, null), await Shown(message));
    }

    private Task Run(Uri? graph = null, ISecrets? secrets = null) => new DeliverMessages(
        Database, [Channel(graph ?? server.BaseAddress)], secrets ?? new ClearSecrets(), clock, NullLogger<DeliverMessages>.Instance).Run(default);

    private static WhatsAppChannel Channel(Uri graph) => new(new HttpClient(), new HttpClient(), Options.Create(new WhatsAppOptions { GraphBaseAddress = graph }));

    private async Task<(Delivery, string?)> Shown(Message message)
    {
        var now = await desk.Message(message.Id);
        return (now.Delivery, now.Failure);
    }

    private async Task TakeInWebhooks()
    {
        await using (var db = await Database.Open())
        {
            foreach (var body in webhooks.Bodies)
            {
                await InboundEvents.Store(db, desk.Channel.Id, body, clock.Now());
            }
        }

        await new IngestInbound(Database, [Channel(server.BaseAddress)], new ClearSecrets(), clock, NullLogger<IngestInbound>.Instance).Run(default);
    }

    private sealed class LockedSecrets : ISecrets
    {
        public string Seal(string clear) => clear;

        public string Open(string secret) => throw new CryptographicException("The key was not found in the key ring.");
    }

    private sealed class CuttingChannel(IChannel channel, string connectionString) : ChannelDouble(channel)
    {
        public bool Cut { get; private set; }

        public override async Task<SendResult> Send(OutboundMessage message, CancellationToken ct)
        {
            var result = await base.Send(message, ct);
            await using var db = new Npgsql.NpgsqlConnection($"{connectionString};Pooling=false");
            await db.OpenAsync(ct);
            await using var cut = new Npgsql.NpgsqlCommand(
                "select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", db);
            Cut = await cut.ExecuteScalarAsync(ct) is true;
            return result;
        }
    }

    /// <summary>Where the fake Graph's webhooks arrive.</summary>
    private sealed class Webhooks : HttpMessageHandler
    {
        private readonly List<byte[]> bodies = [];

        public IReadOnlyList<byte[]> Bodies
        {
            get
            {
                lock (bodies)
                {
                    return [.. bodies];
                }
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            lock (bodies)
            {
                bodies.Add(body);
            }

            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
