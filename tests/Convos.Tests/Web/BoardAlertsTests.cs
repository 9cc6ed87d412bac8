using System.Globalization;
using AngleSharp.Dom;
using Convos.Data;

namespace Convos.Tests;

/// <summary>What «En vivo» warns of: nobody there, waits past the target, tickets that rotation gave back.</summary>
public sealed class BoardAlertsTests(TestApp app) : SupervisionTest(app)
{
    [Fact]
    public async Task It_warns_where_customers_wait_and_nobody_is_there_unless_the_inbox_is_closed()
    {
        var desk = await Desk();
        var ana = await Operator(desk, online: false);
        await Make.Ticket(App.Database, desk.Channel, Now);
        using var session = await Supervisor(desk.Inbox);

        Assert.NotNull(await Alert(session, $"deserted-{desk.Inbox}"));
        Assert.Equal(1, await Counted(session));

        await Run("update inboxes set schedule_id = @schedule where id = @inbox", new { desk.Inbox, schedule = await NeverOpenNow() });
        Assert.Null(await Alert(session, $"deserted-{desk.Inbox}"));
        Assert.Equal(0, await Counted(session));

        await Run("update inboxes set schedule_id = null where id = @inbox", new { desk.Inbox });
        Assert.NotNull(await Alert(session, $"deserted-{desk.Inbox}"));

        await Presences.Choose(App.Database, ana.Viewer.Id, available: true, Now);
        Assert.Null(await Alert(session, $"deserted-{desk.Inbox}"));
    }

    [Fact]
    public async Task It_warns_of_waits_past_the_target_and_counts_them()
    {
        var desk = await Desk();
        await Operator(desk);
        await Make.Ticket(App.Database, desk.Channel, Now.AddMinutes(-12));
        await Make.Ticket(App.Database, desk.Channel, Now.AddMinutes(-11));
        await Make.Ticket(App.Database, desk.Channel, Now.AddMinutes(-3));
        using var session = await Supervisor(desk.Inbox);
        Assert.Null(await Alert(session, $"late-{desk.Inbox}"));

        await Target(desk.Inbox, 10);

        Assert.Equal(2, await Counted(session));
        Assert.Contains("2 sin respuesta hace más de 10 min.", (await Alert(session, $"late-{desk.Inbox}"))!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_rotation_gave_back_for_want_of_anybody_is_shown_until_somebody_takes_it()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        var ticket = await Make.Ticket(App.Database, desk.Channel, Now.AddMinutes(-10));
        using var session = await Supervisor(desk.Inbox);
        await Tickets.Apply(App.Database, TicketMove.Take, ana.Viewer, ticket.Id, Now.AddMinutes(-5));
        Assert.Null(await Alert(session, "passed"));

        await Run("update inboxes set rotation_minutes = 1 where id = @Inbox", new { desk.Inbox });
        await Rotates(ticket);
        Assert.NotNull((await Alert(session, "passed"))!.QuerySelector($"#passed-{ticket.Id}"));
        Assert.Equal(1, await Counted(session));

        await Move(TicketMove.Take, ana.Viewer, ticket);
        Assert.Null(await Alert(session, "passed"));
        Assert.Equal(0, await Counted(session));

        await Move(TicketMove.Release, ana.Viewer, ticket);
        Assert.Null(await Alert(session, "passed"));
    }

    [Fact]
    public async Task The_menu_of_those_who_lead_counts_each_ticket_of_theirs_once_however_much_is_wrong_with_it()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        var (passed, held) = (await Make.Ticket(App.Database, desk.Channel, Now.AddMinutes(-30)), await Make.Ticket(App.Database, desk.Channel, Now.AddMinutes(-30)));
        using var session = await Supervisor(desk.Inbox);
        using var other = await Supervisor(await Make.Inbox(App.Database));
        using var hers = await Session.SignedIn(App, ana.Email);
        await Tickets.Apply(App.Database, TicketMove.Take, ana.Viewer, passed.Id, Now.AddMinutes(-29));
        await Run("update inboxes set rotation_minutes = 1 where id = @Inbox", new { desk.Inbox });
        await Rotates(passed);
        await Move(TicketMove.Take, ana.Viewer, held);
        await Make.Ticket(App.Database, desk.Channel, Now);
        Assert.Equal(1, await Counted(session));

        await Target(desk.Inbox, 10);
        Assert.Equal(2, await Counted(session));
        await Presences.Choose(App.Database, ana.Viewer.Id, available: false, Now);
        foreach (var name in new[] { "passed", $"late-{desk.Inbox}", $"deserted-{desk.Inbox}" })
        {
            Assert.NotNull(await Alert(session, name));
        }

        Assert.Equal(3, await Counted(session));
        Assert.Equal(0, await Counted(other));
        Assert.Null((await hers.Get("/inbox/mine")).Document.QuerySelector("#count-alarms"));
    }

    // Whoever reckoned it, the program or this test: its minutes are over.
    private async Task Rotates(Ticket ticket)
    {
        await Assignments.PlanRotations(App.Database, Now);
        await Run("update tickets set rotates_at = @past where id = @Id", new { ticket.Id, past = Now.AddSeconds(-1) });
        await Assignments.Rotate(App.Database, Now);
    }

    private static async Task<int> Counted(Session session) =>
        int.Parse((await session.Get("/inbox/all")).Document.QuerySelector("#rail a[href='/supervision'] #count-alarms")!.TextContent, CultureInfo.InvariantCulture);

    private static async Task<IElement?> Alert(Session session, string name) =>
        (await session.Get("/supervision")).Document.QuerySelector($"#alert-{name}");

    // Open for one minute of a day that is neither today nor beside it.
    private async Task<long> NeverOpenNow()
    {
        var week = Timetable.Days.Select(day => (IReadOnlyList<Hours>)(day == Now.AddDays(3).DayOfWeek ? [new Hours(new(12, 0), new(12, 1))] : [])).ToArray();
        return (await Schedules.Save(App.Database, null, null, 0, $"Nunca {Make.Number()}", new Timetable("UTC", week, []), Now)).Id!.Value;
    }
}
