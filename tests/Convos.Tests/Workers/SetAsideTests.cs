using Convos.Data;
using Convos.Workers;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>Webhooks that wait for a person: poison, strangers, and what came while a channel was off.</summary>
public sealed class SetAsideTests : IAsyncLifetime
{
    private const string Poison = "veneno";

    private readonly TestDatabase test = new();
    private Desk desk = null!;
    private long admin;
    private bool poisoned = true;

    private Database Database => test.Database;

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        desk = await Desk.Open(Database);
        admin = (await Make.Operator(Database, Role.Admin)).Id;
    }

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task A_parked_event_that_is_mended_is_taken_in_and_its_siblings_are_not_doubled()
    {
        var bad = await Store(Value("uno", "wamid.1"), Value(Poison, "wamid.2"));
        await Store(Value("tres", "wamid.3"));
        await Process();
        Assert.Equal(["tres"], await Bodies());
        Assert.Equal(bad, Assert.Single(await Parked()).Id);

        poisoned = false;
        var again = await SetAside.Again(Database, admin, [bad], Make.Noon.AddMinutes(1));
        await Process();

        Assert.Equal(1, again);
        Assert.Equal(["tres", "uno", Poison], (await Bodies()).Order(StringComparer.Ordinal));
        Assert.Equal(new AgainResult(1, 0, 0, 0), await Result(Make.Noon.AddMinutes(1)));
        Assert.Equal($"{desk.Channel.Name} · {bad}", await Audited("reprocessed"));
    }

    [Fact]
    public async Task One_that_fails_again_is_set_aside_again_with_its_new_error()
    {
        var bad = await Store(Value(Poison, "wamid.2"));
        await Process();

        await SetAside.Again(Database, admin, null, Make.Noon.AddMinutes(1));
        Assert.Equal(new AgainResult(0, 1, 0, 0), await Result(Make.Noon.AddMinutes(1)));
        await Process();

        Assert.Equal(bad, Assert.Single(await Parked()).Id);
        Assert.Equal(new AgainResult(0, 0, 1, 0), await Result(Make.Noon.AddMinutes(1)));
    }

    [Fact]
    public async Task Of_two_who_send_it_through_or_throw_it_away_at_once_one_does()
    {
        for (var n = 0; n < 20; n++)
        {
            await Store(Value(Poison, $"wamid.{n}"));
        }

        await Process();

        var done = await Task.WhenAll(
            SetAside.Again(Database, admin, null, Make.Noon), SetAside.Discard(Database, admin, null, Make.Noon), SetAside.Again(Database, admin, null, Make.Noon));

        Assert.Equal(20, done.Sum());
        Assert.Equal(20, await Make.One<int>(Database, "select count(*)::int from audit where subject = 'webhook'"));
    }

    [Fact]
    public async Task What_is_discarded_leaves_a_line_in_the_audit_and_is_forgotten_after_eight_days()
    {
        var bad = await Store(Value(Poison, "wamid.2"));
        await Process();

        Assert.Equal(1, await SetAside.Discard(Database, admin, [bad], Make.Noon));
        Assert.Equal(0, await SetAside.Discard(Database, admin, [bad], Make.Noon));
        Assert.Equal(0, await SetAside.Again(Database, admin, [bad], Make.Noon));
        await new Prune(Database, new FolderFiles(Path.GetTempPath()), new FakeTimeProvider(Make.Noon.AddDays(7))).Run(default);
        Assert.Equal(1, await Events());
        await new Prune(Database, new FolderFiles(Path.GetTempPath()), new FakeTimeProvider(Make.Noon.AddDays(9))).Run(default);

        Assert.Equal(0, await Events());
        Assert.Equal($"{desk.Channel.Name} · {bad}", await Audited("discarded"));
    }

    [Fact]
    public async Task A_stranger_that_is_connected_is_taken_in_alone_and_the_rest_of_its_events_stays_as_it_is()
    {
        const string account = "999000111222";
        await Store(Value("mío", "wamid.1"), Value("ajeno", "wamid.2", account, "5491155550199"));
        await Store(Value("otro ajeno", "wamid.3", account, "5491155550198"));
        await Process();
        var before = await Mine();
        var unknown = Assert.Single(await Unknown());
        Assert.Equal((account, StrangerReason.Unknown, 2), (unknown.AccountId, unknown.Reason, unknown.Events));

        await Connect(account, "secret");
        Assert.Equal(StrangerReason.Ready, Assert.Single(await Unknown()).Reason);
        Assert.Equal(2, await Strangers.Again(Database, admin, "whatsapp", account, Make.Noon));
        await Process();

        Assert.Equal(before, await Mine());
        Assert.Equal(["ajeno", "mío", "otro ajeno"], (await Bodies()).Order(StringComparer.Ordinal));
        Assert.Empty(await Unknown());
        Assert.Equal(new AgainResult(2, 0, 0, 0), await Result(Make.Noon));
        Assert.Equal(account, await Audited("reprocessed"));
    }

    [Fact]
    public async Task A_number_of_a_channel_with_another_secret_stays_a_stranger()
    {
        const string account = "999000111333";
        await Store(Value("ajeno", "wamid.2", account));
        await Connect(account, "another secret");
        await Process();
        Assert.Equal(StrangerReason.OtherSecret, Assert.Single(await Unknown()).Reason);

        await Strangers.Again(Database, admin, "whatsapp", account, Make.Noon);
        await Process();

        Assert.Empty(await Bodies());
        Assert.Equal(StrangerReason.OtherSecret, Assert.Single(await Unknown()).Reason);
        Assert.Equal(new AgainResult(0, 0, 0, 1), await Result(Make.Noon));
    }

    [Fact]
    public async Task Strangers_that_are_discarded_are_gone_and_noted()
    {
        await Store(Value("ajeno", "wamid.2", "999"));
        await Process();

        Assert.Equal(1, await Strangers.Discard(Database, admin, "whatsapp", "999", Make.Noon));

        Assert.Empty(await Unknown());
        Assert.Equal("999", await Audited("discarded"));
    }

    [Fact]
    public async Task What_comes_while_a_channel_is_off_waits_and_is_taken_in_when_it_is_on_again()
    {
        await Channels.Switch(Database, admin, desk.Channel.Name, enabled: false, Make.Noon);
        await Store(Value("mientras tanto", "wamid.1"));
        await Process();
        Assert.Empty(await Bodies());
        Assert.Equal(StrangerReason.ChannelDisabled, Assert.Single(await Unknown()).Reason);

        await Channels.Switch(Database, admin, desk.Channel.Name, enabled: true, Make.Noon);
        await Process();

        Assert.Equal(["mientras tanto"], await Bodies());
        Assert.Empty(await Unknown());
    }

    private async Task<long> Store(params string[] values)
    {
        await using var db = await Database.Open();
        return await InboundEvents.Store(db, desk.Channel.Id, Payload.Envelope(values), Make.Noon);
    }

    private string Value(string body, string id, string? account = null, string from = "5491155550101") => Payload.Value(
        $$""" "contacts":[{"profile":{"name":"Ana"},"wa_id":"{{from}}"}],"messages":[{"from":"{{from}}","id":"{{id}}","timestamp":"1750000000","type":"text","text":{"body":"{{body}}" } }] """,
        account ?? desk.Channel.AccountId);

    private Task Process() => new IngestInbound(
        Database, [new Poisoned(() => poisoned)], new ClearSecrets(), new FakeTimeProvider(Make.Noon), NullLogger<IngestInbound>.Instance).Run(default);

    private async Task Connect(string account, string secret)
    {
        await using var db = await Database.Open();
        await Channels.Create(db, "whatsapp", $"late-{Make.Number()}", account, "", desk.Inbox, secret, "verify", "token", Make.Noon);
    }

    private async Task<IReadOnlyList<ParkedEvent>> Parked()
    {
        await using var db = await Database.Open();
        return await SetAside.Parked(db, 10);
    }

    private async Task<IReadOnlyList<Stranger>> Unknown()
    {
        await using var db = await Database.Open();
        return await Strangers.All(db, new ClearSecrets());
    }

    private async Task<AgainResult> Result(DateTime at)
    {
        await using var db = await Database.Open();
        return await SetAside.Result(db, at);
    }

    private Task<int> Events() => Make.One<int>(Database, "select count(*)::int from inbound_events");

    private Task<string> Audited(string action) =>
        Make.One<string>(Database, "select subject_name from audit where subject = 'webhook' and action = @action", new { action });

    // All that the channel's own thread holds: equal before and after means that nothing of it was touched.
    private Task<string> Mine() => Make.One<string>(
        Database,
        """
        select string_agg(m::text, ' ' order by m.id) || string_agg(t::text, ' ' order by t.id)
        from messages m join tickets t on t.id = m.ticket_id
        where m.channel_id = @Id
        """, new { desk.Channel.Id });

    private async Task<IReadOnlyList<string>> Bodies()
    {
        await using var db = await Database.Open();
        return (await db.QueryAsync<string>("select body from messages order by id")).AsList();
    }

    /// <summary>WhatsApp, save that one text becomes what the database refuses, as long as it is poison.</summary>
    private sealed class Poisoned(Func<bool> isPoison) : ChannelDouble
    {
        public override IReadOnlyList<InboundPart> Read(ReadOnlyMemory<byte> body, DateTime receivedAt) =>
            [.. base.Read(body, receivedAt).Select(part => part with { Items = [.. part.Items.Select(Spoil)] })];

        private Inbound Spoil(Inbound item) =>
            isPoison() && item is InboundMessage { Body: Poison } message ? message with { ExternalId = new string('x', 600) } : item;
    }
}
