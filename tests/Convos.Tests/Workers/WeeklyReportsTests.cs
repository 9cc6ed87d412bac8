using Convos.Data;
using Convos.Workers;
using Dapper;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace Convos.Tests;

/// <summary>The week's figures by mail: to whom, once, and what is in it.</summary>
public sealed class WeeklyReportsTests(TestApp app) : SupervisionTest(app)
{
    [Fact]
    public async Task Whoever_leads_and_wants_it_gets_last_week_once_with_its_charts_and_its_file()
    {
        // A mail that has left is forgotten: here none leaves.
        App.Services.GetRequiredService<IRecurringJobManager>().RemoveIfExists("mails");
        var desk = await Desk();
        var ana = await Operator(desk);
        var email = $"lead{Make.Number()}@convos.test";
        var lead = await App.Person(email, Role.Supervisor, desk.Inbox);
        using var hers = await Session.SignedIn(App, email);
        var monday = LastMonday();
        var at = monday.AddDays(1).AddHours(15);
        var ticket = await Make.Ticket(App.Database, desk.Channel, at);
        Assert.Null((await Tickets.Apply(App.Database, TicketMove.Take, ana.Viewer, ticket.Id, at.AddMinutes(1))).Refusal);
        await hers.Get("/performance");
        await hers.Post("/performance?handler=weekly", ("wanted", "true"));
        await Owed(lead.Id);

        await Run();
        await Run();

        var kept = await Make.One<string>(App.Database, "select content from mails where operator_id = @Id", new { lead.Id });
        var content = MailContent.FromJson(App.Services.GetRequiredService<ISecrets>().Open(kept));
        Assert.Equal(email, content.To);
        Assert.Contains("Primera respuesta", content.Html, StringComparison.Ordinal);
        Assert.Contains("1 min", content.Html, StringComparison.Ordinal);
        var mail = content.ToMessage(new MailboxAddress("Convos", "convos@example.org"), DateTime.UtcNow);
        Assert.Equal(["performance.csv"], mail.Attachments.OfType<MimePart>().Select(part => part.FileName));
        var pictures = mail.BodyParts.OfType<MimePart>().Where(part => part.ContentType.MimeType == "image/png").ToList();
        Assert.Equal(["volume.png", "first-reply.png"], pictures.Select(part => part.ContentId));
        Assert.All(content.Parts.Where(part => part.IsPicture), part => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], part.Bytes.Take(4)));
        Assert.Contains("Total,,Tickets creados,1,", System.Text.Encoding.UTF8.GetString(content.Parts[^1].Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_gets_what_they_do_not_want_may_not_see_or_have_had()
    {
        var desk = await Desk();
        var (ana, lead) = (await Operator(desk), await App.Person($"lead{Make.Number()}@convos.test", Role.Supervisor, desk.Inbox));
        var stopped = await App.Person($"lead{Make.Number()}@convos.test", Role.Supervisor, desk.Inbox);
        await WeeklyReports.Want(App.Database, ana.Viewer.Id, true, Now);
        await WeeklyReports.Want(App.Database, stopped.Id, true, Now);
        await Owed(ana.Viewer.Id);
        await Owed(stopped.Id);
        await WeeklyReports.Want(App.Database, stopped.Id, false, Now);
        // From the next week's on.
        await WeeklyReports.Want(App.Database, lead.Id, true, Now);

        await Run();

        Assert.Equal(0, await Make.One<int>(App.Database, "select count(*)::int from mails where operator_id = any(@all)", new { all = new[] { ana.Viewer.Id, stopped.Id, lead.Id } }));
    }

    private static DateTime LastMonday()
    {
        var today = DateTime.UtcNow.Date;
        return DateTime.SpecifyKind(today.AddDays(-(((int)today.DayOfWeek + 6) % 7) - 7), DateTimeKind.Utc);
    }

    private Task Owed(long id) => Run("update operators set weekly_report_of = weekly_report_of - 7 where id = @id", new { id });

    // On this week's Wednesday: on a Monday before seven nothing is due.
    private async Task Run()
    {
        await using var scope = App.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var wednesday = LastMonday().AddDays(9).AddHours(12);
        await new SendWeeklyReports(
            App.Database, services.GetRequiredService<IWeeklyLetter>(), services.GetRequiredService<IMailer>(), services.GetRequiredService<ISecrets>(),
            new FakeTimeProvider(wednesday)).Run(default);
    }
}
