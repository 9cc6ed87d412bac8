using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Somebody's state, set by who leads them: whom one may set, what of it is told and kept.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class LedPresenceTests(TestDatabase test) : PresenceTest(test)
{
    [Fact]
    public async Task A_supervisor_sets_the_state_of_their_people_and_it_is_audited_with_before_and_after()
    {
        var inbox = await Make.Inbox(Database);
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var ana = (await Make.Operator(Database, online: false, inboxes: inbox)).Id;
        await Arrive(ana, Tab, Section.Conversations, Now);
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
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Presences.SetFor(Database, lead, ana, available: false, null, Now.AddSeconds(1));

        await Arrive(ana, Tab, Section.Conversations, Now.AddSeconds(2));
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
        await Arrive(ana, Tab, Section.Conversations, Now);
        Assert.Null(await Presences.SetFor(Database, admin, ana, available: false, null, Now.AddSeconds(1)));
        Assert.Null(await Presences.SetFor(Database, lead, ana, available: true, null, Now.AddSeconds(2)));

        Assert.Equal((true, PresenceCause.BySupervisor), await State(ana, Now));
    }
}
