using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>A batch is an economy, never a difference: what it leaves behind is what its items leave one by one.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class IngestBatchTests(TestDatabase one, IngestBatchTests.Other other) : IClassFixture<TestDatabase>, IClassFixture<IngestBatchTests.Other>
{
    private static readonly DateTime Now = Make.Noon.AddDays(40);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Three_hundred_items_of_sixty_customers_in_one_batch_are_the_same_as_one_by_one(int seed)
    {
        var items = Items(seed);
        var whole = await Prepared(one.Database, seed);
        var single = await Prepared(other.Copy.Database, seed);

        await whole.Arrives(Now, [.. items]);
        foreach (var item in items)
        {
            await single.Arrives(Now, item);
        }

        var expected = await Outcome(single);
        Assert.Equal(expected, await Outcome(whole));
        Assert.True(expected.Count(line => line.StartsWith("message", StringComparison.Ordinal)) > 200, "The comparison is of too little.");
        await using var db = await whole.Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }

    // Some come back to tickets that were closed: within the grace period or after it, to somebody who is there or is full.
    private static async Task<Desk> Prepared(Database database, int seed)
    {
        var desk = await Desk.Open(database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        await using var db = await database.Open();
        await db.ExecuteAsync("update operators set cap = 12 where id = @id", new { id = ana.Id });
        for (var customer = 0; customer < 30; customer++)
        {
            var holder = customer % 3 == 0 ? bruno : ana;
            var ticket = await desk.Held(holder, Phone(seed, customer));
            await Tickets.Apply(database, TicketMove.Close, holder, ticket.Id, Make.Noon.AddMinutes(customer));
        }

        await db.ExecuteAsync("update messages set external_id = 'before ' || thread_id - (select min(id) from threads where channel_id = @id) where channel_id = @id", new { id = desk.Channel.Id });
        return desk;
    }

    // In the provider's order, with repetitions, reactions to what is there or not yet, and long silences.
    private static List<Inbound> Items(int seed)
    {
        var random = new Random(seed);
        var at = Make.Noon.AddHours(12);
        var items = new List<Inbound>();
        for (var n = 0; n < 300; n++)
        {
            at += TimeSpan.FromMinutes(random.Next(1, 15));
            var phone = Phone(seed, random.Next(60));
            items.Add(random.Next(10) switch
            {
                0 => new InboundReaction($"{seed}.{random.Next(300)}", at, Make.Sender(phone), random.Next(3) == 0 ? null : "👍"),
                1 => Make.Text(phone, "sistema", at, $"{seed}.{n}") with { Kind = MessageKind.System },
                2 when items.OfType<InboundMessage>().LastOrDefault() is { } repeated => repeated,
                _ => Make.Text(phone, $"mensaje {n}", at, $"{seed}.{n}"),
            });
        }

        return items;
    }

    private static string Phone(int seed, int customer) => $"+549118{seed:D2}{customer:D5}";

    /// <summary>What is there, named by the provider's ids instead of ours.</summary>
    private static async Task<List<string>> Outcome(Desk desk)
    {
        await using var db = await desk.Database.Open();
        return (await db.QueryAsync<string>(
            """
            select format('message %s of %s: %s %s %s in ticket %s, conversation %s, reaction %s', m.external_id, th.address, m.author, m.kind, m.body,
              (select min(x.external_id) from messages x where x.ticket_id = m.ticket_id),
              (select min(x.external_id) from messages x where x.conversation_id = m.conversation_id),
              (select r.emoji from reactions r where r.message_id = m.id)) line
            from messages m join threads th on th.id = m.thread_id where m.channel_id = @id
            union all
            select format('ticket of %s from %s: %s %s %s %s %s %s %s', th.address,
              (select min(x.external_id) from messages x where x.ticket_id = t.id),
              t.status, t.operator_id is not null, t.last_preview, t.last_activity_at, t.awaiting_since, t.window_closes_at,
              (select x.external_id from messages x where x.id = t.last_message_id))
            from tickets t join threads th on th.id = t.thread_id where t.channel_id = @id
            union all
            select format('thread %s: %s %s, conversation %s', th.address, th.last_at, th.last_inbound_at,
              (select min(x.external_id) from messages x where x.conversation_id = th.conversation_id))
            from threads th where th.channel_id = @id
            union all
            select format('conversation of %s: %s to %s', th.address, c.started_at, c.last_at)
            from conversations c join threads th on th.id = c.thread_id where th.channel_id = @id
            union all
            select format('contact %s: %s %s', c.name, c.phone, (select string_agg(a.value, ' ') from contact_aliases a where a.contact_id = c.id))
            from contacts c join threads th on th.contact_id = c.id where th.channel_id = @id
            union all
            select format('pending %s %s', external_id, data) from pending_updates where channel_id = @id
            union all
            select format('event %s: %s', kind, count(*)) from events where inbox_id = @inbox group by kind
            order by line
            """, new { id = desk.Channel.Id, inbox = desk.Inbox })).AsList();
    }

    public sealed class Other : IAsyncLifetime
    {
        public TestDatabase Copy { get; } = new();

        public Task InitializeAsync() => Copy.InitializeAsync();

        public Task DisposeAsync() => Copy.DisposeAsync();
    }
}
