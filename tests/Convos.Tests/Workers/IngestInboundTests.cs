using Convos.Data;
using Convos.Workers;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Convos.Tests;

/// <summary>The processor of stored webhooks: nothing is lost, nothing is taken twice, and one bad event stops nobody.</summary>
public sealed class IngestInboundTests : IAsyncLifetime
{
    private const string Poison = "veneno";

    private readonly TestDatabase test = new();
    private Desk desk = null!;

    private Database Database => test.Database;

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        desk = await Desk.Open(Database);
    }

    public Task DisposeAsync() => test.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_poisoned_event_among_twenty_is_parked_alone_with_its_error(bool unreadable)
    {
        var ids = new List<long>();
        for (var n = 0; n < 20; n++)
        {
            ids.Add(await Store(n != 7 ? Text($"{n}", $"wamid.{n}") : unreadable ? "esto no es JSON"u8.ToArray() : Text(Poison, "wamid.7")));
        }

        await Processor().Run(default);

        await using var db = await Database.Open();
        var parked = await db.QuerySingleAsync<(long Id, string Error, DateTime At)>("select id, error, settled_at from inbound_events where state = 'parked'");
        Assert.Equal((ids[7], Make.Noon), (parked.Id, parked.At));
        Assert.Contains(unreadable ? nameof(MalformedPayloadException) : "an_external_id_is_bounded", parked.Error, StringComparison.Ordinal);
        Assert.Equal(19, await db.QuerySingleAsync<int>("select count(*)::int from inbound_events where state = 'done' and error is null"));
        Assert.Equal(Enumerable.Range(0, 20).Where(n => n != 7).Select(n => $"{n}"), await Bodies());
    }

    [Fact]
    public async Task A_lost_connection_parks_nothing_and_the_next_run_takes_everything_in()
    {
        for (var n = 0; n < 5; n++)
        {
            await Store(Text($"{n}", $"wamid.{n}"));
        }

        var cut = false;
        var processor = Processor(() =>
        {
            if (!cut)
            {
                cut = true;
                CutEveryConnection();
            }
        });

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => processor.Run(default));
        Assert.Equal(5, await Make.One<int>(Database, "select count(*)::int from inbound_events where state = 'pending'"));
        // The server may take a moment to notice that the first processor is gone.
        await Until.True(async () =>
        {
            await processor.Run(default);
            return (await Bodies()).Count > 0;
        });

        Assert.Equal(["0", "1", "2", "3", "4"], await Bodies());
    }

    [Fact]
    public async Task Two_processors_at_once_take_each_event_once()
    {
        for (var n = 0; n < 250; n++)
        {
            await Store(Text($"{n}", $"wamid.{n}"));
        }

        await Until.True(async () =>
        {
            await Task.WhenAll(Processor().Run(default), Processor().Run(default), Processor().Run(default));
            return await Make.One<int>(Database, "select count(*)::int from inbound_events where state <> 'done'") == 0;
        });

        Assert.Equal(250, (await Bodies()).Count);
        Assert.Equal(250, await Make.One<int>(Database, "select count(*)::int from events where kind = 'received'"));
    }

    [Fact]
    public async Task A_channel_that_is_being_taken_in_keeps_no_other_waiting()
    {
        var sibling = await Make.Channel(Database, desk.Inbox);
        await Store(Text("uno", "wamid.1"));
        await Store(Payload.Envelope(Value("dos", "wamid.2", sibling.AccountId)), sibling);
        await using (var busy = await Database.Open())
        {
            await using var transaction = await busy.BeginTransactionAsync();
            Assert.Equal(desk.Channel.Id, Assert.Single(await InboundQueue.Take(busy, 10)).ChannelId);

            await Processor().Run(default);

            Assert.Equal(["dos"], await Bodies());
        }

        await Processor().Run(default);

        Assert.Equal(["dos", "uno"], await Bodies());
    }

    [Fact]
    public async Task New_customers_of_many_channels_at_once_are_each_one_person_with_one_ticket_a_channel()
    {
        Channel[] channels = [desk.Channel, await Make.Channel(Database, desk.Inbox), await Make.Channel(Database, desk.Inbox)];
        var ids = 0;
        foreach (var channel in channels)
        {
            for (var n = 0; n < 40; n++)
            {
                await Store(Payload.Envelope(Value("hola", $"wamid.{++ids}", channel.AccountId, $"54911555510{n % 20:D2}")), channel);
            }
        }

        await Until.True(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Processor().Run(default)));
            return await Make.One<int>(Database, "select count(*)::int from inbound_events where state <> 'done'") == 0;
        });

        await using var db = await Database.Open();
        Assert.Equal((20, 60, 60, 120), await db.QuerySingleAsync<(int, int, int, int)>(
            """
            select (select count(*)::int from contacts), (select count(*)::int from threads), (select count(*)::int from tickets),
              (select count(*)::int from messages)
            """));
        Assert.Empty(await TicketCounters.Differences(db));
    }

    [Fact]
    public async Task A_webhook_delivered_twice_is_taken_in_once()
    {
        await Store(Text("hola", "wamid.1"));
        await Store(Text("hola", "wamid.1"));

        await Processor().Run(default);

        Assert.Equal(["hola"], await Bodies());
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from inbound_events where state <> 'done'"));
    }

    [Fact]
    public async Task Each_part_goes_to_the_channel_of_its_number_with_the_same_secret_and_strangers_are_noted()
    {
        var sibling = await Make.Channel(Database, desk.Inbox);
        var foreign = await Make.Channel(Database, desk.Inbox, "another secret");
        var id = await Store(Payload.Envelope(
            Value("uno", "wamid.1", desk.Channel.AccountId), Value("dos", "wamid.2", sibling.AccountId),
            Value("tres", "wamid.3", foreign.AccountId), Value("cuatro", "wamid.4", "999")));

        await Processor().Run(default);

        await using var db = await Database.Open();
        Assert.Equal(
            [(desk.Channel.Id, "uno"), (sibling.Id, "dos")],
            await db.QueryAsync<(long, string)>("select channel_id, body from messages order by id"));
        Assert.Equal(
            new[] { foreign.AccountId, "999" }.Order(StringComparer.Ordinal),
            (await db.QueryAsync<string>("select account_id from inbound_strangers where inbound_event_id = @id", new { id })).Order(StringComparer.Ordinal));
        Assert.Equal("done", await db.QuerySingleAsync<string>("select state from inbound_events"));
    }

    [Fact]
    public async Task Old_events_are_forgotten_except_those_that_a_person_has_to_look_at()
    {
        await Store(Text("hola", "wamid.1"));
        await Store(Payload.Envelope(Value("cuatro", "wamid.4", "999")));
        await Store("esto no es JSON"u8.ToArray());
        await Processor().Run(default);
        await desk.Arrives(Make.Noon, new InboundStatus("wamid.stranger", Make.Noon, Delivery.Read, null, null));
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Make.Noon.AddDays(9));

        await new Prune(Database, new FolderFiles(Path.GetTempPath()), clock).Run(default);

        await using var db = await Database.Open();
        Assert.Equal(["done", "parked"], await db.QueryAsync<string>("select state from inbound_events order by id"));
        Assert.Equal(0, await db.QuerySingleAsync<int>("select count(*)::int from pending_updates"));
        Assert.Single(await Bodies());
    }

    private async Task<long> Store(byte[] body, Channel? channel = null)
    {
        await using var db = await Database.Open();
        return await InboundEvents.Store(db, (channel ?? desk.Channel).Id, body, Make.Noon);
    }

    private byte[] Text(string body, string id) => Payload.Envelope(Value(body, id, desk.Channel.AccountId));

    private static string Value(string body, string id, string account, string customer = "5491155550101") =>
        Payload.Value($$""" "contacts":[{"profile":{"name":"Ana"},"wa_id":"{{customer}}"}],"messages":[{{Payload.Text(body, id).Replace("5491155550101", customer)}}] """, account);

    private IngestInbound Processor(Action? whileTakingIn = null) => new(
        Database, [new Poisoned(whileTakingIn ?? (() => { }))], new ClearSecrets(),
        new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Make.Noon), NullLogger<IngestInbound>.Instance);

    private async Task<IReadOnlyList<string>> Bodies()
    {
        await using var db = await Database.Open();
        return (await db.QueryAsync<string>("select body from messages order by id")).AsList();
    }

    private void CutEveryConnection()
    {
        using var db = new Npgsql.NpgsqlConnection($"{Database.ConnectionString};Pooling=false");
        db.Execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
    }

    /// <summary>WhatsApp, save that one text becomes what the database refuses.</summary>
    private sealed class Poisoned(Action reading) : ChannelDouble
    {
        public override IReadOnlyList<InboundPart> Read(ReadOnlyMemory<byte> body, DateTime receivedAt)
        {
            reading();
            return [.. base.Read(body, receivedAt).Select(part => part with { Items = [.. part.Items.Select(Spoil)] })];
        }

        private static Inbound Spoil(Inbound item) =>
            item is InboundMessage { Body: Poison } message ? message with { ExternalId = new string('x', 600) } : item;
    }
}
