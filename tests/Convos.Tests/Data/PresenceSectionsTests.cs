using Convos.Data;

namespace Convos.Tests;

/// <summary>What coming from one section to another does to a state.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class PresenceSectionsTests(TestDatabase test) : PresenceTest(test)
{
    [Fact]
    public async Task No_disponible_chosen_by_hand_ends_when_the_tab_comes_from_another_section()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1));

        await Arrive(ana, Tab, Section.Elsewhere, Now.AddSeconds(2));
        await Arrive(ana, Tab, Section.Conversations, Now.AddSeconds(3));

        Assert.Equal((true, PresenceCause.Arrived), await State(ana, Now));
    }

    [Fact]
    public async Task Another_section_sets_no_disponible_at_once_unless_another_tab_holds_a_page_of_conversaciones()
    {
        var ana = await Somebody();
        var second = Guid.NewGuid();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Arrive(ana, second, Section.Conversations, Now);

        await Arrive(ana, Tab, Section.Elsewhere, Now.AddSeconds(10));
        var withSecond = await State(ana, Now);
        await Arrive(ana, second, Section.Elsewhere, Now.AddSeconds(20));

        Assert.True(withSecond.Available);
        Assert.Equal((false, PresenceCause.LeftSection), await State(ana, Now));
    }

    // Its stream was closed because nobody looked: the browser knows of it, and it dials a moment later, or never.
    [Fact]
    public async Task A_tab_that_slept_is_waited_for_when_another_one_leaves_the_section()
    {
        var ana = await Somebody();
        var asleep = Guid.NewGuid();
        await Arrive(ana, asleep, Section.Conversations, Now.AddHours(-1));
        await Arrive(ana, Tab, Section.Conversations, Now);

        await Presences.Arrive(Database, ana, Tab, Browser, Section.Elsewhere, arrived: true, Now.AddSeconds(10), others: true);
        await Sweep(Now.AddSeconds(11));
        var left = await State(ana, Now);
        await Presences.Arrive(Database, ana, asleep, Browser, Section.Conversations, arrived: false, Now.AddSeconds(12));
        await Sweep(Now.AddSeconds(131));
        var awake = await State(ana, Now);
        await Sweep(Now.AddSeconds(133));

        Assert.True(left.Available);
        Assert.True(awake.Available);
        Assert.Equal((false, PresenceCause.Silence), await State(ana, Now));
    }
}
