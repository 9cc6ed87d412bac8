using Convos.Data;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class PresencesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon;
    private readonly Guid session = Guid.NewGuid();
    private readonly Guid tab = Guid.NewGuid();

    private Database Database => test.Database;

    [Fact]
    public async Task Arriving_in_conversaciones_sets_en_linea()
    {
        var ana = await Somebody();

        await Arrive(ana, tab, Section.Conversations, Now);

        Assert.Equal((true, PresenceCause.Arrived), await State(ana, Now));
    }

    [Fact]
    public async Task No_disponible_chosen_by_hand_outlives_reloads_redials_and_further_tabs()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
        await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1));

        await Presences.Visit(Database, ana, session, Section.Conversations, Now.AddSeconds(2));
        await Arrive(ana, tab, Section.Conversations, Now.AddSeconds(3));
        await Presences.Arrive(Database, ana, tab, session, Section.Conversations, arrived: false, Now.AddSeconds(4));
        await Arrive(ana, Guid.NewGuid(), Section.Conversations, Now.AddSeconds(5));

        Assert.Equal((false, PresenceCause.ByHand), await State(ana, Now));
    }

    [Fact]
    public async Task No_disponible_chosen_by_hand_ends_when_the_tab_comes_from_another_section()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
        await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1));

        await Arrive(ana, tab, Section.Elsewhere, Now.AddSeconds(2));
        await Arrive(ana, tab, Section.Conversations, Now.AddSeconds(3));

        Assert.Equal((true, PresenceCause.Arrived), await State(ana, Now));
    }

    [Fact]
    public async Task Another_section_sets_no_disponible_at_once_unless_another_tab_holds_a_page_of_conversaciones()
    {
        var ana = await Somebody();
        var second = Guid.NewGuid();
        await Arrive(ana, tab, Section.Conversations, Now);
        await Arrive(ana, second, Section.Conversations, Now);

        await Arrive(ana, tab, Section.Elsewhere, Now.AddSeconds(10));
        var withSecond = await State(ana, Now);
        await Arrive(ana, second, Section.Elsewhere, Now.AddSeconds(20));

        Assert.True(withSecond.Available);
        Assert.Equal((false, PresenceCause.LeftSection), await State(ana, Now));
    }

    [Fact]
    public async Task A_redial_is_not_an_arrival()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
        await Sweep(Now.AddSeconds(121));

        await Presences.Arrive(Database, ana, tab, session, Section.Conversations, arrived: false, Now.AddSeconds(130));

        Assert.Equal((false, PresenceCause.Silence), await State(ana, Now));
    }

    [Theory]
    [InlineData(119, true)]
    [InlineData(121, false)]
    public async Task The_sweep_sets_no_disponible_two_minutes_after_the_last_sign_of_life(int seconds, bool available)
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
        await using var db = await Database.Open();
        await Presences.SignOfLife(db, ana, tab, session, Section.Conversations, Now.AddMinutes(10));

        await Sweep(Now.AddMinutes(10).AddSeconds(seconds));

        Assert.Equal(available, (await State(ana, Now)).Available);
    }

    [Fact]
    public async Task The_best_of_two_devices_counts()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
        await Presences.Arrive(Database, ana, Guid.NewGuid(), Guid.NewGuid(), Section.Conversations, arrived: true, Now.AddSeconds(100));

        await Sweep(Now.AddSeconds(150));

        Assert.True((await State(ana, Now)).Available);
    }

    [Fact]
    public async Task Signing_out_of_the_only_session_sets_no_disponible_at_once()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);

        await Presences.SignedOut(Database, ana, session, Now.AddSeconds(5));

        Assert.Equal((false, PresenceCause.SignedOut), await State(ana, Now));
    }

    [Fact]
    public async Task Intervals_follow_each_other_without_gap_or_overlap_also_when_changes_race()
    {
        var ana = await Somebody();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Presences.Choose(Database, ana, n % 2 == 0, Now.AddSeconds(n))));

        var seams = await Make.One<int>(Database,
            """
            select count(*) from (
              select since, lag(until) over (order by since, id) before from presence_intervals where operator_id = @ana) pairs
            where before is not null and since <> before
            """, new { ana });
        var running = await Make.One<int>(Database, "select count(*) from presence_intervals where operator_id = @ana and until is null", new { ana });
        Assert.Equal((0, 1), (seams, running));
    }

    private async Task<long> Somebody() => (await Make.Operator(Database, online: false)).Id;

    private Task Arrive(long id, Guid page, Section section, DateTime now) =>
        Presences.Arrive(Database, id, page, session, section, arrived: true, now);

    private async Task Sweep(DateTime now)
    {
        await using var db = await Database.Open();
        await Presences.Sweep(db, now);
    }

    private async Task<(bool Available, PresenceCause Cause)> State(long id, DateTime now)
    {
        await using var db = await Database.Open();
        var presence = await Presences.Of(db, id, now);
        return (presence.Available, presence.Cause);
    }
}
