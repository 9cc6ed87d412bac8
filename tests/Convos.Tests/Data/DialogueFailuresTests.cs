using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>A dialogue under repeated, parallel and failing deliveries, out of hours, and when what it leads to is gone.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class DialogueFailuresTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task The_same_webhooks_again_and_at_once_on_two_nodes_make_no_second_turn()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await using var other = new Database(Database.ConnectionString);
        Inbound[] hello = [Make.Text(phone, "Hola")];
        Inbound[] answer = [Make.Text(phone, "2", Noon.AddMinutes(1))];
        Task All(Inbound[] items, DateTime at) => Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            Make.Arrives(n % 2 == 0 ? Database : other, desk.Desk.Channel, at, items)));

        await All(hello, Noon);
        await All(answer, Noon.AddMinutes(1));
        await All(hello, Noon.AddMinutes(2));

        Assert.Equal(2, (await desk.Said()).Length);
        Assert.Equal(1, await desk.Tickets());
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where kind = 'opened' and inbox_id = @id", new { id = desk.Support }));
    }

    [Fact]
    public async Task Different_messages_at_once_are_one_greeting()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => desk.Desk.Arrives(Noon.AddSeconds(5), Make.Text(phone, $"hola {n}", Noon))));

        Assert.Single(await desk.Said());
        Assert.Equal(0, await desk.Tickets());
    }

    [Fact]
    public async Task An_answer_that_meets_a_new_ticket_of_an_operator_never_makes_the_bot_talk_into_it()
    {
        var boss = await Make.Operator(Database, Role.Admin);
        for (var round = 0; round < 8; round++)
        {
            var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
            await desk.Writes(phone, "Hola", Noon);
            var thread = await Make.One<long>(Database, "select id from threads where channel_id = @id", new { id = desk.Desk.Channel.Id });

            await Task.WhenAll(Tickets.OpenOn(Database, boss, thread, Noon.AddMinutes(1)), desk.Writes(phone, "2", Noon.AddMinutes(1)));

            var ticket = await desk.Desk.Ticket(phone);
            Assert.Equal(1, await desk.Tickets());
            Assert.Equal(ticket.Origin == TicketOrigin.Dialogue ? 2 : 1, (await desk.Said()).Length);
        }
    }

    [Fact]
    public async Task Turns_leave_in_their_order_and_only_one_of_a_thread_at_a_time()
    {
        await DialogueDesk.EmptyOutbox(Database);
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Noon);
        await desk.Writes(phone, "2", Noon.AddMinutes(1));

        var first = (await desk.Desk.Claim(Noon.AddMinutes(1)))!;
        Assert.Null(await desk.Desk.Claim(Noon.AddMinutes(1)));
        await Outbox.Accepted(Database, first, $"wamid.{Guid.NewGuid():N}", Noon.AddMinutes(1));
        var second = (await desk.Desk.Claim(Noon.AddMinutes(1)))!;

        Assert.StartsWith("¡Hola!", first.Body);
        Assert.Equal("Ya te atienden.", second.Body);
    }

    [Fact]
    public async Task Out_of_hours_is_told_at_most_once_in_twelve_hours_on_whichever_channel_and_the_ticket_is_born_all_the_same()
    {
        var schedule = await DialogueDesk.Schedule(Database);
        var one = await DialogueDesk.Open(Database, dialogue => dialogue with { ScheduleId = schedule });
        var two = await DialogueDesk.Open(Database, dialogue => dialogue with { ScheduleId = schedule });
        var (phone, night) = (Desk.Phone(), new DateTime(2026, 3, 2, 20, 0, 0, DateTimeKind.Utc));

        await one.Writes(phone, "Hola", night);
        await one.Writes(phone, "1", night.AddMinutes(1));
        await two.Writes(phone, "Hola", night.AddHours(11));
        await two.Writes(phone, "1", night.AddHours(12).AddMinutes(1));

        Assert.Equal(["¡Hola! Elige:\n\nEstamos fuera de horario.\n\n1. Ventas\n2. Soporte\n3. Hablar con una persona", "Ya te atienden."], await one.Said());
        Assert.DoesNotContain(DialogueDesk.Closed, (await two.Said())[0]);
        Assert.Equal("Ya te atienden.\n\n" + DialogueDesk.Closed, (await two.Said())[1]);
        Assert.Equal((1, 1), (await one.Tickets(), await two.Tickets()));
    }

    [Fact]
    public async Task While_it_is_open_nobody_is_told_anything_of_hours()
    {
        var schedule = await DialogueDesk.Schedule(Database);
        var (desk, phone) = (await DialogueDesk.Open(Database, dialogue => dialogue with { ScheduleId = schedule }), Desk.Phone());

        await desk.Writes(phone, "Hola", Noon);
        await desk.Writes(phone, "1", Noon.AddMinutes(1));

        Assert.DoesNotContain(await desk.Said(), text => text.Contains(DialogueDesk.Closed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_option_whose_inbox_was_disabled_meanwhile_leads_to_the_channels_own()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Noon);
        await using var db = await Database.Open();
        await db.ExecuteAsync("update inboxes set enabled = false where id = @id", new { id = desk.Support });

        await desk.Writes(phone, "2", Noon.AddMinutes(1));

        Assert.Equal(desk.Desk.Inbox, (await desk.Desk.Ticket(phone)).InboxId);
    }

    [Fact]
    public async Task A_channel_without_a_written_dialogue_and_one_whose_dialogue_was_switched_off_make_tickets_at_once()
    {
        var (blank, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await blank.Writes(phone, "Hola", Noon);
        var off = await blank.With(same => same, inForce: false);
        var desk = await Desk.Open(Database);

        await off.Writes(phone, "1", Noon.AddMinutes(1));
        await (desk with { Channel = desk.Channel with { Entry = "dialogue" } }).Arrives(Noon, Make.Text(phone, "Hola"));

        Assert.Single(await off.Said());
        Assert.Equal((off.Desk.Inbox, TicketOrigin.Inbound), ((await off.Desk.Ticket(phone)).InboxId, (await off.Desk.Ticket(phone)).Origin));
        Assert.Equal(desk.Inbox, (await desk.Ticket(phone)).InboxId);
    }

    [Fact]
    public async Task When_the_first_reply_fails_the_customer_waits_since_the_hand_off_not_since_the_greeting()
    {
        await DialogueDesk.EmptyOutbox(Database);
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        var ana = await Make.Operator(Database, inboxes: desk.Support);
        await desk.Writes(phone, "Hola", Noon);
        await desk.Writes(phone, "2", Noon.AddMinutes(3));
        var ticket = await desk.Desk.Ticket(phone);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Noon.AddMinutes(4));
        var reply = await desk.Desk.Replies(ana, ticket, "hola", Noon.AddMinutes(5));
        for (var turn = 0; turn < 2; turn++)
        {
            await Outbox.Accepted(Database, (await desk.Desk.Claim(Noon.AddMinutes(5)))!, $"wamid.{Guid.NewGuid():N}", Noon.AddMinutes(5));
        }

        await Outbox.Failed(Database, (await desk.Desk.Claim(Noon.AddMinutes(5)))!, "no", Noon.AddMinutes(6));

        Assert.Equal(Delivery.Failed, (await desk.Desk.Message(reply.Id)).Delivery);
        Assert.Equal(Noon.AddMinutes(3), (await desk.Desk.Ticket(phone)).AwaitingSince);
    }

    [Fact]
    public async Task A_turn_of_the_bot_that_failed_is_not_sent_again_by_an_operator()
    {
        await DialogueDesk.EmptyOutbox(Database);
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        var ana = await Make.Operator(Database, inboxes: desk.Support);
        await desk.Writes(phone, "Hola", Noon);
        var greeting = (await desk.Desk.Claim(Noon))!;
        await Outbox.Failed(Database, greeting, "no", Noon);
        await desk.Writes(phone, "2", Noon.AddMinutes(1));
        var ticket = await desk.Desk.Ticket(phone);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Noon.AddMinutes(2));

        var again = await Messages.Retry(Database, ana, greeting.MessageId, Noon.AddMinutes(3));

        Assert.NotNull(again.Refusal);
        Assert.Equal(Delivery.Failed, (await desk.Desk.Message(greeting.MessageId)).Delivery);
    }

    [Fact]
    public async Task Two_who_prove_to_be_one_go_on_in_the_dialogue_that_was_last()
    {
        var (desk, one, two) = (await DialogueDesk.Open(Database), Desk.Phone(), Desk.Phone());
        await desk.Writes(one, "Hola", Noon);
        await desk.Writes(two, "Hola", Noon.AddMinutes(1));

        await desk.Desk.Arrives(Noon.AddMinutes(2), Make.Text(one, "2", Noon.AddMinutes(2)) with { Sender = Both(one, two) });

        Assert.Equal(3, (await desk.Said()).Length);
        Assert.Equal((1, desk.Support), (await desk.Tickets(), (await desk.Desk.Ticket(one)).InboxId));
    }

    [Fact]
    public async Task Who_proves_to_have_an_open_ticket_elsewhere_hears_no_more_of_the_bot()
    {
        var (desk, one, two) = (await DialogueDesk.Open(Database), Desk.Phone(), Desk.Phone());
        await desk.Writes(one, "Hola", Noon);
        await desk.Writes(one, "1", Noon.AddMinutes(1));
        await desk.Writes(two, "Hola", Noon.AddMinutes(2));

        await desk.Desk.Arrives(Noon.AddMinutes(3), Make.Text(one, "2", Noon.AddMinutes(3)) with { Sender = Both(one, two) });

        Assert.Equal(3, (await desk.Said()).Length);
        Assert.Equal((1, desk.Sales), (await desk.Tickets(), (await desk.Desk.Ticket(one)).InboxId));
        Assert.Equal(0, await Make.One<int>(Database,
            "select count(*)::int from dialogue_sessions s join threads th on th.id = s.thread_id where th.channel_id = @id", new { id = desk.Desk.Channel.Id }));
    }

    private static Sender Both(string one, string two) =>
        Make.Sender(one) with { Aliases = [.. Make.Sender(one).Aliases, .. Make.Sender(two).Aliases] };
}
