using Convos.Data;
using static Convos.Data.FactKind;

namespace Convos.Tests;

/// <summary>Histories whose figures were reckoned by hand.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class VectorsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task Over_a_weekend_business_time_stands_still_and_a_note_answers_nothing()
    {
        var (desk, ana) = await Open();
        var ticket = await desk.Writes(Desk.Phone(), "Fri 17:50");
        await desk.Does(TicketMove.Take, ana, ticket, "Fri 17:51");
        await desk.Notes(ana, ticket, "Fri 17:52");

        await desk.Replies(ana, ticket, "Mon+1 09:10");

        Assert.Equal("first_reply 3800/20", await desk.Durations(ticket, FactKind.FirstReply));
        var (calendar, business) = (await desk.Report(), await desk.Report(business: true));
        Assert.Equal((1, 63 * 3600.0 + 20 * 60), (calendar.Of(Metric.FirstReply).N, calendar.Of(Metric.FirstReply).Median));
        Assert.Equal(20 * 60, business.Of(Metric.FirstReply).Median);
        Assert.Equal(0, business.Of(Metric.OutOfHours).N);
    }

    [Fact]
    public async Task What_began_and_ended_out_of_hours_has_no_business_time_and_is_told_apart()
    {
        var (desk, ana) = await Open();
        var ticket = await desk.Writes(Desk.Phone(), "Sat 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Sat 10:01");

        await desk.Replies(ana, ticket, "Sat 10:05");

        Assert.Equal("first_reply 5/null", await desk.Durations(ticket, FactKind.FirstReply));
        var business = await desk.Report(business: true);
        Assert.Equal((0, 1), (business.Of(Metric.FirstReply).N, business.Of(Metric.OutOfHours).N));
    }

    [Fact]
    public async Task What_the_bot_took_is_nobodys_and_a_rotation_counts_for_who_let_it_pass_while_the_customer_waits_on()
    {
        var (plain, ana) = await Open(settings => settings with { RotationMinutes = 5 });
        var (desk, bruno, phone) = (await plain.BehindABot(), await plain.Desk.Operator(), Desk.Phone());
        await desk.Says(phone, "Mon 09:50", "Hola");
        await desk.Says(phone, "Mon 09:55", "¿cuánto sale?");
        var ticket = await desk.Writes(phone, "Mon 10:00", "1");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:02");
        await Assignments.PlanRotations(Database, FigureDesk.At("Mon 10:02"));
        Assert.Equal(1, await Assignments.Rotate(Database, FigureDesk.At("Mon 10:07")));

        await desk.Replies(bruno, ticket, "Mon 10:09");

        var report = await desk.Report();
        Assert.Equal("bot 10/10; queue_wait 2/2; first_reply 9/9; first_turn 9/9", await desk.Durations(ticket, Bot, FactKind.QueueWait, FactKind.FirstReply, FirstTurn, NextTurn));
        Assert.Equal((1, 10 * 60.0), (report.Of(Metric.Bot).N, report.Of(Metric.Bot).Median));
        Assert.Equal((1, 0), (report.Of(Metric.Named("opened_dialogue")!).N, report.Of(Metric.Named("opened_inbound")!).N));
        Assert.Equal((1, 9 * 60.0, 2 * 60.0), (report.Of(Metric.FirstReply).N, report.Of(Metric.FirstReply).Median, report.Of(Metric.QueueWait).Median));
        Assert.Equal((1, 1, 0), (report.Of(Metric.LeftUnanswered, person: ana.Id).N, report.Of(Metric.RotatedOut, person: ana.Id).N, report.Of(Metric.FirstReply, person: ana.Id).N));
        Assert.Equal((1, 2 * 60.0), (report.Of(Metric.RotatedIn, person: bruno.Id).N, report.Of(Metric.FirstReply, person: bruno.Id).Median));
        Assert.Equal(0, report.Of(Metric.TransferredOut).N);
    }

    [Fact]
    public async Task Several_messages_in_a_row_are_one_turn_from_the_first_of_them()
    {
        var (desk, ana) = await Open();
        var phone = Desk.Phone();
        var ticket = await desk.Writes(phone, "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:00");
        await desk.Writes(phone, "Mon 10:01");
        await desk.Writes(phone, "Mon 10:05");

        await desk.Replies(ana, ticket, "Mon 10:06");

        Assert.Equal("first_turn 6/6", await desk.Durations(ticket, FirstTurn, NextTurn));
        Assert.Equal(1, (await desk.Report()).Of(Metric.Turn).N);
        Assert.Equal(3, (await desk.Report()).Of(Metric.Messages).N);
    }

    [Fact]
    public async Task Who_writes_again_within_a_day_reopens_and_each_cycle_has_its_own_figures()
    {
        var (desk, ana) = await Open();
        var phone = Desk.Phone();
        var ticket = await Attended(desk, ana, phone);

        Assert.Equal(ticket.Id, (await desk.Writes(phone, "Tue 09:00")).Id);
        await desk.Does(TicketMove.Take, ana, ticket, "Tue 09:00");
        await desk.Replies(ana, ticket, "Tue 09:10");
        await desk.Does(TicketMove.Close, ana, ticket, "Tue 09:30");

        Assert.Equal("first_reply 4/4; first_reply 10/10", await desk.Durations(ticket, FactKind.FirstReply));
        Assert.Equal("closed 60/60; closed 90/90", await desk.Durations(ticket, Closed));
        var report = await desk.Report();
        Assert.Equal((2, 1), (report.Of(Metric.Closings).N, report.Of(Metric.Resolved).N));
        Assert.Equal((1, 1, 1L), (report.Of(Metric.Reopened).N, report.Of(Metric.ReopenedShare).N, report.Of(Metric.ReopenedShare).Whole));
    }

    [Fact]
    public async Task Who_writes_again_much_later_has_another_ticket()
    {
        var (desk, ana) = await Open();
        var phone = Desk.Phone();
        var ticket = await Attended(desk, ana, phone);

        var another = await desk.Writes(phone, "Thu 09:00");
        await desk.Does(TicketMove.Take, ana, another, "Thu 09:00");
        await desk.Replies(ana, another, "Thu 09:10");
        await desk.Does(TicketMove.Close, ana, another, "Thu 09:30");

        Assert.NotEqual(ticket.Id, another.Id);
        Assert.Equal("closed 60/60", await desk.Durations(ticket, Closed));
        Assert.Equal("closed 30/30", await desk.Durations(another, Closed));
        Assert.Equal((2, 0), ((await desk.Report()).Of(Metric.Resolved).N, (await desk.Report()).Of(Metric.Reopened).N));
    }

    [Fact]
    public async Task Where_the_operator_begins_again_nothing_is_measured_until_the_customer_writes()
    {
        var (desk, ana) = await Open();
        var phone = Desk.Phone();
        var ticket = await Attended(desk, ana, phone);
        await desk.Does(TicketMove.Reopen, ana, ticket, "Mon 12:00");
        await desk.Replies(ana, ticket, "Mon 12:01");
        Assert.Equal("first_reply 4/4", await desk.Durations(ticket, FactKind.FirstReply));

        await desk.Writes(phone, "Mon 12:10");
        await desk.Replies(ana, ticket, "Mon 12:13");

        Assert.Equal("first_reply 4/4; first_reply 3/3", await desk.Durations(ticket, FactKind.FirstReply));
        Assert.Equal("first_turn 4/4; first_turn 3/3", await desk.Durations(ticket, FirstTurn, NextTurn));
        Assert.Equal(1, (await desk.Report()).Of(Metric.Reopened).N);
    }

    [Fact]
    public async Task A_reply_that_failed_was_none_and_the_clock_runs_on()
    {
        var (desk, ana) = await Open();
        var ticket = await desk.Writes(Desk.Phone(), "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:01");
        var first = await desk.Replies(ana, ticket, "Mon 10:05");
        Assert.Equal(5 * 60, (await desk.Report()).Of(Metric.FirstReply).Median);

        await desk.Fails(first, "Mon 10:06");
        Assert.Equal(0, (await desk.Report()).Of(Metric.FirstReply).N);
        await desk.Replies(ana, ticket, "Mon 10:20");

        Assert.Equal("first_reply 20/20", await desk.Durations(ticket, FactKind.FirstReply));
        Assert.Equal((1, 20 * 60.0), ((await desk.Report()).Of(Metric.FirstReply).N, (await desk.Report()).Of(Metric.FirstReply).Median));
    }

    // Monday: 10:00, answered 10:04, closed 11:00.
    private static async Task<Ticket> Attended(FigureDesk desk, Viewer ana, string phone)
    {
        var ticket = await desk.Writes(phone, "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:00");
        await desk.Replies(ana, ticket, "Mon 10:04");
        await desk.Does(TicketMove.Close, ana, ticket, "Mon 11:00");
        return ticket;
    }

    private async Task<(FigureDesk Desk, Viewer Ana)> Open(Func<InboxSettings, InboxSettings>? rules = null)
    {
        var desk = await FigureDesk.Open(Database, rules: rules);
        return (desk, await desk.Desk.Operator());
    }
}
