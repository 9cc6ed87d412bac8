using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Two who change the same thing at the same moment: both are done, one after the other, and nothing falls between them.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class MeetingTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Closing = Noon.AddMinutes(10);

    private Database Database => test.Database;

    [Theory]
    [InlineData(true, TicketStatus.Assigned)]
    [InlineData(false, TicketStatus.Closed)]
    public async Task A_message_that_meets_a_closing_never_stays_unseen_on_a_closed_ticket(bool closingFirst, TicketStatus end)
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        Task Close() => Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Closing);
        Task Arrive() => desk.Arrives(Closing, Make.Text(phone, "¡esperá!", Closing));
        Task first, second;

        await using (await desk.Holds(ticket))
        {
            first = closingFirst ? Close() : Arrive();
            await desk.Waiting(1);
            second = closingFirst ? Arrive() : Close();
            await desk.Waiting(2);
        }

        await Task.WhenAll(first, second);
        Assert.Equal((ticket.Id, end), ((await desk.Ticket(phone)).Id, (await desk.Ticket(phone)).Status));
        await Balanced();
    }

    [Fact]
    public async Task Arrivals_replies_notes_and_moves_on_the_same_tickets_never_fail_each_other()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        string[] phones = [.. Enumerable.Range(0, 4).Select(_ => Desk.Phone())];
        var tickets = new List<Ticket>();
        foreach (var phone in phones)
        {
            tickets.Add(await desk.Held(ana, phone));
        }

        async Task Customers()
        {
            for (var n = 0; n < 25; n++)
            {
                await desk.Arrives(Noon.AddSeconds(n), [.. phones.Select(phone => Make.Text(phone, $"{n}", Noon.AddSeconds(n)))]);
            }
        }

        async Task Operator(Ticket ticket)
        {
            for (var n = 0; n < 25; n++)
            {
                await Messages.Reply(Database, ana, ticket.Id, "hola", Guid.NewGuid(), Noon.AddSeconds(n));
                await Messages.Note(Database, ana, ticket.Id, "nota", Guid.NewGuid(), Noon.AddSeconds(n));
                await Tickets.Apply(Database, n % 2 == 0 ? TicketMove.Close : TicketMove.Reopen, ana, ticket.Id, Noon.AddSeconds(n));
            }
        }

        await Task.WhenAll([Customers(), Customers(), .. tickets.Select(Operator)]);

        Assert.Equal(4 * 51, await Make.One<int>(Database, "select count(*)::int from messages where channel_id = @id and author = 'contact'", new { id = desk.Channel.Id }));
        await Balanced();
    }

    [Fact]
    public async Task Work_that_was_sacrificed_to_end_a_deadlock_is_done_again()
    {
        long[] inboxes = [await Make.Inbox(Database), await Make.Inbox(Database)];
        using var both = new Barrier(2);
        var attempts = 0;
        Task<bool> Touch(long first, long second) => Task.Run(() => Database.InTransaction(async db =>
        {
            await db.ExecuteAsync("update inboxes set description = description || 'x' where id = @first", new { first });
            if (Interlocked.Increment(ref attempts) <= 2)
            {
                both.SignalAndWait();
            }

            await db.ExecuteAsync("update inboxes set description = description || 'x' where id = @second", new { second });
            return true;
        }));

        await Task.WhenAll(Touch(inboxes[0], inboxes[1]), Touch(inboxes[1], inboxes[0]));

        // Whoever begins anew may meet the other once more.
        Assert.True(attempts > 2, "There was no deadlock.");
        Assert.Equal(["xx", "xx"], [await Description(inboxes[0]), await Description(inboxes[1])]);
    }

    [Fact]
    public async Task Who_is_disabled_while_a_transfer_waits_for_them_gets_nothing()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        await using var admin = await Database.Open();
        await using var disabling = await admin.BeginTransactionAsync();
        await admin.ExecuteAsync("update operators set available = false, disabled_at = @Noon where id = @Id", new { Noon, bruno.Id });

        var moving = Tickets.Apply(Database, TicketMove.Transfer, ana, ticket.Id, Noon, toOperator: bruno.Id);
        await desk.Waiting(1);
        await disabling.CommitAsync();
        var moved = await moving;

        Assert.Equal(RefusalReason.WrongState, moved.Refusal!.Reason);
        Assert.Equal(ana.Id, (await Make.Ticket(Database, ticket.Id)).OperatorId);
        await Balanced();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Es tuyo")]
    public async Task A_ticket_does_not_come_to_an_inbox_that_is_being_disabled(string? note)
    {
        var (desk, other) = (await Desk.Open(Database), await Make.Inbox(Database));
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await using var admin = await Database.Open();
        await using var disabling = await admin.BeginTransactionAsync();
        await admin.ExecuteAsync("update inboxes set enabled = false where id = @other", new { other });

        var moving = Tickets.Transfer(Database, ana, ticket.Id, null, other, note, Guid.NewGuid(), Noon);
        await desk.Waiting(1);
        await disabling.CommitAsync();
        var moved = await moving;

        Assert.Equal(RefusalReason.WrongState, moved.Refusal!.Reason);
        Assert.Equal(desk.Inbox, (await Make.Ticket(Database, ticket.Id)).InboxId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_ticket_opens_in_an_inbox_that_is_being_disabled(bool chosen)
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon);
        await using var admin = await Database.Open();
        await using var disabling = await admin.BeginTransactionAsync();
        await admin.ExecuteAsync("update inboxes set enabled = false where id = @Inbox", new { desk.Inbox });

        var opening = Tickets.OpenOn(Database, ana, ticket.ThreadId, Noon, chosen ? desk.Inbox : null);
        await desk.Waiting(1);
        await disabling.CommitAsync();
        var opened = await opening;

        Assert.Equal(RefusalReason.NotFound, opened.Refusal!.Reason);
        Assert.Equal(ticket.Id, (await desk.Ticket(phone)).Id);
    }

    private Task<string> Description(long inbox) => Make.One<string>(Database, "select description from inboxes where id = @inbox", new { inbox });

    private async Task Balanced()
    {
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }
}
