using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>A greeting and a menu: what is answered, what is not, and the ticket that is born of it.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class DialogueTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private const string Greeting = "¡Hola! Elige:\n\n1. Ventas\n2. Soporte\n3. Hablar con una persona";
    private const string Again = "No entendí.\n\n1. Ventas\n2. Soporte\n3. Hablar con una persona";
    private const string HandOff = "Ya te atienden.";

    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_writes_first_is_greeted_and_nothing_lists_or_counts_them_yet()
    {
        await DialogueDesk.EmptyOutbox(Database);
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());

        await desk.Writes(phone, "Soporte", Noon);

        Assert.Equal([Greeting], await desk.Said());
        Assert.Equal(0, await desk.Tickets());
        Assert.Equal(("dialogue", 0L, 2L), await Make.One<(string, long, long)>(Database,
            """
            select min(c.origin), (select count(*) from events e where e.thread_id = th.id and e.ticket_id is not null),
              (select count(*) from messages m where m.conversation_id = min(c.id) and m.ticket_id is null)
            from threads th join conversations c on c.thread_id = th.id
            where th.channel_id = @id
            group by th.id
            """, new { id = desk.Desk.Channel.Id }));
        Assert.Equal((Greeting, true), await desk.Desk.Claim(Noon) is { } item ? (item.Body, item.WindowOpen) : default);
    }

    [Fact]
    public async Task The_ticket_is_born_where_the_answer_leads_with_all_that_was_said_before()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        var boss = await Make.Operator(Database, Role.Admin);
        await desk.Writes(phone, "Hola", Noon);
        await desk.Writes(phone, "¿Qué?", Noon.AddMinutes(1));

        await desk.Writes(phone, "2", Noon.AddMinutes(2));

        var ticket = await desk.Desk.Ticket(phone);
        Assert.Equal([Greeting, Again, HandOff], await desk.Said());
        Assert.Equal((desk.Support, TicketStatus.Queued, TicketOrigin.Dialogue), (ticket.InboxId, ticket.Status, ticket.Origin));
        Assert.Equal((Noon.AddMinutes(2), Noon.AddMinutes(2), "2", Author.Contact), (ticket.AwaitingSince, ticket.OpenedAt, ticket.LastPreview, ticket.LastAuthor));
        Assert.Equal(Noon.AddMinutes(2).AddHours(24), ticket.WindowClosesAt);
        await using var db = await Database.Open();
        Assert.All(await Messages.Thread(db, boss, ticket.ThreadId, null, 50), message => Assert.Equal(ticket.Id, message.TicketId));
        Assert.Equal(3, (await Tickets.Unread(db, [(ticket.Id, boss.Id)]))[(ticket.Id, boss.Id)]);
        Assert.Equal(["opened", "received", "said"], await db.QueryAsync<string>("select kind from events where ticket_id = @id order by id", new { id = ticket.Id }));
        Assert.Equal("dialogue", await db.QuerySingleAsync<string>(
            "select c.origin from tickets t join conversations c on c.id = t.conversation_id where t.id = @id", new { id = ticket.Id }));
        Assert.Equal(0, await db.QuerySingleAsync<int>("select count(*)::int from dialogue_sessions where thread_id = @id", new { id = ticket.ThreadId }));
    }

    [Fact]
    public async Task Who_does_not_answer_twice_is_handed_to_a_person_and_what_is_no_text_is_no_answer()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Noon);

        await desk.Desk.Arrives(Noon.AddMinutes(1), Make.Text(phone, "1", Noon.AddMinutes(1)) with { Kind = MessageKind.Image });
        await desk.Writes(phone, "nada de eso", Noon.AddMinutes(2));

        Assert.Equal([Greeting, Again, HandOff], await desk.Said());
        Assert.Equal(desk.Desk.Inbox, (await desk.Desk.Ticket(phone)).InboxId);
    }

    [Fact]
    public async Task What_was_written_before_the_greeting_is_no_answer_to_it_and_goes_to_the_ticket_with_the_rest()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Desk.Arrives(Noon.AddSeconds(9), Make.Text(phone, "Hola", Noon));
        await desk.Desk.Arrives(Noon.AddSeconds(10), Make.Text(phone, "quiero 1", Noon.AddSeconds(2)), Make.Text(phone, "1", Noon.AddSeconds(3)));
        Assert.Equal([Greeting], await desk.Said());

        await desk.Writes(phone, "Ventas", Noon.AddMinutes(1));

        var ticket = await desk.Desk.Ticket(phone);
        Assert.Equal((desk.Sales, Noon.AddMinutes(1)), (ticket.InboxId, ticket.AwaitingSince));
        Assert.Equal(6, await Make.One<int>(Database, "select count(*)::int from messages where ticket_id = @id", new { id = ticket.Id }));
    }

    [Fact]
    public async Task A_choice_that_crosses_a_repetition_counts_and_a_misunderstanding_that_crosses_it_does_not()
    {
        var (desk, phone, other) = (await DialogueDesk.Open(Database), Desk.Phone(), Desk.Phone());
        foreach (var one in new[] { phone, other })
        {
            await desk.Writes(one, "Hola", Noon);
            await desk.Desk.Arrives(Noon.AddSeconds(20), Make.Text(one, "precio", Noon.AddSeconds(10)));
        }

        await desk.Desk.Arrives(Noon.AddSeconds(21), Make.Text(phone, "dale", Noon.AddSeconds(12)));
        await desk.Desk.Arrives(Noon.AddSeconds(21), Make.Text(other, "1", Noon.AddSeconds(12)));

        Assert.Equal([Greeting, Again, Greeting, Again, HandOff], await desk.Said());
        Assert.Equal(desk.Sales, (await desk.Desk.Ticket(other)).InboxId);
        Assert.Equal(1, await desk.Tickets());
    }

    [Fact]
    public async Task A_provider_that_tells_whole_seconds_takes_no_quick_answer_away()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Desk.Arrives(Noon.AddMilliseconds(400), Make.Text(phone, "Hola", Noon));

        await desk.Desk.Arrives(Noon.AddMilliseconds(950), Make.Text(phone, "dos", Noon));

        Assert.Equal(desk.Support, (await desk.Desk.Ticket(phone)).InboxId);
    }

    [Fact]
    public async Task A_dialogue_left_for_a_day_starts_anew_in_a_conversation_of_its_own()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Noon);

        await desk.Writes(phone, "1", Noon.AddHours(25));
        await desk.Writes(phone, "1", Noon.AddHours(26));

        Assert.Equal([Greeting, Greeting, HandOff], await desk.Said());
        var ticket = await desk.Desk.Ticket(phone);
        Assert.Equal((2, 4), await Make.One<(int, int)>(Database,
            """
            select (select count(*)::int from conversations where thread_id = @thread and origin = 'dialogue'),
              (select count(*)::int from messages where ticket_id = @id)
            """, new { thread = ticket.ThreadId, id = ticket.Id }));
    }

    [Fact]
    public async Task Nothing_is_said_where_a_ticket_is_open_or_reopens()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        var ana = await Make.Operator(Database, inboxes: desk.Support);
        await desk.Writes(phone, "Hola", Noon);
        await desk.Writes(phone, "2", Noon.AddMinutes(1));
        var ticket = await desk.Desk.Ticket(phone);
        var said = await desk.Said();

        await desk.Writes(phone, "1", Noon.AddMinutes(2));
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Noon.AddMinutes(3));
        await Messages.Reply(Database, ana, ticket.Id, "hola", Guid.NewGuid(), Noon.AddMinutes(4));
        await desk.Writes(phone, "1", Noon.AddMinutes(5));
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(6));
        await desk.Writes(phone, "1", Noon.AddHours(2));

        Assert.Equal(said, await desk.Said());
        Assert.Equal((ticket.Id, desk.Support), ((await desk.Desk.Ticket(phone)).Id, (await desk.Desk.Ticket(phone)).InboxId));
    }

    [Fact]
    public async Task After_the_grace_period_the_dialogue_begins_again_in_a_conversation_of_its_own()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        var ana = await Make.Operator(Database, inboxes: desk.Support);
        await using var db = await Database.Open();
        await db.ExecuteAsync("update inboxes set grace = interval '1 hour' where id = @id", new { id = desk.Support });
        await desk.Writes(phone, "Hola", Noon);
        await desk.Writes(phone, "2", Noon.AddMinutes(1));
        var ticket = await desk.Desk.Ticket(phone);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(6));

        await desk.Writes(phone, "Hola", Noon.AddHours(2));
        await desk.Writes(phone, "1", Noon.AddHours(2).AddMinutes(1));

        var fresh = await desk.Desk.Ticket(phone);
        Assert.Equal([Greeting, HandOff, Greeting, HandOff], await desk.Said());
        Assert.Equal(desk.Sales, fresh.InboxId);
        Assert.Equal(2, await db.QuerySingleAsync<int>("select count(distinct conversation_id)::int from tickets where thread_id = @id", new { id = ticket.ThreadId }));
        Assert.Equal(4, await db.QuerySingleAsync<int>("select count(*)::int from messages where ticket_id = @id", new { id = fresh.Id }));
    }

    [Fact]
    public async Task A_dialogue_ends_where_an_operator_opens_a_ticket_and_does_not_go_on_after_it()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        var boss = await Make.Operator(Database, Role.Admin);
        await using var db = await Database.Open();
        await db.ExecuteAsync("update inboxes set grace = interval '0'");
        await desk.Writes(phone, "Hola", Noon);
        var thread = await db.QuerySingleAsync<long>("select id from threads where channel_id = @id", new { id = desk.Desk.Channel.Id });

        var ticket = (await Tickets.OpenOn(Database, boss, thread, Noon.AddMinutes(1))).Ticket!;
        await desk.Writes(phone, "2", Noon.AddMinutes(2));
        await Tickets.Apply(Database, TicketMove.Close, boss, ticket.Id, Noon.AddMinutes(3));
        await desk.Writes(phone, "2", Noon.AddMinutes(4));

        Assert.Equal([Greeting, Greeting], await desk.Said());
        Assert.Equal(1, await desk.Tickets());
    }

    [Fact]
    public async Task Reactions_statuses_and_what_the_system_says_begin_no_dialogue()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());

        await desk.Desk.Arrives(Noon,
            new InboundReaction("wamid.nobody", Noon, Make.Sender(phone), "👍"),
            new InboundStatus("wamid.nobody", Noon, Delivery.Read, null, null),
            Make.Text(phone, "cambió de número", Noon) with { Kind = MessageKind.System });

        Assert.Empty(await desk.Said());
        Assert.Equal(0, await desk.Tickets());
    }

    [Fact]
    public async Task Many_customers_in_one_batch_each_get_their_own_turn()
    {
        var desk = await DialogueDesk.Open(Database);
        string[] phones = [.. Enumerable.Range(0, 6).Select(_ => Desk.Phone())];
        await desk.Desk.Arrives(Noon, [.. phones.Select(phone => Make.Text(phone, "Hola"))]);

        await desk.Desk.Arrives(Noon.AddMinutes(1), [.. phones.Select((phone, n) => Make.Text(phone, $"{(n % 3) + 1}", Noon.AddMinutes(1)))]);

        foreach (var (phone, n) in phones.Select((phone, n) => (phone, n)))
        {
            Assert.Equal(new[] { desk.Sales, desk.Support, desk.Desk.Inbox }[n % 3], (await desk.Desk.Ticket(phone)).InboxId);
        }

        Assert.Equal(12, (await desk.Said()).Length);
    }
}
