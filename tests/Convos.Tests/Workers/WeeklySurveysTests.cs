using Convos.Data;
using Convos.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>The week's mail of an inbox that asks its customers. It is lived before the app runs, whose own clock would find the questions too old.</summary>
public sealed class WeeklySurveysTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Whose_inboxes_ask_reads_how_customers_rated_them_and_others_nothing_of_it()
    {
        var (asking, silent) = (await SurveyDesk.Open(test.Database), await Desk.Open(test.Database));
        var phone = Desk.Phone();
        await asking.Asked(phone);
        await asking.Writes(phone, "5", 10);
        await asking.Asked(Desk.Phone());
        await silent.Held(await silent.Operator());
        Assert.True(await Reports.Settle(test.Database));
        // The app would send what waits to be sent, find it too late for that, and a question that failed was not asked.
        Assert.NotEqual(0, await Make.One<int>(
            test.Database,
            """
            with sent as (update message_sends set state = 'sent' where state = 'queued' returning message_id),
            told as (update messages set delivery = 'sent' where id in (select message_id from sent) returning 1)
            select count(*)::int from told
            """));
        await using var app = await TestApp.On(test.Database);

        var (theirs, others) = (await Letter(app, asking.Desk.Inbox), await Letter(app, silent.Inbox));

        Assert.Contains("Satisfacción: 100", theirs.Text, StringComparison.Ordinal);
        Assert.Contains("Encuestas respondidas: 50", theirs.Text, StringComparison.Ordinal);
        Assert.Contains("Satisfacción", theirs.Html, StringComparison.Ordinal);
        Assert.Contains("Primera respuesta", others.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Satisfacción", others.Text + others.Html, StringComparison.Ordinal);
    }

    private async Task<MailContent> Letter(TestApp app, long inbox)
    {
        var lead = await Make.Operator(test.Database, Role.Supervisor, online: false, inboxes: inbox);
        var day = DateOnly.FromDateTime(Make.Noon);
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IWeeklyLetter>()
            .Write(new WeeklyReader(lead.Id, lead.Name, "lead@example.org", "es", day.AddDays(-(((int)day.DayOfWeek + 6) % 7))), default);
    }
}
