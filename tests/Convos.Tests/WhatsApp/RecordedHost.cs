using System.Text.Json;
using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Workers;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>The webhook with the channels that the recorded payloads name, on a database that is emptied between them.</summary>
public sealed partial class RecordedHost : IAsyncLifetime
{
    public const string Receiver = "15550009999";

    private static readonly DateTime Earlier = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly DateTime Now = new(2026, 8, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly WebhookHost host = new();
    private readonly FakeTimeProvider clock = new(Now);
    private Viewer ana = null!;
    private Channel channel = null!;

    public Database Database => host.Database;

    public Uri Address { get; private set; } = null!;

    public HttpClient Http => host.Http;

    /// <summary>Our own messages that the payloads speak of: name → external id.</summary>
    public IReadOnlyDictionary<string, string> Ours { get; private set; } = null!;

    public IReadOnlyDictionary<string, string> Signatures { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (RecordedFiles.Folder is null)
        {
            return;
        }

        await host.InitializeAsync();
        var (anchors, signatures, handshakes) = (RecordedFiles.Json("anchors.json").GetProperty("whatsapp"), RecordedFiles.Json("signatures.json"), RecordedFiles.Json("handshakes.json"));
        Ours = Strings(anchors.GetProperty("OUT"));
        Signatures = Strings(signatures.GetProperty("signatures"));
        foreach (var number in anchors.GetProperty("channels").EnumerateArray())
        {
            await host.Connect(
                $"grabado-{number.GetProperty("phone_number_id")}", number.GetProperty("phone_number_id").GetString()!,
                anchors.GetProperty("app_secret").GetString()!, handshakes.GetProperty("verify_token").GetString()!,
                number.GetProperty("display_phone_number").GetString()!);
        }

        await using var db = await Database.Open();
        channel = (await Channels.ByAccount(db, "whatsapp", anchors.GetProperty("channels")[0].GetProperty("phone_number_id").GetString()!))!;
        ana = await Make.Operator(Database, at: Now, inboxes: channel.InboxId);
        Address = new(host.Http.BaseAddress!, $"/webhooks/whatsapp/{channel.Name}");
    }

    public Task DisposeAsync() => RecordedFiles.Folder is null ? Task.CompletedTask : host.DisposeAsync();

    /// <summary>Nothing but the channels, the people and these messages of ours, which left already.</summary>
    public async Task Begin(IEnumerable<string> ours)
    {
        await using (var db = await Database.Open())
        {
            await Emptied.Of(db, "contacts", "events", "pending_updates", "inbound_events", "channel_notices");
            await db.ExecuteAsync(
                """
                delete from operator_inboxes;
                update operators set open_count = 0;
                update channels set business_account_id = null
                """);
        }

        if (ours.ToList() is { Count: > 0 } wanted)
        {
            var ticket = await Receivers();
            foreach (var name in wanted)
            {
                await Sends(ticket, Ours[name]);
            }
        }
    }

    /// <summary>A message of ours leaves and the channel tells its id.</summary>
    public async Task Sends(Ticket ticket, string externalId)
    {
        await Messages.Reply(Database, ana, ticket.Id, "hola", Guid.NewGuid(), Now);
        await using var db = await Database.Open();
        await Outbox.Accepted(Database, (await Outbox.Claim(db, Now))!, externalId, Now);
    }

    /// <summary>The ticket of the customer whom our messages reach.</summary>
    public async Task<Ticket> Receivers()
    {
        await Make.Arrives(Database, channel, Now, Make.Text("+" + Receiver, "hola", Now));
        return (await Tickets.Apply(Database, TicketMove.Take, ana, (await Make.Of(Database, channel, Receiver)).Id, Now)).Ticket!;
    }

    /// <summary>A customer reacts to a message of ours before anything recorded.</summary>
    public Task Reacts(string ours) =>
        Make.Arrives(Database, channel, Now, new InboundReaction(Ours[ours], Earlier, Make.Sender("+" + Receiver), "🎉"));

    /// <summary>The bytes of the file, with its recorded signature.</summary>
    public async Task Post(string name)
    {
        using var answer = await host.Post(RecordedFiles.Body(name), Signatures[$"whatsapp/{name}.json"], Address);
        Assert.True(answer.IsSuccessStatusCode, $"{name}: {answer.StatusCode}");
    }

    public async Task<System.Net.HttpStatusCode> Answer(byte[] body, string? signature)
    {
        using var answer = await host.Post(body, signature, Address);
        return answer.StatusCode;
    }

    public Task TakeIn() => new IngestInbound(
        Database, [new WhatsAppChannel(new HttpClient(), new HttpClient(), Options.Create(new WhatsAppOptions()))], host.Secrets, clock,
        NullLogger<IngestInbound>.Instance).Run(default);

    /// <summary>Past the queue: in a transaction of its own, beside others.</summary>
    public Task TakeInAlone(string name) => Database.InTransaction(async db =>
    {
        foreach (var part in WhatsAppInbound.Read(RecordedFiles.Body(name), Now))
        {
            await Ingest.Apply(db, channel, part.Items, Now);
        }

        return true;
    });

    public Task<IReadOnlyList<string>> Effects() =>
        Tests.Effects.Of(Database, Ours.Where(one => one.Key != "UNKNOWN").ToDictionary(one => one.Value, one => one.Key), Receiver, words: false);

    /// <summary>What does not depend on who came first: not the name that was told first, nor which ticket or conversation began when.</summary>
    public static IReadOnlyList<string> Lasting(IEnumerable<string> effects) => [.. effects
        .Where(line => !ByOrder().IsMatch(line))
        .Select(line => FirstTold().Replace(line, ""))
        .Order(StringComparer.Ordinal)];

    [GeneratedRegex("^(ticket|to|from|another) ")]
    private static partial Regex ByOrder();

    [GeneratedRegex(@"^.* (?== )| \[no ticket\]$|(?<= failed) \d+")]
    private static partial Regex FirstTold();

    private static Dictionary<string, string> Strings(JsonElement members) =>
        members.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!);
}
