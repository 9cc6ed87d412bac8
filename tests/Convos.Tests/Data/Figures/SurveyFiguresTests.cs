using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What surveys count: for whoever closed the ticket, in the inbox where it was closed, unless the closing did not last.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class SurveyFiguresTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task A_score_is_of_whoever_closed_the_ticket_also_where_another_attended_it()
    {
        var desk = await SurveyDesk.Open(Database);
        var (phone, lead) = (Desk.Phone(), await Make.Operator(Database, Role.Supervisor, inboxes: desk.Desk.Inbox));
        var ticket = await desk.Answered(phone);
        await desk.Closes(ticket, 5, lead);
        await desk.Say(6);

        await desk.Writes(phone, "4", 10);

        Assert.Equal($"survey_sent {lead.Name}, rated_four {lead.Name}", await desk.Counted(ticket));
    }

    [Theory]
    [InlineData("the customer", "")]
    [InlineData("an operator", "")]
    [InlineData("the customer, a day later", "survey_sent ana")]
    [InlineData("the customer, after the answer", "survey_sent ana, rated_three ana")]
    public async Task Reopened_before_an_answer_it_was_not_asked(string by, string counted)
    {
        var desk = await SurveyDesk.Open(Database, rules: settings => settings with { Grace = TimeSpan.FromDays(3) });
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        switch (by)
        {
            case "an operator":
                Assert.Null((await Tickets.Apply(Database, TicketMove.Reopen, desk.Ana, ticket.Id, SurveyDesk.At(8))).Refusal);
                break;
            case "the customer, a day later":
                await desk.Writes(phone, "hola", 7 + (24 * 60));
                break;
            case "the customer, after the answer":
                await desk.Writes(phone, "3", 7);
                await desk.Writes(phone, "hola", 8);
                break;
            default:
                await desk.Writes(phone, "hola", 8);
                break;
        }

        Assert.NotEqual(TicketStatus.Closed, (await Make.Ticket(Database, ticket.Id)).Status);
        Assert.Equal(counted, await desk.Counted(ticket));
        await Anew(ticket);
        Assert.Equal(counted, await desk.Counted(ticket));
    }

    [Fact]
    public async Task A_question_that_failed_was_not_sent_and_one_that_arrived_after_all_was()
    {
        var desk = await SurveyDesk.Open(Database);
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        var question = await Make.One<long>(Database, "select message_id from surveys where ticket_id = @Id", new { ticket.Id });
        Assert.Equal("survey_sent ana", await desk.Counted(ticket));

        await desk.Desk.Arrives(SurveyDesk.At(7), new InboundStatus($"wamid.{phone}", SurveyDesk.At(7), Delivery.Failed, "no", $"{question}.1"));
        Assert.Equal("", await desk.Counted(ticket));
        await desk.Desk.Arrives(SurveyDesk.At(8), new InboundStatus($"wamid.{phone}", SurveyDesk.At(8), Delivery.Delivered, null, $"{question}.1"));

        Assert.Equal("survey_sent ana", await desk.Counted(ticket));
    }

    [Fact]
    public async Task What_was_answered_had_been_sent_whatever_the_channel_says_afterwards()
    {
        var desk = await SurveyDesk.Open(Database);
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        var question = await Make.One<long>(Database, "select message_id from surveys where ticket_id = @Id", new { ticket.Id });
        await desk.Writes(phone, "1", 7);

        await desk.Desk.Arrives(SurveyDesk.At(8), new InboundStatus($"wamid.{phone}", SurveyDesk.At(8), Delivery.Failed, "no", $"{question}.1"));

        Assert.Equal("survey_sent ana, rated_one ana", await desk.Counted(ticket));
    }

    [Fact]
    public async Task Satisfaction_is_told_of_answers_and_not_of_tickets()
    {
        var desk = await SurveyDesk.Open(Database);
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        await desk.Writes(phone, "5", 10);
        await desk.Writes(phone, "otra cosa", 11);
        await desk.Desk.Replies(desk.Ana, ticket, "Listo", SurveyDesk.At(12));
        await desk.Closes(ticket, 13);
        await desk.Say(14);
        await desk.Writes(phone, "2", 15);
        await desk.Asked(Desk.Phone());
        Assert.True(await Reports.Settle(Database));

        await using var db = await Database.Open();
        var query = new ReportQuery(DateOnly.FromDateTime(Make.Noon), DateOnly.FromDateTime(Make.Noon), "UTC", Inbox: desk.Desk.Inbox);
        var report = await Reports.Read(db, await Make.Operator(Database, Role.Admin, online: false), query);

        Assert.Equal(new Figure(1, Whole: 2), report.Of(Metric.Csat));
        Assert.Equal(new Figure(2, Whole: 3), report.Of(Metric.SurveyAnswers));
        Assert.Equal(3, report.Of(Metric.Surveys).N);
        Assert.Equal([0L, 1, 0, 0, 1], Metric.Ratings.Select(metric => report.Of(metric).N));
        Assert.Equal(new Figure(1, Whole: 2), report.Of(Metric.Csat, person: desk.Ana.Id));
    }

    // Otherwise a short stretch would have more answers than questions.
    [Fact]
    public async Task What_was_answered_is_told_of_the_day_on_which_it_was_asked()
    {
        var desk = await SurveyDesk.Open(Database);
        var (phone, midnight) = (Desk.Phone(), 12 * 60);
        var ticket = await desk.Answered(phone);
        await desk.Closes(ticket, midnight - 20);
        await desk.Say(midnight - 10);
        await desk.Writes(phone, "4", midnight + 10);
        Assert.True(await Reports.Settle(Database));

        await using var db = await Database.Open();
        var day = DateOnly.FromDateTime(Make.Noon);
        var viewer = await Make.Operator(Database, Role.Admin, online: false);
        Task<Report> Of(DateOnly date) => Reports.Read(db, viewer, new ReportQuery(date, date, "UTC", Inbox: desk.Desk.Inbox));
        var (asked, answered) = (await Of(day), await Of(day.AddDays(1)));

        Assert.Equal(new Figure(1, Whole: 1), asked.Of(Metric.SurveyAnswers));
        Assert.Equal(new Figure(0, Whole: 0), asked.Of(Metric.Csat));
        Assert.Equal(new Figure(0, Whole: 0), answered.Of(Metric.SurveyAnswers));
        Assert.Equal(new Figure(1, Whole: 1), answered.Of(Metric.Csat));
    }

    private async Task Anew(Ticket ticket)
    {
        await using (var db = await Database.Open())
        {
            await db.ExecuteAsync("delete from facts where ticket_id = @Id", new { ticket.Id });
        }

        await Facts.ReckonAll(Database);
        while (await Facts.CatchUp(Database) > 0)
        {
        }
    }
}
