using Convos.Data;
using Convos.Workers;
using Dapper;

namespace Convos.Tests;

/// <summary>What waits finds somebody who is there and has room; why, and who was passed over, is stored with it.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class HandOutTests(TestDatabase test) : AssignmentTest(test)
{
    [Fact]
    public async Task The_oldest_goes_first_and_each_gets_a_turn()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var tickets = new List<Ticket>();
        foreach (var minute in new[] { 2, 0, 3, 1 })
        {
            tickets.Add(await Make.Ticket(Database, desk.Channel, Make.Noon.AddMinutes(minute)));
        }

        await HandOutAll(desk);

        var holders = await Holders(tickets.OrderBy(ticket => ticket.AwaitingSince));
        Assert.Equal([ana.Id, bruno.Id, ana.Id, bruno.Id], holders);
        await Balanced();
    }

    [Fact]
    public async Task A_long_queue_in_one_inbox_does_not_keep_the_next_one_waiting()
    {
        var (full, quiet) = (await Automatic(Strategy.RoundRobin), await Automatic(Strategy.RoundRobin));
        await full.Operator();
        await quiet.Operator();
        for (var n = 0; n < 3 * HandOutTickets.InARow; n++)
        {
            await Make.Ticket(Database, full.Channel);
        }

        var waits = await Make.Ticket(Database, quiet.Channel);

        await new HandOutTickets(Database, TimeProvider.System).Run(CancellationToken.None);

        var order = await Make.One<long[]>(Database,
            "select array_agg(inbox_id order by id) from events where kind = 'assigned' and inbox_id = any(@inboxes)", new { inboxes = new[] { full.Inbox, quiet.Inbox } });
        Assert.Equal((3 * HandOutTickets.InARow) + 1, order.Length);
        Assert.Equal(HandOutTickets.InARow, Array.IndexOf(order, waits.InboxId));
    }

    [Fact]
    public async Task A_manual_inbox_gives_nothing_by_itself()
    {
        var desk = await Desk.Open(Database);
        await desk.Operator();
        await Make.Ticket(Database, desk.Channel);

        await using var db = await Database.Open();
        Assert.DoesNotContain(desk.Inbox, await Assignments.Due(db));
        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Now));
    }

    [Fact]
    public async Task Nobody_there_it_waits_and_goes_to_whoever_comes_first()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var ana = await desk.Operator(online: false);
        var ticket = await Make.Ticket(Database, desk.Channel);
        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Now));

        await Presences.Choose(Database, ana.Id, available: true, Now);

        Assert.Equal(1, await Assignments.HandOut(Database, desk.Inbox, () => Now));
        Assert.Equal(ana.Id, (await Make.Ticket(Database, ticket.Id)).OperatorId);
    }

    [Fact]
    public async Task Only_those_who_attend_get_anything()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var lead = await Make.Operator(Database, Role.Supervisor);
        await using var db = await Database.Open();
        await Inboxes.AddMember(db, desk.Inbox, lead.Id, attends: false);
        await Make.Ticket(Database, desk.Channel);

        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Now));
    }

    [Theory]
    [InlineData("update operators set cap = 1 where id = any(@people)")]
    [InlineData("update inboxes set cap = 1 where id = @inbox")]
    public async Task Whoever_is_full_gets_no_more_until_something_is_finished(string limit)
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var people = new[] { await desk.Operator(), await desk.Operator() };
        await Run(limit, new { people = people.Select(person => person.Id).ToArray(), inbox = desk.Inbox });
        var tickets = new List<Ticket>();
        for (var minute = 0; minute < 3; minute++)
        {
            tickets.Add(await Make.Ticket(Database, desk.Channel, Make.Noon.AddMinutes(minute)));
        }

        await HandOutAll(desk);

        Assert.Equal([people[0].Id, people[1].Id, null], await Holders(tickets));
        await Tickets.Apply(Database, TicketMove.Close, people[1], tickets[1].Id, Now);
        Assert.Equal(1, await Assignments.HandOut(Database, desk.Inbox, () => Now));
        Assert.Equal(people[1].Id, (await Make.Ticket(Database, tickets[2].Id)).OperatorId);
        await Balanced();
    }

    [Fact]
    public async Task Taking_passes_a_cap_and_lowering_one_takes_nothing_away()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var ana = await desk.Operator();
        var held = await desk.Held(ana);
        await Run("update operators set cap = 0 where id = @id", new { id = ana.Id });

        var more = await desk.Held(ana);

        Assert.Equal([ana.Id, ana.Id], await Holders([held, more]));
        await Make.Ticket(Database, desk.Channel);
        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Now));
    }

    [Fact]
    public async Task Why_it_came_and_who_was_passed_over_is_told()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var (away, full, ana) = (await desk.Operator(online: false), await desk.Operator(), await desk.Operator());
        await Run("update operators set cap = 0 where id = @id", new { id = full.Id });
        var ticket = await Make.Ticket(Database, desk.Channel);

        await HandOutAll(desk);

        var why = await Why(ana, ticket);
        Assert.Equal(("assigned", ana.Id, AssignmentReason.Turn), (why.Kind, why.OperatorId, why.Reason));
        Assert.Equal([new Passed(away.Name, PassedFor.Offline), new Passed(full.Name, PassedFor.Full)], why.Passed);
    }

    [Fact]
    public async Task What_nobody_can_have_holds_up_nothing_behind_it()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var ana = await desk.Operator();
        for (var minute = 0; minute < 25; minute++)
        {
            await Make.Ticket(Database, desk.Channel, Make.Noon.AddMinutes(minute));
        }

        await Run("update tickets set passed_by = array[@ana] where inbox_id = @inbox", new { ana = ana.Id, inbox = desk.Inbox });
        var fresh = await Make.Ticket(Database, desk.Channel, Make.Noon.AddHours(1));

        await HandOutAll(desk);

        Assert.Equal(ana.Id, (await Make.Ticket(Database, fresh.Id)).OperatorId);
        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Now));
    }

    [Fact]
    public async Task Many_givers_at_once_give_each_ticket_once_and_fill_nobody_beyond_their_cap()
    {
        var desk = await Automatic(Strategy.LeastBusy);
        var people = new List<Viewer>();
        for (var n = 0; n < 3; n++)
        {
            people.Add(await desk.Operator());
        }

        await Run("update operators set cap = 4 where id = any(@ids)", new { ids = people.Select(person => person.Id).ToArray() });
        for (var n = 0; n < 15; n++)
        {
            await Make.Ticket(Database, desk.Channel, Make.Noon.AddSeconds(n));
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => HandOutAll(desk)));

        Assert.Equal((12, 12), await Make.One<(int, int)>(Database,
            "select (count(*) filter (where status = 'assigned'))::int, (select count(*)::int from events e where e.inbox_id = @inbox and e.kind = 'assigned') from tickets where inbox_id = @inbox",
            new { inbox = desk.Inbox }));
        Assert.Equal("4 4 4", await Make.One<string>(Database,
            "select string_agg(open_count::text, ' ') from operators where id = any(@ids)", new { ids = people.Select(person => person.Id).ToArray() }));
        await Balanced();
    }

    [Fact]
    public async Task Whoever_joins_a_team_of_the_inbox_gets_their_turn_too()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var (ana, lead) = (await Make.Operator(Database), await Make.Operator(Database, Role.Supervisor));
        var team = await Make.One<long>(Database, "insert into teams (name, created_at) values (@name, @Noon) returning id", new { name = $"Team {Make.Number()}", Make.Noon });
        await Run("insert into inbox_teams (inbox_id, team_id) values (@inbox, @team)", new { inbox = desk.Inbox, team });
        await Run("insert into team_members (team_id, operator_id) values (@team, @ana), (@team, @lead)", new { team, ana = ana.Id, lead = lead.Id });
        var tickets = new[] { await Make.Ticket(Database, desk.Channel, Make.Noon), await Make.Ticket(Database, desk.Channel, Make.Noon.AddMinutes(1)) };

        await HandOutAll(desk);

        // Whoever leads came to supervise.
        Assert.Equal([ana.Id, ana.Id], await Holders(tickets));
    }

    [Fact]
    public async Task Who_leaves_while_their_press_waits_does_not_get_the_ticket()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel);
        await using var holder = await Database.Open();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("update operators set available = false where id = @id", new { id = ana.Id });

        var taking = Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now);
        await desk.Waiting(1);
        await transaction.CommitAsync();

        Assert.Equal(RefusalReason.NotOnDuty, (await taking).Refusal!.Reason);
        Assert.Equal(TicketStatus.Queued, (await Make.Ticket(Database, ticket.Id)).Status);
        await Balanced();
    }
}
