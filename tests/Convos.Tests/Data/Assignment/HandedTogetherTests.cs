using Convos.Data;
using Dapper;
using Npgsql;

namespace Convos.Tests;

/// <summary>Several tickets that are given in one go are given as one after another would be.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class HandedTogetherTests(TestDatabase test) : AssignmentTest(test)
{
    [Theory]
    [InlineData(Strategy.RoundRobin)]
    [InlineData(Strategy.LeastBusy)]
    [InlineData(Strategy.Owner)]
    public async Task They_find_who_they_would_have_found_one_by_one(Strategy strategy)
    {
        var found = new List<int[]>();
        foreach (var most in new[] { 1, 5 })
        {
            var desk = await Automatic(strategy, "cap = 3");
            var crew = new[] { await desk.Operator(), await desk.Operator(), await desk.Operator() };
            await Run("update operators set cap = 2 where id = @id", new { id = crew[1].Id });
            var tickets = await Queue(desk, 9);

            while (await Assignments.HandOut(Database, desk.Inbox, () => Now, most) is > 0 and var given)
            {
                Assert.True(given <= most);
            }

            found.Add([.. (await Holders(tickets)).Select(holder => Array.FindIndex(crew, person => person.Id == holder))]);
            Assert.Equal(8, await Make.One<int>(Database, "select count(*)::int from events where kind = 'assigned' and inbox_id = @inbox", new { inbox = desk.Inbox }));
        }

        Assert.Equal(found[0], found[1]);
        await Balanced();
    }

    [Fact]
    public async Task Whoever_leaves_the_inbox_at_that_moment_gets_none()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var ana = await desk.Operator();
        var ticket = (await Queue(desk, 1))[0];
        await using var holder = await Database.Open();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("select from operators where id = @id for update; delete from inbox_people where operator_id = @id", new { id = ana.Id });

        var giving = Assignments.HandOut(Database, desk.Inbox, () => Now);
        await desk.Waiting(1);
        await transaction.CommitAsync();

        Assert.Equal(0, await giving);
        Assert.Equal([null], await Holders([ticket]));
        await Balanced();
    }

    [Fact]
    public async Task Whoever_leaves_at_that_moment_gets_none_and_what_was_meant_for_later_is_looked_at_again()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var tickets = await Queue(desk, 4);
        await using var holder = await Database.Open();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("update operators set available = false where id = @id", new { id = bruno.Id });

        var giving = Assignments.HandOut(Database, desk.Inbox, () => Now, most: 4);
        await desk.Waiting(1);
        await transaction.CommitAsync();

        Assert.Equal(1, await giving);
        Assert.Equal([ana.Id, null, null, null], await Holders(tickets));
        await HandOutAll(desk);
        Assert.Equal([ana.Id, ana.Id, ana.Id, ana.Id], await Holders(tickets));
        await Balanced();
    }

    [Fact]
    public async Task What_somebody_takes_at_that_moment_stays_theirs()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var tickets = await Queue(desk, 3);
        await using var holder = await Database.Open();
        await using var transaction = await holder.BeginTransactionAsync();
        await Takes(holder, desk, bruno, tickets[1]);

        var giving = Assignments.HandOut(Database, desk.Inbox, () => Now, most: 3);
        await desk.Waiting(1);
        await transaction.CommitAsync();

        Assert.Equal(1, await giving);
        Assert.Equal([ana.Id, bruno.Id, null], await Holders(tickets));
        await Balanced();
    }

    [Fact]
    public async Task Whoever_takes_more_than_their_cap_at_that_moment_is_given_none()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var ana = await desk.Operator();
        await Run("update operators set cap = 1 where id = @id", new { id = ana.Id });
        var tickets = await Queue(desk, 3);
        await using var holder = await Database.Open();
        await using var transaction = await holder.BeginTransactionAsync();
        await Takes(holder, desk, ana, tickets[1], tickets[2]);

        var giving = Assignments.HandOut(Database, desk.Inbox, () => Now, most: 3);
        await desk.Waiting(1);
        await transaction.CommitAsync();

        Assert.Equal(0, await giving);
        Assert.Equal([null, ana.Id, ana.Id], await Holders(tickets));
        await Balanced();
    }

    [Fact]
    public async Task Where_somebody_hands_out_already_nobody_waits_for_their_turn()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var ana = await desk.Operator();
        var tickets = await Queue(desk, 2);
        await using var holder = await Database.Open();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("select from operators where id = @id for update", new { id = ana.Id });
        var first = Assignments.HandOut(Database, desk.Inbox, () => Now);
        await desk.Waiting(1);

        // Whoever holds Ana is not let go before.
        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Now));

        await transaction.CommitAsync();
        Assert.Equal(1, await first);
        await HandOutAll(desk);
        Assert.Equal([ana.Id, ana.Id], await Holders(tickets));
    }

    // Who had none of the inbox.
    private static Task Takes(NpgsqlConnection db, Desk desk, Viewer person, params Ticket[] tickets) => db.ExecuteAsync(
        """
        update tickets set status = 'assigned', operator_id = @Id where id = any(@taken);
        update operators set open_count = open_count + cardinality(@taken) where id = @Id;
        insert into operator_inboxes (operator_id, inbox_id, open_count) values (@Id, @Inbox, cardinality(@taken))
        """, new { person.Id, desk.Inbox, taken = tickets.Select(ticket => ticket.Id).ToArray() });

    private async Task<IReadOnlyList<Ticket>> Queue(Desk desk, int many)
    {
        var tickets = new List<Ticket>();
        for (var minute = 0; minute < many; minute++)
        {
            tickets.Add(await Make.Ticket(Database, desk.Channel, Make.Noon.AddMinutes(minute)));
        }

        return tickets;
    }
}
