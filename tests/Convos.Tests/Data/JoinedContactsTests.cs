using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Two contacts prove to be one person: one thread on each channel, one open ticket, and nothing lost.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class JoinedContactsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task What_an_operator_attends_goes_on_and_gathers_what_waited_elsewhere()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno, phone, user) = (await desk.Operator(), await desk.Operator(), Desk.Phone(), $"AR.{Make.Number()}");
        await desk.Arrives(Noon, From(User(user), "¿hay stock?", Noon));
        var held = await desk.Held(ana, phone, Noon.AddMinutes(1));
        await desk.Replies(ana, held, "¡Hola!", Noon.AddMinutes(2));
        await desk.Arrives(Noon.AddMinutes(3), From(User(user), "¿me leen?", Noon.AddMinutes(3)));

        await desk.Arrives(Noon.AddMinutes(4), From(Both(user, phone), "soy la misma", Noon.AddMinutes(4)));

        var after = await Make.Ticket(Database, held.Id);
        Assert.Equal((TicketStatus.Assigned, ana.Id, "soy la misma", Noon.AddMinutes(3)), (after.Status, after.OperatorId, after.LastPreview, after.AwaitingSince));
        Assert.Equal(["¿hay stock?", "hola", "¡Hola!", "¿me leen?", "soy la misma"], (await desk.Chat(phone)).Select(one => one.Body));
        Assert.Equal((1, 1, 2), (await Count(desk, "threads where joined_into is null and"), await Count(desk, "tickets where status <> 'closed' and"), await Count(desk, "tickets where")));
        await using var db = await Database.Open();
        Assert.Equal(4, Assert.Single(await Tickets.List(db, bruno, new Listing(TicketView.All), null, 10, Noon)).Unread);
        Assert.Empty(await TicketCounters.Differences(db));
        Assert.Contains(await db.QueryAsync<long>("select ticket_id from events where kind = 'joined' and ticket_id is not null"), id => id == held.Id);
    }

    [Fact]
    public async Task Two_operators_who_each_held_one_keep_true_counters()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno, one, two) = (await desk.Operator(), await desk.Operator(), Desk.Phone(), Desk.Phone());
        var (first, second) = (await desk.Held(ana, one), await desk.Held(bruno, two));

        await desk.Arrives(Noon.AddHours(1), From(Both(one, two), "los dos", Noon.AddHours(1)));

        Assert.Equal((TicketStatus.Assigned, TicketStatus.Closed), ((await Make.Ticket(Database, first.Id)).Status, (await Make.Ticket(Database, second.Id)).Status));
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
        Assert.Equal([1, 0], await db.QueryAsync<int>("select open_count from operators where id in (@a, @b) order by id", new { a = ana.Id, b = bruno.Id }));
    }

    [Fact]
    public async Task What_an_operator_had_not_read_is_still_unread()
    {
        var desk = await Desk.Open(Database);
        var (ana, one, two) = (await desk.Operator(), Desk.Phone(), Desk.Phone());
        var held = await desk.Held(ana, one);
        await desk.Arrives(Noon, Make.Text(two, "sin leer"));
        await desk.Arrives(Noon, Make.Text(one, "leído"));
        await using var db = await Database.Open();
        await Messages.MarkRead(db, ana, held.Id, Noon);

        await desk.Arrives(Noon, From(Both(one, two), "los dos", Noon));

        // The unread one, what came after it, and the one that joined them.
        Assert.Equal(3, (await Tickets.Unread(db, [(held.Id, ana.Id)]))[(held.Id, ana.Id)]);
    }

    [Fact]
    public async Task Of_two_that_were_read_the_later_is_told_and_only_once()
    {
        var desk = await Desk.Open(Database);
        var (ana, one, two) = (await desk.Operator(), Desk.Phone(), Desk.Phone());
        await using var db = await Database.Open();
        foreach (var held in new[] { await desk.Held(ana, one), await desk.Held(ana, two) })
        {
            await Messages.MarkRead(db, ana, held.Id, Noon, ownTray: true);
        }

        var later = await db.QuerySingleAsync<long>("select max(message_id) from read_receipts");
        await desk.Arrives(Noon, From(Both(one, two), "los dos", Noon));

        var told = Assert.Single(await db.QueryAsync<(long, string)>("select thread_id, state from read_receipts"));
        Assert.Equal(((await desk.Ticket(one)).ThreadId, "waiting"), told);
        Assert.Equal(later, await Make.One<long>(Database, "select message_id from read_receipts"));
    }

    [Fact]
    public async Task Threads_of_other_channels_go_along_and_three_may_become_one()
    {
        var desk = await Desk.Open(Database);
        var other = await Make.Channel(Database, desk.Inbox);
        var (one, two, three) = (Desk.Phone(), Desk.Phone(), Desk.Phone());
        await desk.Arrives(Noon, Make.Text(one, "a"), Make.Text(two, "b"));
        await Make.Arrives(Database, other, Noon, Make.Text(three, "c"));

        await desk.Arrives(Noon.AddMinutes(1), From(new Sender([Number(one), Number(two), Number(three)], null, one, one), "d", Noon.AddMinutes(1)));

        Assert.Equal(["a", "b", "d"], (await desk.Chat(one)).Select(message => message.Body));
        Assert.Equal(
            (await Make.Of(Database, desk.Channel, one)).ContactId, (await Make.Of(Database, other, three)).ContactId);
        Assert.Equal(0, await Make.One<int>(Database,
            "select count(*)::int from contact_aliases a join contacts c on c.id = a.contact_id where c.joined_into is not null"));
    }

    [Fact]
    public async Task Whoever_was_found_as_another_at_that_moment_is_found_again_and_nothing_falls_between()
    {
        var desk = await Desk.Open(Database);
        var (one, two) = (Desk.Phone(), Desk.Phone());
        await desk.Arrives(Noon, Make.Text(one, "a"), Make.Text(two, "b"));
        await using var joining = await Database.Open();
        await using var transaction = await joining.BeginTransactionAsync();
        await Ingest.Apply(joining, desk.Channel, [From(Both(one, two), "c", Noon.AddMinutes(1))], Noon.AddMinutes(1));

        var late = desk.Arrives(Noon.AddMinutes(2), Make.Text(two, "d", Noon.AddMinutes(2)));
        await desk.Waiting(1);
        await transaction.CommitAsync();
        await late;

        Assert.Equal(["a", "b", "c", "d"], (await desk.Chat(one)).Select(message => message.Body));
        Assert.Equal(1, await Count(desk, "tickets where status <> 'closed' and"));
    }

    [Fact]
    public async Task Many_at_once_who_join_each_other_never_fail_each_other()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        string[] phones = [.. Enumerable.Range(0, 12).Select(_ => Desk.Phone())];
        foreach (var phone in phones)
        {
            await desk.Held(ana, phone);
        }

        await Task.WhenAll(Enumerable.Range(0, 11).Select(n => Task.Run(() =>
            desk.Arrives(Noon.AddMinutes(n), From(Both(phones[n], phones[n + 1]), $"{n}", Noon.AddMinutes(n)), Make.Text(phones[11 - n], "y", Noon.AddMinutes(n))))));

        Assert.Equal((1, 1), (await Count(desk, "threads where joined_into is null and"), await Count(desk, "tickets where status <> 'closed' and")));
        Assert.Equal(12 + 22, (await desk.Chat(phones[0])).Count);
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }

    [Fact]
    public async Task A_new_ticket_for_a_thread_that_was_joined_opens_where_its_customer_is_now()
    {
        var desk = await Desk.Open(Database);
        var (ana, one, two) = (await desk.Operator(), Desk.Phone(), Desk.Phone());
        var (first, second) = (await desk.Held(ana, one), await desk.Held(ana, two));
        await Tickets.Apply(Database, TicketMove.Close, ana, first.Id, Noon);
        await Tickets.Apply(Database, TicketMove.Close, ana, second.Id, Noon);
        await desk.Arrives(Noon, new InboundIdentity("x", Noon, Both(one, two)));

        var opened = await Tickets.OpenOn(Database, ana, second.ThreadId, Noon.AddHours(1));

        Assert.Equal(first.ThreadId, opened.Ticket!.ThreadId);
    }

    private static Alias User(string id) => new("whatsapp_user", id);

    private static Alias Number(string phone) => new("phone", PhoneNumbers.Canonical(phone));

    private static Sender Both(string one, string two) => new([Of(one), Of(two)], null, null, two);

    private static Alias Of(string alias) => alias.StartsWith('+') ? Number(alias) : User(alias);

    private static InboundMessage From(Alias alias, string body, DateTime at) => From(new Sender([alias], null, null, alias.Value), body, at);

    private static InboundMessage From(Sender sender, string body, DateTime at) => Make.Text("+1", body, at) with { Sender = sender };

    private Task<int> Count(Desk desk, string from) =>
        Make.One<int>(Database, $"select count(*)::int from {from} channel_id = @id", new { id = desk.Channel.Id });
}
