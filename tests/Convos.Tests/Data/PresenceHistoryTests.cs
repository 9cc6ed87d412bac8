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

    [Fact]
    public async Task A_pause_is_one_as_long_as_somebody_is_there_to_have_it()
    {
        var life = await Life(7);
        await using var db = await Database.Open();
        Task Sign(DateTime at) => Presences.SignOfLife(db, life.Id, life.Tabs[0], life.Session, Section.Conversations, at);
        await Presences.Arrive(Database, life.Id, life.Tabs[0], life.Session, Section.Conversations, arrived: true, Now);
        await Presences.Choose(Database, life.Id, available: false, Now.AddHours(1), life.Pauses[1]);
        await Sign(Now.AddHours(2));
        await Presences.Sweep(db, Now.AddHours(2).AddSeconds(119));
        await Presences.Sweep(db, Now.AddHours(14));
        await Sign(Now.AddHours(16));
        await Presences.Sweep(db, Now.AddHours(16).AddSeconds(10));
        await Presences.Choose(Database, life.Id, available: true, Now.AddHours(17));

        var line = (await db.QueryAsync<(string Cause, long? Pause, double Hours)>(
            """
            select cause, pause_id, coalesce(extract(epoch from until - since)::float8 / 3600, 0)
            from presence_intervals where operator_id = @Id and since > @Now order by since
            """, new { life.Id, Now })).AsList();
        (string, long?, double)[] expected =
        [
            ("by_hand", life.Pauses[1], 1 + (2 / 60.0)), ("silence", null, 14 - (2 / 60.0)), ("by_hand", life.Pauses[1], 1), ("by_hand", null, 0),
        ];
        Assert.Equal(expected.Select(one => (one.Item1, one.Item2, Math.Round(one.Item3, 4))), line.Select(one => (one.Cause, one.Pause, Math.Round(one.Hours, 4))));
    }

    [Fact]
    public async Task So_it_is_of_one_that_a_supervisor_sets_for_somebody_who_has_gone()
    {
        var life = await Life(8);
        await using var db = await Database.Open();
        await Presences.Arrive(Database, life.Id, life.Tabs[0], life.Session, Section.Conversations, arrived: true, Now);
        await Presences.Sweep(db, Now.AddHours(1));

        await Presences.SetFor(Database, life.Lead, life.Id, available: false, life.Pauses[1], Now.AddHours(2));
        await Presences.Sweep(db, Now.AddHours(2).AddSeconds(10));

        Assert.InRange(await Make.One<double>(Database,
            "select coalesce(sum(extract(epoch from coalesce(until, @end) - since)), 0)::float8 from presence_intervals where operator_id = @Id and pause_id is not null",
            new { life.Id, end = Now.AddHours(12) }), 0, 20);
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
        // But for the silence of somebody who is No disponible anyway: the header has the state, the line who was there for it.
        var last = line[^1];
        Assert.Equal(state with { Since = last.Since }, last.Cause == PresenceCause.Silence ? last with { Cause = state.Cause, PauseId = state.PauseId, ById = state.ById } : last);
        Assert.True(last.Since >= state.Since);
        Assert.InRange(events, line.Count(one => one.Cause != PresenceCause.Silence) / 2, line.Count - 1);
        return line.Count;
    }

    private sealed record Interval(bool Available, PresenceCause Cause, DateTime Since, DateTime? Until, long? PauseId, long? ById);

    private sealed record Person(long Id, Viewer Lead, Guid[] Tabs, Guid Session, List<long?> Pauses, Random Dice);
}
