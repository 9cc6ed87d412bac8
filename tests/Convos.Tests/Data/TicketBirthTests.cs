using Convos.Data;
using Dapper;
using Npgsql;

namespace Convos.Tests;

/// <summary>When a message joins, reopens or opens a ticket, and that two never open at once.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TicketBirthTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Closing = Noon.AddMinutes(10);

    private Database Database => test.Database;

    [Theory]
    [InlineData(true, 0, 24, 5, Birth.Joins)]
    [InlineData(false, 0, 24, 24, Birth.Reopens)]
    [InlineData(false, 0, 24, 25, Birth.Opens)]
    [InlineData(false, 3, 24, 1, Birth.Reopens)]
    [InlineData(false, null, null, 1, Birth.Opens)]
    [InlineData(false, 0, 0, 1, Birth.Opens)]
    public void The_rule(bool hasOpen, int? closedAfter, int? grace, int messageAfter, Birth birth) =>
        Assert.Equal(birth, TicketBirth.Decide(
            hasOpen, closedAfter is { } closed ? Noon.AddHours(closed) : null, grace is { } hours ? TimeSpan.FromHours(hours) : null, Noon.AddHours(messageAfter)));

    [Fact]
    public async Task Twenty_deliveries_at_once_of_a_new_customer_are_one_contact_and_one_ticket()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => desk.Arrives(Noon, Make.Text(phone, $"{n}"))));

        Assert.Equal((1, 1, 20), await Make.One<(int, int, int)>(Database,
            """
            select count(distinct contact_id)::int, count(*)::int, (select count(*)::int from messages where channel_id = @id)
            from tickets where channel_id = @id
            """, new { id = desk.Channel.Id }));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where kind = 'opened' and inbox_id = @inbox", new { inbox = desk.Inbox }));
    }

    [Fact]
    public async Task A_new_customer_who_writes_to_two_channels_at_once_is_one_contact_with_a_ticket_on_each()
    {
        var (sales, support, phone) = (await Desk.Open(Database), await Desk.Open(Database), Desk.Phone());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => (n % 2 == 0 ? sales : support).Arrives(Noon, Make.Text(phone, $"{n}"))));

        var (one, other) = (await sales.Ticket(phone), await support.Ticket(phone));
        Assert.Equal(one.ContactId, other.ContactId);
        Assert.NotEqual(one.ThreadId, other.ThreadId);
        Assert.Equal(2, await Make.One<int>(Database, "select count(*)::int from tickets where contact_id = @id", new { id = one.ContactId }));
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_open_ticket_of_a_thread()
    {
        var desk = await Desk.Open(Database);
        var ticket = await Make.Ticket(Database, desk.Channel);
        await using var db = await Database.Open();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.ExecuteAsync(
            """
            insert into tickets (thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, status, opened_at, last_activity_at)
            select thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, 'queued', opened_at, last_activity_at from tickets where id = @id
            """, new { id = ticket.Id }));

        Assert.Equal("one_open_ticket_per_thread", refused.ConstraintName);
    }

    [Fact]
    public async Task Within_the_grace_period_the_same_ticket_goes_back_to_whoever_held_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await Closed(desk, ana, phone);

        await desk.Arrives(Closing.AddHours(23), Make.Text(phone, "una cosa más", Closing.AddHours(23)));

        var after = await desk.Ticket(phone);
        Assert.Equal((ticket.Id, TicketStatus.Assigned, ana.Id), (after.Id, after.Status, after.OperatorId));
        Assert.Equal((null, Closing.AddHours(23), "una cosa más"), (after.ClosedAt, after.AwaitingSince, after.LastPreview));
        await Balanced();
    }

    [Theory]
    [InlineData("update operators set available = false where id = @ana")]
    [InlineData("delete from inbox_people where operator_id = @ana")]
    [InlineData("update inbox_people set duty = 'supervises' where operator_id = @ana")]
    [InlineData("update operators set cap = 0 where id = @ana")]
    [InlineData("update inboxes set cap = 0 where @ana > 0")]
    public async Task Whoever_is_away_or_elsewhere_or_full_does_not_get_it_back(string change)
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await Closed(desk, ana, phone);
        await using var db = await Database.Open();
        await db.ExecuteAsync(change, new { ana = ana.Id });

        await desk.Arrives(Closing.AddHours(1), Make.Text(phone, "hola", Closing.AddHours(1)));

        var after = await desk.Ticket(phone);
        Assert.Equal((ticket.Id, TicketStatus.Queued, null), (after.Id, after.Status, after.OperatorId));
        await Balanced();
    }

    [Fact]
    public async Task One_free_place_takes_one_of_two_tickets_that_reopen_in_one_batch()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        string[] phones = [Desk.Phone(), Desk.Phone()];
        foreach (var phone in phones)
        {
            await Closed(desk, ana, phone);
        }

        await using var db = await Database.Open();
        await db.ExecuteAsync("update operators set cap = 1 where id = @id", new { id = ana.Id });
        await desk.Arrives(Closing.AddHours(1), [.. phones.Select((phone, n) => Make.Text(phone, "hola", Closing.AddHours(1).AddSeconds(n)))]);

        Assert.Equal([TicketStatus.Assigned, TicketStatus.Queued], [(await desk.Ticket(phones[0])).Status, (await desk.Ticket(phones[1])).Status]);
        await Balanced();
    }

    [Fact]
    public async Task After_the_grace_period_a_new_ticket_is_born()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var old = await Closed(desk, ana, phone);

        await desk.Arrives(Closing.AddHours(25), Make.Text(phone, "hola", Closing.AddHours(25)));

        var fresh = await desk.Ticket(phone);
        Assert.NotEqual(old.Id, fresh.Id);
        Assert.Equal((TicketStatus.Queued, old.ThreadId), (fresh.Status, fresh.ThreadId));
        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(Database, old.Id)).Status);
    }

    [Fact]
    public async Task A_reaction_a_status_and_a_system_message_open_and_reopen_nothing()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone, stranger) = (await desk.Operator(), Desk.Phone(), Desk.Phone());
        var ticket = await Closed(desk, ana, phone);
        var words = (await desk.Chat(phone)).Single();
        var externalId = await Make.One<string>(Database, "select external_id from messages where id = @id", new { id = words.Id });

        await desk.Arrives(Closing.AddHours(1),
            new InboundReaction(externalId, Closing.AddHours(1), Make.Sender(phone), "👍"),
            new InboundStatus(externalId, Closing.AddHours(1), Delivery.Read, null, null),
            Make.Text(phone, "cambió de número", Closing.AddHours(1)) with { Kind = MessageKind.System },
            Make.Text(stranger, "cambió de número", Closing.AddHours(1)) with { Kind = MessageKind.System });

        var after = await Make.Ticket(Database, ticket.Id);
        Assert.Equal(ticket, after);
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from tickets where channel_id = @id", new { id = desk.Channel.Id }));
    }

    private async Task<Ticket> Closed(Desk desk, Viewer ana, string phone)
    {
        var ticket = await desk.Held(ana, phone);
        return (await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Closing)).Ticket!;
    }

    private async Task Balanced()
    {
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }
}
