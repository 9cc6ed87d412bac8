using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Whatever happens to an operator, and in whatever order: their intervals are one line without gap or overlap, and say what the header says.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class PresenceHistoryTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon;

    private Database Database => test.Database;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_intervals_of_a_random_history_add_up_to_the_time_that_has_passed(int seed)
    {
        var life = await Life(seed);
        var now = Now;

        for (var step = 0; step < 60; step++)
        {
            now = now.AddSeconds(life.Dice.Next(90));
            await Happen(life, life.Dice.Next(11), now);
        }

        Assert.InRange(await AddUp(life, now.AddSeconds(1)), 5, 61);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task So_do_those_of_a_history_that_several_nodes_write_at_once_with_clocks_apart(int seed)
    {
        var life = await Life(seed);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async node =>
        {
            var dice = new Random(seed * 100 + node);
            for (var step = 0; step < 25; step++)
            {
                await Happen(life, dice.Next(11), Now.AddSeconds(step * 40 + dice.Next(60)));
            }
        }));

        Assert.InRange(await AddUp(life, Now.AddHours(1)), 5, 151);
    }

    private async Task<Person> Life(int seed)
    {
        var inbox = await Make.Inbox(Database);
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var ana = await Make.Operator(Database, online: false, inboxes: inbox);
        var pauses = new List<long?> { null };
        foreach (var name in new[] { "Almuerzo", "Curso" })
        {
            pauses.Add((await Pauses.Save(Database, lead.Id, null, new($"{name} {Make.Number()}", PauseIcon.Clock), Now)).Id);
        }

        return new(ana.Id, lead, [Guid.NewGuid(), Guid.NewGuid()], Guid.NewGuid(), pauses, new Random(seed));
    }

    private async Task Happen(Person life, int what, DateTime now)
    {
        var (tab, pause) = (life.Tabs[what % 2], life.Pauses[(int)(now.Ticks / TimeSpan.TicksPerSecond % life.Pauses.Count)]);
        await using var db = await Database.Open();
        await (what switch
        {
            0 or 1 => Presences.Arrive(Database, life.Id, tab, life.Session, Section.Conversations, arrived: true, now),
            2 => Presences.Arrive(Database, life.Id, tab, life.Session, Section.Elsewhere, arrived: true, now),
            3 => Presences.Visit(Database, life.Id, life.Session, Section.Conversations, now),
            4 => Presences.Choose(Database, life.Id, available: true, now),
            5 or 6 => Presences.Choose(Database, life.Id, available: false, now, pause),
            7 => Presences.SetFor(Database, life.Lead, life.Id, available: pause is null, pause, now),
            8 => Presences.SignedOut(Database, life.Id, life.Session, now),
            9 => Presences.SignedIn(db, life.Id),
            _ => Presences.Sweep(db, now),
        });
    }

    /// <returns>How many intervals there are.</returns>
    private async Task<int> AddUp(Person life, DateTime now)
    {
        await using var db = await Database.Open();
        var line = (await db.QueryAsync<Interval>(
            "select available, cause, since, until, pause_id, by_id from presence_intervals where operator_id = @Id order by since, id", new { life.Id })).AsList();
        var events = await db.QuerySingleAsync<int>("select count(*)::int from events where operator_id = @Id and kind = 'presence'", new { life.Id });
        var state = await db.QuerySingleAsync<Interval>(
            "select available, presence_cause cause, presence_since since, null::timestamptz until, pause_id, presence_by by_id from operators where id = @Id", new { life.Id });

        Assert.Equal(Now, line[0].Since);
        Assert.All(line.Zip(line.Skip(1)), pair => Assert.Equal(pair.First.Until, pair.Second.Since));
        Assert.Equal(now - Now, line.Aggregate(TimeSpan.Zero, (sum, one) => sum + ((one.Until ?? now) - one.Since)));
        Assert.Equal(state, line[^1]);
        Assert.Equal(line.Count - 1, events);
        return line.Count;
    }

    private sealed record Interval(bool Available, PresenceCause Cause, DateTime Since, DateTime? Until, long? PauseId, long? ById);

    private sealed record Person(long Id, Viewer Lead, Guid[] Tabs, Guid Session, List<long?> Pauses, Random Dice);
}
