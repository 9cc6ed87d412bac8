using Convos.Data;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class TicketMovesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_takes_a_waiting_ticket_holds_it()
    {
        var (inbox, channel) = await Desk();
        var ana = await Make.Operator(Database, inboxes: inbox);
        var ticket = await Make.Ticket(Database, channel);

        var taken = await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now);

        Assert.Null(taken.Refusal);
        Assert.Equal((TicketStatus.Assigned, ana.Id), (taken.Ticket!.Status, taken.Ticket.OperatorId));
        Assert.Equal(1, await OpenCount(ana));
        Assert.Equal("taken", await LastEvent(ticket));
    }

    [Fact]
    public async Task Of_a_hundred_races_for_one_ticket_each_has_one_winner_and_the_other_is_told_who()
    {
        var (inbox, channel) = await Desk();
        var ana = await Make.Operator(Database, inboxes: inbox);
        var bruno = await Make.Operator(Database, inboxes: inbox);

        for (var race = 0; race < 100; race++)
        {
            var ticket = await Make.Ticket(Database, channel);

            var results = await Task.WhenAll(
                Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now), Tickets.Apply(Database, TicketMove.Take, bruno, ticket.Id, Now));

            var lost = Assert.Single(results, result => result.Refusal is not null);
            var won = Assert.Single(results, result => result.Ticket is not null);
            Assert.Equal(RefusalReason.HeldByOther, lost.Refusal!.Reason);
            Assert.Equal(won.Ticket!.OperatorName, lost.Refusal.Name);
        }

        Assert.Equal(100, await OpenCount(ana) + await OpenCount(bruno));
        Assert.Empty(await Differences());
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task A_move_that_needs_duty_is_refused_to_whoever_is_no_disponible(string name)
    {
        var move = TicketMove.Named(name)!;
        var (inbox, channel) = await Desk();
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var other = await Make.Operator(Database, inboxes: inbox);
        var ticket = await Make.Ticket(Database, channel);
        await Bring(ticket, move.From[^1], lead, other);
        var before = await Make.Ticket(Database, ticket.Id);
        await Presences.Choose(Database, lead.Id, available: false, Now);

        var refused = await Tickets.Apply(Database, move, lead, ticket.Id, Now, toOperator: move == TicketMove.Transfer ? other.Id : null);

        Assert.Equal(RefusalReason.NotOnDuty, refused.Refusal?.Reason);
        Assert.Equal(before, await Make.Ticket(Database, ticket.Id));
    }

    [Theory]
    [MemberData(nameof(MovesAndStates))]
    public async Task A_move_is_legal_from_the_states_of_its_table_and_from_no_other(string name, TicketStatus from)
    {
        var move = TicketMove.Named(name)!;
        var (inbox, channel) = await Desk();
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var other = await Make.Operator(Database, inboxes: inbox);
        var ticket = await Make.Ticket(Database, channel);
        await Bring(ticket, from, move.Who == Holder.Closer ? lead : other, other);

        await Tickets.Apply(Database, move, lead, ticket.Id, Now.AddSeconds(5), toOperator: move == TicketMove.Transfer ? lead.Id : null);

        var made = await Make.One<int>(Database, "select count(*) from events where ticket_id = @id and at > @now", new { id = ticket.Id, now = Now });
        Assert.Equal(move.Fits(from) ? 1 : 0, made);
        Assert.Empty(await Differences());
    }

    [Fact]
    public async Task A_ticket_of_another_inbox_is_not_found()
    {
        var (_, channel) = await Desk();
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        var ticket = await Make.Ticket(Database, channel);

        var refused = await Tickets.Apply(Database, TicketMove.Take, stranger, ticket.Id, Now);

        Assert.Equal(RefusalReason.NotFound, refused.Refusal?.Reason);
    }

    [Fact]
    public async Task A_colleague_cannot_release_close_or_transfer_what_another_holds_but_a_supervisor_can()
    {
        var (inbox, channel) = await Desk();
        var ana = await Make.Operator(Database, inboxes: inbox);
        var bruno = await Make.Operator(Database, inboxes: inbox);
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var ticket = await Make.Ticket(Database, channel);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now);

        foreach (var move in new[] { TicketMove.Release, TicketMove.Close, TicketMove.TakeOver })
        {
            var refused = await Tickets.Apply(Database, move, bruno, ticket.Id, Now);
            Assert.Equal((RefusalReason.HeldByOther, ana.Name), (refused.Refusal!.Reason, refused.Refusal.Name));
        }

        var taken = await Tickets.Apply(Database, TicketMove.TakeOver, lead, ticket.Id, Now);
        Assert.Equal(lead.Id, taken.Ticket!.OperatorId);
        Assert.Equal((0, 1), (await OpenCount(ana), await OpenCount(lead)));
    }

    [Fact]
    public async Task A_transfer_goes_to_a_person_of_the_inbox_or_to_the_queue_of_another()
    {
        var (inbox, channel) = await Desk();
        var elsewhere = await Make.Inbox(Database);
        var ana = await Make.Operator(Database, inboxes: inbox);
        var bruno = await Make.Operator(Database, inboxes: inbox);
        var stranger = await Make.Operator(Database, inboxes: elsewhere);
        var ticket = await Make.Ticket(Database, channel);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now);

        var toStranger = await Tickets.Apply(Database, TicketMove.Transfer, ana, ticket.Id, Now, toOperator: stranger.Id);
        var toBruno = await Tickets.Apply(Database, TicketMove.Transfer, ana, ticket.Id, Now, toOperator: bruno.Id);
        var toInbox = await Tickets.Apply(Database, TicketMove.Transfer, bruno, ticket.Id, Now, toInbox: elsewhere);

        Assert.NotNull(toStranger.Refusal);
        Assert.Equal(bruno.Id, toBruno.Ticket!.OperatorId);
        Assert.Equal((TicketStatus.Queued, elsewhere), (toInbox.Ticket!.Status, toInbox.Ticket.InboxId));
        Assert.Empty(await Differences());
    }

    [Fact]
    public async Task A_repeated_post_of_a_move_that_was_made_is_no_error()
    {
        var (inbox, channel) = await Desk();
        var ana = await Make.Operator(Database, inboxes: inbox);
        var ticket = await Make.Ticket(Database, channel);

        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now);
        var again = await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now);

        Assert.Null(again.Refusal);
        Assert.Equal(1, await OpenCount(ana));
    }

    [Fact]
    public async Task A_closed_ticket_does_not_reopen_beside_the_one_that_is_open()
    {
        var (inbox, channel) = await Desk();
        var ana = await Make.Operator(Database, inboxes: inbox);
        var phone = $"+54911{Make.Number():D8}";
        var old = await Make.Ticket(Database, channel, phone: phone);
        await Tickets.Apply(Database, TicketMove.Close, ana, old.Id, Now);
        var young = await Make.Ticket(Database, channel, Now.AddDays(3), phone);

        var refused = await Tickets.Apply(Database, TicketMove.Reopen, ana, old.Id, Now);

        Assert.NotEqual(old.Id, young.Id);
        Assert.Equal((RefusalReason.OtherOpenTicket, young.Id), (refused.Refusal!.Reason, refused.Refusal.TicketId));
    }

    [Fact]
    public async Task Transfers_that_cross_never_lock_each_other_out()
    {
        var (inbox, channel) = await Desk();
        var ana = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var bruno = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var tickets = new List<Ticket>();
        for (var n = 0; n < 10; n++)
        {
            tickets.Add(await Make.Ticket(Database, channel));
            await Tickets.Apply(Database, TicketMove.Take, n % 2 == 0 ? ana : bruno, tickets[^1].Id, Now);
        }

        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(tickets.Select((ticket, n) => Tickets.Apply(
                Database, TicketMove.Transfer, ana, ticket.Id, Now, toOperator: (n + round) % 2 == 0 ? bruno.Id : ana.Id)));
        }

        Assert.Empty(await Differences());
    }

    public static TheoryData<string> Moves() => [.. TicketMove.All.Where(move => move.NeedsDuty).Select(move => move.Event)];

    public static TheoryData<string, TicketStatus> MovesAndStates()
    {
        var data = new TheoryData<string, TicketStatus>();
        foreach (var move in TicketMove.All)
        {
            foreach (var status in Enum.GetValues<TicketStatus>())
            {
                data.Add(move.Event, status);
            }
        }

        return data;
    }

    private async Task<(long Inbox, Channel Channel)> Desk()
    {
        var inbox = await Make.Inbox(Database);
        return (inbox, await Make.Channel(Database, inbox));
    }

    private async Task Bring(Ticket ticket, TicketStatus to, Viewer closer, Viewer holder)
    {
        if (to == TicketStatus.Assigned)
        {
            await Tickets.Apply(Database, TicketMove.Take, holder, ticket.Id, Now);
        }
        else if (to == TicketStatus.Closed)
        {
            await Tickets.Apply(Database, TicketMove.Close, closer, ticket.Id, Now);
        }
    }

    private Task<int> OpenCount(Viewer viewer) => Make.One<int>(Database, "select open_count from operators where id = @id", new { id = viewer.Id });

    private Task<string> LastEvent(Ticket ticket) =>
        Make.One<string>(Database, "select kind from events where ticket_id = @id order by id desc limit 1", new { id = ticket.Id });

    private async Task<IReadOnlyList<string>> Differences()
    {
        await using var db = await Database.Open();
        return await TicketCounters.Differences(db);
    }
}
