using Convos.Data;

namespace Convos.Tests;

/// <summary>Who waits for a first answer past the target counts as missed before anybody answers: ignoring customers betters no figure.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class OverdueTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly ReportQuery Weeks = new(FigureDesk.Monday, FigureDesk.Monday.AddDays(13), FigureDesk.Zone);

    [Fact]
    public async Task Whoever_waits_past_the_target_of_business_time_is_missed_until_somebody_answers()
    {
        var desk = await FigureDesk.Open(test.Database, rules: settings => settings with { FirstResponseMinutes = 30 });
        var ana = await desk.Desk.Operator();
        var (held, queued) = (await desk.Writes(Desk.Phone(), "Fri 17:50"), await desk.Writes(Desk.Phone(), "Fri 17:55"));
        await desk.Does(TicketMove.Take, ana, held, "Fri 17:51");

        // Ten minutes of Friday, and so many of Monday.
        Assert.Equal("2 wait", await Told(desk, "Mon+1 09:20"));
        Assert.Equal(0, await Live(desk, "Mon+1 09:20"));
        Assert.Equal($"2 wait, 1 of {ana.Id}", await Told(desk, "Mon+1 09:22"));
        Assert.Equal($"2 wait, 1 of nobody, 1 of {ana.Id}", await Told(desk, "Mon+1 09:26"));
        Assert.Equal((0, 2), await Target(desk, "Mon+1 09:26"));
        Assert.Equal(2, await Live(desk, "Mon+1 09:26"));

        // What somebody holds in an inbox that they do not lead they may open, and no figure of theirs counts it.
        var elsewhere = ana with { Role = Role.Supervisor, Inboxes = [] };
        Assert.Empty((await Reports.Now(test.Database, elsewhere, Weeks, FigureDesk.At("Mon+1 09:26"))).Overdue);
        Assert.Equal(0, await Listed(elsewhere, new TicketFilter { OverdueAt = FigureDesk.At("Mon+1 09:26") }));
        Assert.Equal(1, await Listed(elsewhere, new TicketFilter(Unanswered: true)));

        await desk.Replies(ana, held, "Mon+1 09:30");
        await desk.Does(TicketMove.Take, ana, queued, "Mon+1 09:31");
        Assert.Equal($"1 wait, 1 of {ana.Id}", await Told(desk, "Mon+1 09:40"));
        await desk.Does(TicketMove.Close, ana, queued, "Mon+1 09:41");
        Assert.Equal("0 wait", await Told(desk, "Mon+1 09:50"));
        // The one that was answered late; what was closed unanswered is told by «abandonados».
        Assert.Equal((0, 1), await Target(desk, "Mon+1 09:50"));
    }

    [Fact]
    public async Task Whoever_reopens_waits_anew_and_whoever_was_written_to_waits_for_nothing()
    {
        var desk = await FigureDesk.Open(test.Database, hours: false, rules: settings => settings with { FirstResponseMinutes = 30 });
        var (ana, phone) = (await desk.Desk.Operator(), Desk.Phone());
        var ticket = await desk.Writes(phone, "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:01");
        await desk.Replies(ana, ticket, "Mon 10:02");
        await desk.Does(TicketMove.Close, ana, ticket, "Mon 10:03");
        Assert.Equal("0 wait", await Told(desk, "Mon 12:00"));

        await desk.Writes(phone, "Mon 12:00");
        Assert.Equal("1 wait", await Told(desk, "Mon 12:30"));
        Assert.Equal($"1 wait, 1 of {ana.Id}", await Told(desk, "Mon 12:31"));
        await desk.Does(TicketMove.Close, ana, ticket, "Mon 12:32");
        await desk.Does(TicketMove.Reopen, ana, ticket, "Mon 12:33");

        Assert.Equal("0 wait", await Told(desk, "Mon 18:00"));
    }

    private async Task<string> Told(FigureDesk desk, string when)
    {
        var now = await Now(desk, when);
        Assert.Equal(now.Overdue.Sum(one => one.Count), await ListedOf(desk, when, null));
        foreach (var one in now.Overdue.Where(one => one.Operator is not null))
        {
            Assert.Equal(one.Count, await ListedOf(desk, when, one.Operator));
        }

        return string.Concat([$"{now.Count} wait", .. now.Overdue.OrderBy(one => one.Operator ?? 0).Select(one => $", {one.Count} of {one.Operator?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nobody"}")]);
    }

    // The list that the figure leads to.
    private async Task<int> ListedOf(FigureDesk desk, string when, long? assigned) => await Listed(
        await Make.Operator(test.Database, Role.Admin, online: false), new TicketFilter(Inbox: desk.Desk.Inbox, Assigned: assigned) { OverdueAt = FigureDesk.At(when) });

    // «En vivo» warns of the same, by the same clock.
    private async Task<int> Live(FigureDesk desk, string when)
    {
        var board = await Boards.Read(test.Database, await Make.Operator(test.Database, Role.Admin, online: false), FigureDesk.At(when));
        return board.Inboxes.Single(inbox => inbox.Id == desk.Desk.Inbox).All.Late;
    }

    private async Task<int> Listed(Viewer viewer, TicketFilter filter)
    {
        await using var db = await test.Database.OpenSession();
        return (await Tickets.Count(db, viewer, await Tickets.Narrow(db, filter))).Count;
    }

    private async Task<Unanswered> Now(FigureDesk desk, string when) =>
        await Reports.Now(test.Database, await Make.Operator(test.Database, Role.Admin, online: false), Weeks with { Inbox = desk.Desk.Inbox }, FigureDesk.At(when));

    private async Task<(long, long?)> Target(FigureDesk desk, string when)
    {
        var overdue = (await Now(desk, when)).Overdue;
        Assert.True(await Reports.Settle(test.Database));
        await using var db = await test.Database.Open();
        var (admin, weeks) = (await Make.Operator(test.Database, Role.Admin, online: false), Weeks with { Inbox = desk.Desk.Inbox });
        var report = await Reports.Read(db, admin, weeks, overdue);
        var curve = await Reports.Curve(db, admin, weeks, Metric.Target, overdue, FigureDesk.At(when));
        Assert.Equal((report.Of(Metric.Target).N, report.Of(Metric.Target).Whole), (curve.Sum(point => point.Figure.N), curve.Sum(point => point.Figure.Whole)));
        return (report.Of(Metric.Target).N, report.Of(Metric.Target).Whole);
    }
}
