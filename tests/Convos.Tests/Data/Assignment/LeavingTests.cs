using Convos.Data;

namespace Convos.Tests;

/// <summary>What somebody holds who is no longer «En línea» is kept, goes back to the queue, or to somebody else, as the inbox says.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class LeavingTests(TestDatabase test) : AssignmentTest(test)
{
    private static readonly DateTime Leaves = Make.Noon.AddMinutes(10);

    [Fact]
    public async Task Where_it_is_kept_nothing_moves()
    {
        var desk = await Automatic(Strategy.RoundRobin, "on_leave = 'keep', leave_minutes = 5");
        var (ana, _) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        await Presences.Choose(Database, ana.Id, available: false, Leaves);

        Assert.Equal(0, await Assignments.GiveBackLeft(Database, Leaves.AddHours(5)));
        Assert.Equal([ana.Id], await Holders([ticket]));
    }

    [Fact]
    public async Task It_goes_back_to_the_queue_after_its_minutes_and_not_before()
    {
        var desk = await Automatic(Strategy.Manual, "on_leave = 'queue', leave_minutes = 5");
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Presences.Choose(Database, ana.Id, available: false, Leaves);

        Assert.Equal(0, await Assignments.GiveBackLeft(Database, Leaves.AddMinutes(4.9)));
        Assert.Equal(1, await Assignments.GiveBackLeft(Database, Leaves.AddMinutes(5)));

        Assert.Equal([null], await Holders([ticket]));
        Assert.Equal(("left", null, ana.Name), (await Why(ana, ticket)) is var why ? (why.Kind, why.OperatorId, why.From) : default);
        await Balanced();
    }

    [Fact]
    public async Task Going_from_one_pause_to_another_does_not_begin_the_minutes_anew()
    {
        var desk = await Automatic(Strategy.Manual, "on_leave = 'queue', leave_minutes = 5");
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        var pause = await Make.One<long>(Database, "insert into pauses (name, icon, created_at) values (@name, 'coffee', @Noon) returning id", new { name = $"Pausa {Make.Number()}", Make.Noon });
        await Presences.Choose(Database, ana.Id, available: false, Leaves);
        await Presences.Choose(Database, ana.Id, available: false, Leaves.AddMinutes(4), pause);

        Assert.Equal(1, await Assignments.GiveBackLeft(Database, Leaves.AddMinutes(5)));
        Assert.Equal([null], await Holders([ticket]));
    }

    [Fact]
    public async Task Whoever_comes_back_in_time_keeps_theirs()
    {
        var desk = await Automatic(Strategy.Manual, "on_leave = 'queue', leave_minutes = 5");
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Presences.Choose(Database, ana.Id, available: false, Leaves);
        await Presences.Choose(Database, ana.Id, available: true, Leaves.AddMinutes(4));

        Assert.Equal(0, await Assignments.GiveBackLeft(Database, Leaves.AddMinutes(6)));
        Assert.Equal([ana.Id], await Holders([ticket]));
    }

    [Fact]
    public async Task Somebody_else_gets_it_those_that_wait_for_an_answer_first_and_what_nobody_can_have_waits()
    {
        var desk = await Automatic(Strategy.RoundRobin, "on_leave = 'reassign', leave_minutes = 5");
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var answered = await desk.Held(ana, at: Make.Noon);
        await desk.Replies(ana, answered, "listo", Make.Noon.AddMinutes(1));
        var waiting = await desk.Held(ana, at: Make.Noon.AddMinutes(2));
        await Run("update operators set cap = 1 where id = @id", new { id = bruno.Id });
        await Presences.Choose(Database, ana.Id, available: false, Leaves);

        Assert.Equal(2, await Assignments.GiveBackLeft(Database, Leaves.AddMinutes(5)));

        Assert.Equal([bruno.Id, null], await Holders([waiting, answered]));
        Assert.Equal(AssignmentReason.Absence, (await Why(bruno, waiting)).Reason);
        await Balanced();
    }
}
