using Convos.Data;

namespace Convos.Tests;

/// <summary>Everything stood still for a night, and whoever was En línea the evening before still is as far as anybody has said.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class SilenceUnseenTests(TestDatabase test) : AssignmentTest(test)
{
    private static readonly DateTime Morning = Make.Noon.AddHours(20);

    [Fact]
    public async Task What_comes_in_the_morning_waits_for_somebody_who_is_there()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var ana = await WasThere(desk);
        var ticket = await Make.Ticket(Database, desk.Channel, Morning);

        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Morning));
        Assert.Equal([null], await Holders([ticket]));

        // She has not gone: her page is heard again before anybody looked.
        await using var db = await Database.Open();
        await Presences.SignOfLife(db, ana.Id, Guid.NewGuid(), Guid.NewGuid(), Section.Conversations, Morning);
        Assert.Equal(1, await Assignments.HandOut(Database, desk.Inbox, () => Morning));
        Assert.Equal([ana.Id], await Holders([ticket]));
    }

    [Fact]
    public async Task Two_minutes_are_not_yet_silence()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        await WasThere(desk);
        await Make.Ticket(Database, desk.Channel);

        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Make.Noon + Presences.Patience));
        Assert.Equal(1, await Assignments.HandOut(Database, desk.Inbox, () => Make.Noon + Presences.Patience - TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task What_rotates_and_what_is_left_behind_goes_back_to_the_queue()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5, on_leave = 'reassign', leave_minutes = 5");
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        await WasThere(desk);
        var (rotates, left) = (await desk.Held(ana), await desk.Held(bruno));
        await Presences.Choose(Database, bruno.Id, available: false, Make.Noon.AddMinutes(1));
        await Assignments.PlanRotations(Database, Make.Noon);

        Assert.Equal(1, await Assignments.GiveBackLeft(Database, Morning));
        Assert.Equal(1, await Assignments.Rotate(Database, Morning));

        Assert.Null((await Holders([rotates]))[0]);
        Assert.Equal(ana.Id, (await Holders([left]))[0]);
        await Balanced();
    }

    [Fact]
    public async Task A_customer_who_comes_back_waits_too()
    {
        var desk = await Automatic(Strategy.Manual);
        var ana = await WasThere(desk);
        var ticket = await desk.Held(ana, phone: "+5491150000001");
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Make.Noon.AddMinutes(1));

        await Make.Arrives(Database, desk.Channel, Morning, Make.Text("+5491150000001", "sigo esperando", Morning));

        var again = await Make.Ticket(Database, ticket.Id);
        Assert.Equal((TicketStatus.Queued, null), (again.Status, again.OperatorId));
    }

    private async Task<Viewer> WasThere(Desk desk)
    {
        var person = await desk.Operator(online: false);
        await Presences.Choose(Database, person.Id, available: true, Make.Noon);
        return person;
    }
}
