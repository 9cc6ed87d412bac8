using Convos.Data;
using Convos.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>A database of its own where webhooks of ours arrive, each of them twice, and are taken in.</summary>
public sealed class Mailbox : IAsyncLifetime
{
    private readonly TestDatabase test = new();

    public Database Database => test.Database;

    internal Desk Desk { get; private set; } = null!;

    public FakeTimeProvider Clock { get; } = new(Payload.Received);

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        Desk = await Desk.Open(Database);
    }

    public Task DisposeAsync() => test.DisposeAsync();

    internal Task Messages(params string[] messages) => Arrive($"\"messages\":[{string.Join(',', messages)}]");

    internal Task Echoes(params string[] echoes) => Arrive($"\"message_echoes\":[{string.Join(',', echoes)}]", "smb_message_echoes");

    /// <summary>One change; <paramref name="parts"/> are the members of its value beside the metadata.</summary>
    internal Task Arrive(string parts, string field = "messages") =>
        Post(Payload.Envelope(Payload.Value(parts, Desk.Channel.AccountId).Replace("\"field\":\"messages\"", $"\"field\":\"{field}\"", StringComparison.Ordinal)));

    internal Task Post(byte[] body) => Take(body, body);

    /// <summary>All of them arrive before the first is taken in.</summary>
    internal async Task Take(params byte[][] bodies)
    {
        await using (var db = await Database.Open())
        {
            foreach (var body in bodies)
            {
                await InboundEvents.Store(db, Desk.Channel.Id, body, Clock.Now());
            }
        }

        await new IngestInbound(
            Database, [new WhatsAppChannel(new HttpClient(), new HttpClient(), Options.Create(new WhatsAppOptions()))], new ClearSecrets(), Clock,
            NullLogger<IngestInbound>.Instance).Run(default);
    }

    internal Task<IReadOnlyList<string>> Effects() => Tests.Effects.Of(Database, new Dictionary<string, string> { ["wamid.ours"] = "ours" });

    /// <summary>A message of somebody: <c>from</c> is a number or, with a dot, a user id.</summary>
    internal static string By(string from, string id, int second, string type, string rest) =>
        $$"""{"{{(from.Contains('.') ? "from_user_id" : "from")}}":"{{from}}","id":"{{id}}","timestamp":"{{1767322000 + second}}","type":"{{type}}",{{rest}}}""";

    internal static string Says(string from, string id, int second, string body) => By(from, id, second, "text", $$""" "text":{"body":"{{body}}"} """);

    internal static string Edits(string from, string id, int second, string target, string body) =>
        By(from, id, second, "edit", $$$$""" "edit":{"original_message_id":"{{{{target}}}}","message":{"context":{"id":"M0"},"type":"text","text":{"body":"{{{{body}}}}"}}} """);

    internal static string Deletes(string from, string id, int second, string target) =>
        By(from, id, second, "revoke", $$$""" "revoke":{"original_message_id":"{{{target}}}"} """);
}
