using Convos.Data;
using Dapper;

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
    public async Task A_reload_and_a_duplicated_tab_leave_en_linea_as_it_was()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);

        await Presences.Visit(Database, ana, session, Section.Conversations, Now.AddSeconds(30));
        await Arrive(ana, tab, Section.Conversations, Now.AddSeconds(31));
        await Arrive(ana, Guid.NewGuid(), Section.Conversations, Now.AddSeconds(32));

        Assert.Equal((1, Now), await Make.One<(int, DateTime)>(Database,
            "select (select count(*)::int from events where operator_id = @ana and kind = 'presence'), presence_since from operators where id = @ana", new { ana }));
    }

    [Fact]
    public async Task Signing_in_ends_a_no_disponible_chosen_by_hand_with_the_first_page()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
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
        await Arrive(ana, tab, Section.Conversations, Now);
        await Presences.Refreshed(Database, ana, tab, session, Section.Conversations, Now.AddSeconds(100));
        await Sweep(Now.AddSeconds(150));
        var lived = await State(ana, Now);

        await Sweep(Now.AddSeconds(230));
        await Presences.Refreshed(Database, ana, tab, session, Section.Conversations, Now.AddSeconds(240));

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
        await Arrive(ana, tab, Section.Conversations, Now);
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
        await Arrive(ana, tab, Section.Conversations, Now);
        var closed = Now.AddSeconds(sinceBeat);
        await using var db = await Database.Open();
        await Presences.LastSign(db, ana, tab, closed);

        var gone = await Swept(ana, Now.AddSeconds(phase), Now.AddSeconds(180));

        Assert.InRange(gone - closed, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(135));
    }

    [Fact]
    public async Task The_end_of_a_stream_whose_page_had_fallen_silent_is_no_sign_of_life()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
        await using var db = await Database.Open();

        await Presences.LastSign(db, ana, tab, Now.AddSeconds(60));
        await Sweep(Now.AddSeconds(125));

        Assert.Equal((false, PresenceCause.Silence), await State(ana, Now));
    }

    [Fact]
    public async Task A_pause_is_stored_with_its_interval_by_the_name_that_it_had()
    {
        var ana = await Somebody();
        var admin = (await Make.Operator(Database, Role.Admin)).Id;
        await Arrive(ana, tab, Section.Conversations, Now);
        var (lunch, course) = (await Pause("Almuerzo"), await Pause("Curso"));

        await Presences.Choose(Database, ana, available: false, Now.AddMinutes(1), lunch);
        await Pauses.Save(Database, admin, lunch, new($"Siesta {lunch}", PauseIcon.House), Now.AddMinutes(2));
        await Presences.Choose(Database, ana, available: false, Now.AddMinutes(3), course);
        await Presences.Choose(Database, ana, available: false, Now.AddMinutes(4));
        await Presences.Choose(Database, ana, available: true, Now.AddMinutes(5));

        Assert.Equal(["False New ", "True Arrived ", $"False ByHand Almuerzo {lunch}", $"False ByHand Curso {course}", "False ByHand ", "True ByHand "], await Told(ana));
    }

    [Fact]
    public async Task A_pause_that_nobody_defined_changes_nothing_and_one_archived_meanwhile_counts()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
        var lunch = await Pause("Almuerzo");
        await Pauses.Archive(Database, (await Make.Operator(Database, Role.Admin)).Id, lunch, archived: true, Now);

        var unknown = await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1), long.MaxValue);
        var between = await State(ana, Now);
        var archived = await Presences.Choose(Database, ana, available: false, Now.AddSeconds(2), lunch);

        Assert.Equal((false, true, true), (unknown, between.Available, archived));
        Assert.Equal((false, PresenceCause.ByHand), await State(ana, Now));
    }

    [Fact]
    public async Task Who_is_no_disponible_and_closes_the_last_page_is_told_to_be_gone_once_and_to_be_back()
    {
        var ana = await Somebody();
        await Arrive(ana, tab, Section.Conversations, Now);
        await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1));
        var before = await Heres(ana);

        await Sweep(Now.AddSeconds(119));
        await Sweep(Now.AddSeconds(121));
        await Sweep(Now.AddSeconds(131));
        var gone = await Heres(ana);
        await using var db = await Database.Open();
        await Presences.SignOfLife(db, ana, tab, session, Section.Conversations, Now.AddSeconds(140));

        Assert.Equal((1, 2, 3), (before, gone, await Heres(ana)));
    }

    [Fact]
    public async Task A_supervisor_sets_the_state_of_their_people_and_it_is_audited_with_before_and_after()
    {
        var inbox = await Make.Inbox(Database);
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var ana = (await Make.Operator(Database, online: false, inboxes: inbox)).Id;
        await Arrive(ana, tab, Section.Conversations, Now);
        var lunch = await Pause("Almuerzo");

        var refusal = await Presences.SetFor(Database, lead, ana, available: false, lunch, Now.AddSeconds(5));
        await Presences.SetFor(Database, lead, ana, available: false, lunch, Now.AddSeconds(6));

        Assert.Null(refusal);
        await using var db = await Database.Open();
        var state = await Presences.Of(db, ana, Now.AddSeconds(6));
        Assert.Equal((false, PresenceCause.BySupervisor, lead.Name, $"Almuerzo {lunch}", true), (state.Available, state.Cause, state.By, state.Pause, state.Dropped));
        Assert.Equal((lead.Id, lunch), await Make.One<(long, long)>(Database, "select by_id, pause_id from presence_intervals where operator_id = @ana and until is null", new { ana }));
        Assert.Equal((lead.Id, $$"""{"pause": [null, "Almuerzo {{lunch}}"], "presence": ["available", "unavailable"]}"""), await Make.One<(long, string)>(Database,
            "select actor_id, changes::text from audit where subject = 'operator' and subject_id = @ana", new { ana }));
        Assert.Equal((lead.Id, false), await Make.One<(long, bool)>(Database,
            "select actor_id, (data->>'available')::bool from events where kind = 'presence' and operator_id = @ana order by id desc limit 1", new { ana }));
    }

    [Fact]
    public async Task What_a_supervisor_set_outlives_reloads_and_ends_by_hand()
    {
        var inbox = await Make.Inbox(Database);
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var ana = (await Make.Operator(Database, online: false, inboxes: inbox)).Id;
        await Arrive(ana, tab, Section.Conversations, Now);
        await Presences.SetFor(Database, lead, ana, available: false, null, Now.AddSeconds(1));

        await Arrive(ana, tab, Section.Conversations, Now.AddSeconds(2));
        var reloaded = await State(ana, Now);
        await Presences.Choose(Database, ana, available: true, Now.AddSeconds(3));

        Assert.Equal((false, PresenceCause.BySupervisor), reloaded);
        Assert.Equal((true, PresenceCause.ByHand), await State(ana, Now));
    }

    [Fact]
    public async Task Nobody_sets_the_state_of_strangers_nor_en_linea_for_whom_no_page_would_get_the_tickets()
    {
        var (inbox, other) = (await Make.Inbox(Database), await Make.Inbox(Database));
        var (lead, elsewhere) = (await Make.Operator(Database, Role.Supervisor, inboxes: inbox), await Make.Operator(Database, Role.Supervisor, inboxes: other));
        var (colleague, admin) = (await Make.Operator(Database, inboxes: inbox), await Make.Operator(Database, Role.Admin));
        var ana = (await Make.Operator(Database, online: false, inboxes: inbox)).Id;

        Assert.Equal(RefusalReason.NotFound, (await Presences.SetFor(Database, elsewhere, ana, available: false, null, Now))?.Reason);
        Assert.Equal(RefusalReason.NotFound, (await Presences.SetFor(Database, colleague, ana, available: false, null, Now))?.Reason);
        Assert.Equal(RefusalReason.HasNoPage, (await Presences.SetFor(Database, lead, ana, available: true, null, Now))?.Reason);
        await Arrive(ana, tab, Section.Conversations, Now);
        Assert.Null(await Presences.SetFor(Database, admin, ana, available: false, null, Now.AddSeconds(1)));
        Assert.Null(await Presences.SetFor(Database, lead, ana, available: true, null, Now.AddSeconds(2)));

        Assert.Equal((true, PresenceCause.BySupervisor), await State(ana, Now));
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

    /// <summary>The name is this one and its own number.</summary>
    private async Task<long> Pause(string name)
    {
        var admin = (await Make.Operator(Database, Role.Admin)).Id;
        var id = (await Pauses.Save(Database, admin, null, new($"{name}-{Make.Number()}", PauseIcon.Coffee), Now)).Id!.Value;
        await Pauses.Save(Database, admin, id, new($"{name} {id}", PauseIcon.Coffee), Now);
        return id;
    }

    private async Task<IEnumerable<string>> Told(long id)
    {
        await using var db = await Database.Open();
        var told = await db.QueryAsync<(bool Available, PresenceCause Cause, string? Pause)>(
            "select available, cause, pause from presence_intervals where operator_id = @id order by since, id", new { id });
        return told.Select(one => $"{one.Available} {one.Cause} {one.Pause}");
    }

    private Task<int> Heres(long id) => Make.One<int>(Database, "select count(*)::int from events where operator_id = @id and kind = 'here'", new { id });

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
