using Convos.Data;

namespace Convos.Tests;

/// <summary>An unanswered ticket goes to the next who is there, never to whoever let it pass, and back to the queue when nobody is left.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class RotationTests(TestDatabase test) : AssignmentTest(test)
{
    [Fact]
    public async Task After_its_minutes_it_goes_on_until_nobody_is_left_and_then_waits()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana, at: Make.Noon);
        await At(0);

        await At(4.9);
        Assert.Equal((ana.Id, Make.Noon.AddMinutes(5)), await HolderAndTime(ticket));
        await At(5);
        Assert.Equal((bruno.Id, null), await HolderAndTime(ticket));
        await At(5.1);
        Assert.Equal((bruno.Id, Make.Noon.AddMinutes(10)), await HolderAndTime(ticket));
        await At(10);

        Assert.Equal((null, null), await HolderAndTime(ticket));
        Assert.Equal(0, await Assignments.HandOut(Database, desk.Inbox, () => Make.Noon.AddMinutes(11)));
        Assert.Equal(("rotated", null, AssignmentReason.Rotation), (await Why(ana, ticket)) is var why ? (why.Kind, why.OperatorId, why.Reason) : default);
        await Balanced();
    }

    [Fact]
    public async Task Whoever_comes_online_later_gets_what_the_others_let_pass()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var (ana, late) = (await desk.Operator(), await desk.Operator(online: false));
        var ticket = await desk.Held(ana, at: Make.Noon);
        await At(4);
        await At(5);

        await Presences.Choose(Database, late.Id, available: true, Make.Noon.AddMinutes(7));
        await HandOutAll(desk, Make.Noon.AddMinutes(7));

        Assert.Equal([late.Id], await Holders([ticket]));
    }

    [Fact]
    public async Task A_reply_ends_the_count_and_the_cycle_and_a_note_does_not()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var (ana, bruno, phone) = (await desk.Operator(), await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone, Make.Noon);
        await Messages.Note(Database, ana, ticket.Id, "lo miro", Guid.NewGuid(), Make.Noon.AddMinutes(3));
        await At(4);
        await At(5);
        Assert.Equal([bruno.Id], await Holders([ticket]));

        await desk.Replies(bruno, ticket, "hola", Make.Noon.AddMinutes(6));
        await At(30);
        Assert.Equal([bruno.Id], await Holders([ticket]));
        await desk.Arrives(Make.Noon.AddMinutes(40), Make.Text(phone, "gracias, una más", Make.Noon.AddMinutes(40)));
        await At(41);
        await At(45);

        // A new cycle: Ana, who let it pass before the reply, may have it again.
        Assert.Equal([ana.Id], await Holders([ticket]));
    }

    [Fact]
    public async Task It_counts_from_the_first_unanswered_message_not_from_each()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone, Make.Noon);
        await At(0);

        await desk.Arrives(Make.Noon.AddMinutes(4), Make.Text(phone, "¿están?", Make.Noon.AddMinutes(4)));
        await At(4.5);

        Assert.Equal((ana.Id, Make.Noon.AddMinutes(5)), await HolderAndTime(ticket));
    }

    [Fact]
    public async Task The_holder_may_ask_for_more_time_once()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana, at: Make.Noon);
        await At(1);
        Assert.True((await Make.Ticket(Database, ticket.Id)).MayAskForTime);
        Assert.Equal(RefusalReason.WrongState, (await Tickets.MoreTime(Database, bruno, ticket.Id, Make.Noon.AddMinutes(4))).Refusal!.Reason);

        Assert.Null((await Tickets.MoreTime(Database, ana, ticket.Id, Make.Noon.AddMinutes(4))).Refusal);
        await At(4.1);
        Assert.Equal((ana.Id, Make.Noon.AddMinutes(9)), await HolderAndTime(ticket));
        await Tickets.MoreTime(Database, ana, ticket.Id, Make.Noon.AddMinutes(8));
        await At(9);

        Assert.Equal([bruno.Id], await Holders([ticket]));
    }

    [Fact]
    public async Task Out_of_hours_the_count_stands_still()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 30");
        var week = Enumerable.Range(0, 7).Select(_ => (IReadOnlyList<Hours>)[new Hours(new TimeOnly(9, 0), new TimeOnly(12, 10))]).ToArray();
        var schedule = await Schedules.Save(Database, null, null, 0, $"Mornings {Make.Number()}", new Timetable("UTC", week, []), Make.Noon);
        await Run("update inboxes set schedule_id = @id where id = @inbox", new { id = schedule.Id, inbox = desk.Inbox });
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana, at: Make.Noon);

        await At(1);

        // Ten minutes today, twenty tomorrow from nine.
        Assert.Equal((ana.Id, Make.Noon.Date.AddDays(1).AddHours(9).AddMinutes(20)), await HolderAndTime(ticket));
    }

    [Fact]
    public async Task The_holder_is_warned_once_a_minute_before()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana, at: Make.Noon);
        await At(3);

        Assert.Equal(0, await Assignments.WarnOfRotation(Database, Make.Noon.AddMinutes(3.9)));
        Assert.Equal(1, await Assignments.WarnOfRotation(Database, Make.Noon.AddMinutes(4)));
        Assert.Equal(0, await Assignments.WarnOfRotation(Database, Make.Noon.AddMinutes(4.5)));
        Assert.Equal(ana.Id, await Make.One<long>(Database, "select operator_id from events where kind = 'rotation_near' and ticket_id = @id", new { id = ticket.Id }));
    }

    [Fact]
    public async Task A_rule_that_changes_or_goes_changes_what_is_promised()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana, at: Make.Noon);
        await At(1);

        await Run("update inboxes set rotation_minutes = 20 where id = @inbox", new { inbox = desk.Inbox });
        await At(2);
        Assert.Equal((ana.Id, Make.Noon.AddMinutes(20)), await HolderAndTime(ticket));
        await Run("update inboxes set rotation_minutes = null where id = @inbox", new { inbox = desk.Inbox });
        await At(60);

        Assert.Equal((ana.Id, null), await HolderAndTime(ticket));
    }

    [Fact]
    public async Task A_rule_that_comes_late_leaves_time_to_see_it()
    {
        var desk = await Automatic(Strategy.RoundRobin);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana, at: Make.Noon);
        await Run("update inboxes set rotation_minutes = 5 where id = @inbox", new { inbox = desk.Inbox });

        await At(60);
        Assert.Equal((ana.Id, Make.Noon.AddMinutes(61)), await HolderAndTime(ticket));
        await At(61);

        Assert.Equal([bruno.Id], await Holders([ticket]));
    }

    [Fact]
    public async Task An_answer_that_fails_ends_no_cycle()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana, at: Make.Noon);
        await At(1);
        await At(5);
        Assert.Equal([bruno.Id], await Holders([ticket]));
        await desk.Replies(bruno, ticket, "hola", Make.Noon.AddMinutes(6));
        Assert.Empty((await Make.One<long[]>(Database, "select passed_by from tickets where id = @Id", new { ticket.Id })));

        await Outbox.Failed(Database, (await desk.Claim(Make.Noon.AddMinutes(6)))!, "131026 · no", Make.Noon.AddMinutes(7));

        Assert.Equal([ana.Id], await Make.One<long[]>(Database, "select passed_by from tickets where id = @Id", new { ticket.Id }));
        await At(8);
        await At(20);
        Assert.Equal([null], await Holders([ticket]));
    }

    [Fact]
    public async Task Two_who_rotate_at_once_rotate_it_once()
    {
        var desk = await Automatic(Strategy.RoundRobin, "rotation_minutes = 5");
        var (ana, bruno, carla) = (await desk.Operator(), await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana, at: Make.Noon);
        await At(1);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Assignments.Rotate(Database, Make.Noon.AddMinutes(5))));

        Assert.Equal([bruno.Id], await Holders([ticket]));
        Assert.Equal(0, await Make.One<int>(Database, "select open_count from operators where id = @id", new { id = carla.Id }));
        await Balanced();
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where kind = 'rotated' and ticket_id = @id", new { id = ticket.Id }));
    }

    // As the job does, so many minutes after noon.
    private async Task At(double minutes)
    {
        var now = Make.Noon.AddMinutes(minutes);
        await Assignments.PlanRotations(Database, now);
        await Assignments.Rotate(Database, now);
    }

    private async Task<(long?, DateTime?)> HolderAndTime(Ticket ticket)
    {
        var now = await Make.Ticket(Database, ticket.Id);
        return (now.OperatorId, now.RotatesAt);
    }
}
