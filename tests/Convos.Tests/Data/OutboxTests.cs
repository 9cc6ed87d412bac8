using Convos.Data;

namespace Convos.Tests;

/// <summary>The queued message is the outbox: in order within a thread, side by side between threads, never twice in silence.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class OutboxTests : IAsyncLifetime
{
    private static readonly DateTime Noon = Make.Noon;

    // A claim takes the oldest of the whole database, so each test has one of its own.
    private readonly TestDatabase test = new();
    private Desk desk = null!;
    private Viewer ana = null!;

    private Database Database => test.Database;

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        desk = await Desk.Open(Database);
        ana = await desk.Operator();
    }

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task A_thread_is_sent_in_order_one_at_a_time_and_other_threads_do_not_wait_for_it()
    {
        var (one, other) = (await desk.Held(ana), await desk.Held(ana));
        var first = await desk.Replies(ana, one, "uno", Noon);
        var second = await desk.Replies(ana, one, "dos", Noon);
        var elsewhere = await desk.Replies(ana, other, "otro", Noon);

        var claimed = (await desk.Claim(Noon))!;
        Assert.Equal((first.Id, 1, "uno", true), (claimed.MessageId, claimed.Attempt, claimed.Body, claimed.WindowOpen));
        Assert.Equal(elsewhere.Id, (await desk.Claim(Noon))!.MessageId);
        Assert.Null(await desk.Claim(Noon));

        await Outbox.Accepted(Database, claimed, "wamid.1", Noon);
        Assert.Equal(second.Id, (await desk.Claim(Noon))!.MessageId);
    }

    [Fact]
    public async Task A_message_put_off_holds_back_those_behind_it_until_its_time()
    {
        var ticket = await desk.Held(ana);
        var first = await desk.Replies(ana, ticket, "uno", Noon);
        await desk.Replies(ana, ticket, "dos", Noon);
        await Outbox.TryLater(Database, (await desk.Claim(Noon))!, "130429 · Rate limit hit", TimeSpan.FromSeconds(5), Noon);

        Assert.Null(await desk.Claim(Noon.AddSeconds(4)));
        var again = (await desk.Claim(Noon.AddSeconds(5)))!;

        Assert.Equal((first.Id, 1, 2), (again.MessageId, again.Attempt, again.Tries));
        Assert.Equal((Delivery.Queued, "130429 · Rate limit hit"), Shown(await desk.Message(first.Id)));
    }

    [Fact]
    public async Task Claimers_in_parallel_take_each_message_once_and_never_overtake()
    {
        var tickets = new List<Ticket>();
        for (var n = 0; n < 5; n++)
        {
            tickets.Add(await desk.Held(ana));
        }

        for (var n = 0; n < 8; n++)
        {
            foreach (var ticket in tickets)
            {
                await desk.Replies(ana, ticket, $"{n}", Noon.AddSeconds(n));
            }
        }

        var sent = new List<OutboxItem>();
        async Task Sender()
        {
            while (sent.Count < 40)
            {
                if (await desk.Claim(Noon.AddMinutes(1)) is { } item)
                {
                    lock (sent)
                    {
                        sent.Add(item);
                    }

                    await Outbox.Accepted(Database, item, $"wamid.{item.MessageId}", Noon.AddMinutes(1));
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(Sender)));

        Assert.Equal(40, sent.Select(item => item.MessageId).Distinct().Count());
        Assert.All(sent.GroupBy(item => item.Address), thread => Assert.Equal(thread.OrderBy(item => item.MessageId), thread));
    }

    [Fact]
    public async Task Replies_written_at_once_leave_in_the_order_of_the_chat()
    {
        var ticket = await desk.Held(ana);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => desk.Replies(ana, ticket, $"{n}", Noon)));

        await using var db = await Database.Open();
        var chat = (await Messages.Thread(db, ana, ticket.ThreadId, null, 50)).Where(message => message.Author == Author.Operator).Select(message => message.Id);
        var sent = new List<long>();
        while (await desk.Claim(Noon) is { } item)
        {
            sent.Add(item.MessageId);
            await Outbox.Accepted(Database, item, $"wamid.{item.MessageId}", Noon);
        }

        Assert.Equal(chat, sent);
    }

    [Fact]
    public async Task A_message_whose_window_closed_while_it_waited_says_so_to_whoever_sends_it()
    {
        var ticket = await desk.Held(ana);
        await desk.Replies(ana, ticket, "tarde", Noon.AddHours(23));

        Assert.False((await desk.Claim(Noon.AddHours(24)))!.WindowOpen);
    }

    [Fact]
    public async Task A_rejected_message_waits_for_a_person_and_their_retry_is_a_new_attempt()
    {
        var ticket = await desk.Held(ana);
        var message = await desk.Replies(ana, ticket, "hola", Noon.AddMinutes(1));
        await Outbox.Failed(Database, (await desk.Claim(Noon.AddMinutes(1)))!, "131026 · Message undeliverable", Noon.AddMinutes(1));

        Assert.Equal((Delivery.Failed, "131026 · Message undeliverable"), Shown(await desk.Message(message.Id)));
        Assert.Null(await desk.Claim(Noon.AddHours(1)));
        Assert.Equal(Noon, (await Make.Ticket(Database, ticket.Id)).AwaitingSince);

        var retried = await Messages.Retry(Database, ana, message.Id, Noon.AddMinutes(2));
        Assert.Equal((Delivery.Queued, null), Shown(retried.Message!));
        Assert.Null((await Make.Ticket(Database, ticket.Id)).AwaitingSince);
        var second = (await desk.Claim(Noon.AddMinutes(2)))!;
        Assert.Equal((message.Id, 2), (second.MessageId, second.Attempt));
        await Outbox.Accepted(Database, second, "wamid.2", Noon.AddMinutes(2));
        Assert.Equal((Delivery.Sent, null), Shown(await desk.Message(message.Id)));
    }

    [Fact]
    public async Task Ten_presses_of_retry_at_once_are_one_attempt()
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "hola", Noon);
        await Outbox.Failed(Database, (await desk.Claim(Noon))!, "x", Noon);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Messages.Retry(Database, ana, message.Id, Noon)));

        Assert.Single(results, result => result.Message is not null);
        Assert.Equal(2, await Make.One<int>(Database, "select count(*)::int from message_sends"));
    }

    [Fact]
    public async Task An_unknown_outcome_holds_its_thread_for_a_minute_and_is_then_shown_as_unconfirmed()
    {
        var ticket = await desk.Held(ana);
        var message = await desk.Replies(ana, ticket, "uno", Noon);
        var next = await desk.Replies(ana, ticket, "dos", Noon);
        await Outbox.Uncertain(Database, (await desk.Claim(Noon))!, Noon);

        await Outbox.Settle(Database, Noon.AddSeconds(59));
        Assert.Equal((Delivery.Uncertain, false), Doubt(await desk.Message(message.Id)));
        Assert.Null(await desk.Claim(Noon.AddSeconds(59)));
        Assert.NotNull((await Messages.Retry(Database, ana, message.Id, Noon.AddSeconds(59))).Refusal);

        Assert.Equal(1, await Outbox.Settle(Database, Noon.AddSeconds(60)));
        Assert.Equal(0, await Outbox.Settle(Database, Noon.AddSeconds(61)));
        Assert.Equal((Delivery.Uncertain, true), Doubt(await desk.Message(message.Id)));
        Assert.Equal(next.Id, (await desk.Claim(Noon.AddSeconds(60)))!.MessageId);
    }

    [Fact]
    public async Task A_later_echo_settles_an_unconfirmed_message_by_itself()
    {
        var ticket = await desk.Held(ana);
        var message = await desk.Replies(ana, ticket, "uno", Noon);
        await Outbox.Uncertain(Database, (await desk.Claim(Noon))!, Noon);
        await Outbox.Settle(Database, Noon.AddSeconds(60));

        await desk.Arrives(Noon.AddMinutes(2), new InboundStatus("wamid.7", Noon.AddMinutes(2), Delivery.Delivered, null, $"{message.Id}.1"));

        Assert.Equal((Delivery.Delivered, false), Doubt(await desk.Message(message.Id)));
    }

    [Fact]
    public async Task A_person_may_send_an_unconfirmed_message_again()
    {
        var ticket = await desk.Held(ana);
        var message = await desk.Replies(ana, ticket, "uno", Noon);
        await Outbox.Uncertain(Database, (await desk.Claim(Noon))!, Noon);
        await Outbox.Settle(Database, Noon.AddSeconds(60));

        Assert.NotNull((await Messages.Retry(Database, ana, message.Id, Noon.AddSeconds(61))).Message);

        Assert.Equal((message.Id, 2), ((await desk.Claim(Noon.AddSeconds(61))) is { } item ? (item.MessageId, item.Attempt) : default));
    }

    [Fact]
    public async Task A_claim_whose_process_died_becomes_uncertain_and_is_never_sent_again_by_itself()
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "uno", Noon);
        await desk.Claim(Noon);

        await Outbox.Settle(Database, Noon.AddSeconds(44));
        Assert.Equal(Delivery.Sending, await StateOf(message));
        await Outbox.Settle(Database, Noon.AddSeconds(45));

        Assert.Equal(Delivery.Uncertain, await StateOf(message));
        Assert.Null(await desk.Claim(Noon.AddHours(1)));
    }

    [Fact]
    public async Task A_record_that_comes_after_the_doubt_settles_it()
    {
        var message = await desk.Replies(ana, await desk.Held(ana), "uno", Noon);
        var slow = (await desk.Claim(Noon))!;
        await Outbox.Settle(Database, Noon.AddSeconds(45));

        await Outbox.Accepted(Database, slow, "wamid.9", Noon.AddSeconds(50));

        Assert.Equal(Delivery.Sent, (await desk.Message(message.Id)).Delivery);
        Assert.Equal("wamid.9", await Make.One<string>(Database, "select external_id from message_sends"));
    }

    private async Task<Delivery> StateOf(Message message) =>
        EnumNames.Parse<Delivery>(await Make.One<string>(Database, "select state from message_sends where message_id = @id", new { id = message.Id }));

    private static (Delivery, string?) Shown(Message message) => (message.Delivery, message.Failure);

    private static (Delivery, bool) Doubt(Message message) => (message.Delivery, message.Unconfirmed);
}
