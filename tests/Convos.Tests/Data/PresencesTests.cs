using Convos.Data;
using Dapper;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class PresencesTests(TestDatabase test) : PresenceTest(test)
{
    [Fact]
    public async Task Arriving_in_conversaciones_sets_en_linea()
    {
        var ana = await Somebody();

        await Arrive(ana, Tab, Section.Conversations, Now);

        Assert.Equal((true, PresenceCause.Arrived), await State(ana, Now));
    }

    [Fact]
    public async Task No_disponible_chosen_by_hand_outlives_reloads_redials_and_further_tabs()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1));

        await Presences.Visit(Database, ana, Browser, Section.Conversations, Now.AddSeconds(2));
        await Arrive(ana, Tab, Section.Conversations, Now.AddSeconds(3));
        await Presences.Arrive(Database, ana, Tab, Browser, Section.Conversations, arrived: false, Now.AddSeconds(4));
        await Arrive(ana, Guid.NewGuid(), Section.Conversations, Now.AddSeconds(5));

        Assert.Equal((false, PresenceCause.ByHand), await State(ana, Now));
    }

    [Fact]
    public async Task A_redial_is_not_an_arrival()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Sweep(Now.AddSeconds(121));

        await Presences.Arrive(Database, ana, Tab, Browser, Section.Conversations, arrived: false, Now.AddSeconds(130));

        Assert.Equal((false, PresenceCause.Silence), await State(ana, Now));
    }

    // The server was down all night: whoever was there when it went was not there until morning.
    [Fact]
    public async Task However_late_the_sweep_comes_nobody_was_there_for_longer_than_two_minutes_after_their_last_sign()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);

        await Sweep(Now.AddHours(14));

        await using var db = await Database.Open();
        Assert.Equal(
            (Now + Presences.Patience, Now + Presences.Patience, Now.AddHours(14)),
            await db.QuerySingleAsync<(DateTime, DateTime, DateTime)>(
                """
                select i.until, o.presence_since, o.away_since
                from operators o join presence_intervals i on i.operator_id = o.id and i.available
                where o.id = @ana
                """, new { ana }));
    }

    [Theory]
    [InlineData(119, true)]
    [InlineData(121, false)]
    public async Task The_sweep_sets_no_disponible_two_minutes_after_the_last_sign_of_life(int seconds, bool available)
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await using var db = await Database.Open();
        await Presences.SignOfLife(db, ana, Tab, Browser, Section.Conversations, Now.AddMinutes(10));

        await Sweep(Now.AddMinutes(10).AddSeconds(seconds));

        Assert.Equal(available, (await State(ana, Now)).Available);
    }

    [Fact]
    public async Task The_best_of_two_devices_counts()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Presences.Arrive(Database, ana, Guid.NewGuid(), Guid.NewGuid(), Section.Conversations, arrived: true, Now.AddSeconds(100));

        await Sweep(Now.AddSeconds(150));

        Assert.True((await State(ana, Now)).Available);
    }

    [Fact]
    public async Task Signing_out_of_the_only_session_sets_no_disponible_at_once()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);

        await Presences.SignedOut(Database, ana, Browser, Now.AddSeconds(5));

        Assert.Equal((false, PresenceCause.SignedOut), await State(ana, Now));
    }

    [Fact]
    public async Task A_reload_and_a_duplicated_tab_leave_en_linea_as_it_was()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);

        await Presences.Visit(Database, ana, Browser, Section.Conversations, Now.AddSeconds(30));
        await Arrive(ana, Tab, Section.Conversations, Now.AddSeconds(31));
        await Arrive(ana, Guid.NewGuid(), Section.Conversations, Now.AddSeconds(32));

        Assert.Equal((1, Now), await Make.One<(int, DateTime)>(Database,
            "select (select count(*)::int from events where operator_id = @ana and kind = 'presence'), presence_since from operators where id = @ana", new { ana }));
    }

    [Fact]
    public async Task Signing_in_ends_a_no_disponible_chosen_by_hand_with_the_first_page()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1), await Pause("Almuerzo"));

        await using var db = await Database.Open();
        await Presences.SignedIn(db, ana);
        await Presences.Visit(Database, ana, Guid.NewGuid(), Section.Conversations, Now.AddSeconds(2));

        Assert.Equal((true, PresenceCause.Arrived), await State(ana, Now));
    }

    [Fact]
    public async Task A_page_that_brings_itself_up_to_date_lives_and_does_not_arrive()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Presences.Refreshed(Database, ana, Tab, Browser, Section.Conversations, Now.AddSeconds(100));
        await Sweep(Now.AddSeconds(150));
        var lived = await State(ana, Now);

        await Sweep(Now.AddSeconds(230));
        await Presences.Refreshed(Database, ana, Tab, Browser, Section.Conversations, Now.AddSeconds(240));

        Assert.True(lived.Available);
        Assert.Equal((false, PresenceCause.Silence), await State(ana, Now));
    }

    // A beat each 10 s, the sweep each 10 s: whatever their phases, and wherever between two beats the line goes dead.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 1)]
    [InlineData(1, 9)]
    [InlineData(5, 5)]
    public async Task After_a_suspension_or_a_cut_cable_it_takes_110_to_135_seconds_and_happens_once(int sinceBeat, int phase)
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        var cut = Now.AddSeconds(sinceBeat);

        var gone = await Swept(ana, Now.AddSeconds(phase), Now.AddSeconds(180));

        Assert.InRange(gone - cut, TimeSpan.FromSeconds(110), TimeSpan.FromSeconds(135));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(9, 8)]
    public async Task After_a_closed_window_it_takes_120_to_135_seconds_and_happens_once(int sinceBeat, int phase)
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        var closed = Now.AddSeconds(sinceBeat);
        await using var db = await Database.Open();
        await Presences.LastSign(db, ana, Tab, closed);

        var gone = await Swept(ana, Now.AddSeconds(phase), Now.AddSeconds(180));

        Assert.InRange(gone - closed, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(135));
    }

    [Fact]
    public async Task The_end_of_a_stream_whose_page_had_fallen_silent_is_no_sign_of_life()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await using var db = await Database.Open();

        await Presences.LastSign(db, ana, Tab, Now.AddSeconds(60));
        await Sweep(Now.AddSeconds(125));

        Assert.Equal((false, PresenceCause.Silence), await State(ana, Now));
    }

    [Fact]
    public async Task Who_is_no_disponible_and_closes_the_last_page_is_told_to_be_gone_once_and_to_be_back()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1));
        var before = await Heres(ana);

        await Sweep(Now.AddSeconds(119));
        await Sweep(Now.AddSeconds(121));
        await Sweep(Now.AddSeconds(131));
        var gone = await Heres(ana);
        await using var db = await Database.Open();
        await Presences.SignOfLife(db, ana, Tab, Browser, Section.Conversations, Now.AddSeconds(140));

        Assert.Equal((1, 2, 3), (before, gone, await Heres(ana)));
    }

    /// <summary>The sweep, every ten seconds from <paramref name="from"/>: when it set No disponible.</summary>
    private async Task<DateTime> Swept(long id, DateTime from, DateTime until)
    {
        for (var now = from; now < until; now = now.AddSeconds(10))
        {
            // As two nodes might at once.
            await Task.WhenAll(Sweep(now), Sweep(now));
        }

        return await Make.One<DateTime>(Database,
            "select at from events where operator_id = @id and kind = 'presence' and data->>'cause' = 'silence'", new { id });
    }

    private Task<int> Heres(long id) => Make.One<int>(Database, "select count(*)::int from events where operator_id = @id and kind = 'here'", new { id });
}
