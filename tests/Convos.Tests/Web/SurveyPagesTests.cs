using AngleSharp.Dom;
using Convos.Data;
using Convos.Web;

namespace Convos.Tests;

/// <summary>From the question on the customer's phone to the score in the chat, in the figures and in the files.</summary>
public sealed class SurveyPagesTests(TestApp app) : SupervisionTest(app)
{
    [Fact]
    public async Task What_a_customer_answers_on_the_phone_is_shown_as_it_comes_counted_and_leads_to_its_ticket()
    {
        var desk = await Desk();
        await Make.Rules(App.Database, desk.Inbox, rules => rules with { Survey = "¿Cómo te atendimos? Del 1 al 5.", SurveyThanks = "¡Gracias!" });
        var ana = await Operator(desk);
        using var lead = await Supervisor(desk.Inbox);
        var (phone, ticket) = await Closed(desk, ana.Viewer);
        await using var stream = await LiveStream.Of(lead, $"/inbox/all/{ticket.Id}");
        await Until.True(() => phone.Chat.Any(bubble => bubble.Text == "¿Cómo te atendimos? Del 1 al 5."));

        phone.Write("⭐⭐⭐⭐");

        var rated = await stream.Next(item => item.Data.Contains("data-kind=\"rated\"", StringComparison.Ordinal));
        Assert.Contains("Calificó la atención: 4 de 5", rated.Data, StringComparison.Ordinal);
        Assert.Contains("⭐⭐⭐⭐", rated.Data, StringComparison.Ordinal);
        await Until.True(() => phone.Chat.Any(bubble => bubble.Text == "¡Gracias!"));
        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(App.Database, ticket.Id)).Status);
        var chat = (await lead.Get($"/inbox/all/{ticket.Id}")).Document;
        Assert.Contains("4 de 5", chat.QuerySelector("li.happened[data-kind=rated]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Calificó la atención: 4 de 5", (await lead.Get($"/tickets/{ticket.Id}/transcript.txt")).Body, StringComparison.Ordinal);
        var file = (await lead.Get("/tickets.csv")).Body.TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("4", file[1].Split(',')[Array.IndexOf(file[0].Split(','), "Calificación")]);
        foreach (var (score, finds) in new[] { ("4", true), ("low", false), ("none", false), ("5", false) })
        {
            Assert.Equal(finds, (await lead.Get($"/tickets?score={score}&closedby={ana.Viewer.Id}")).Document.QuerySelector($"#past-{ticket.Id}") is not null);
        }

        Assert.Contains("4 de 5", (await lead.Get("/tickets?score=4")).Document.QuerySelector($"#past-{ticket.Id} .score")!.TextContent, StringComparison.Ordinal);
        await ShowsFigures(lead, ana.Viewer, ticket);
    }

    [Fact]
    public async Task Where_nobody_is_asked_the_figures_have_no_satisfaction()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        using var lead = await Supervisor(desk.Inbox);
        await Closed(desk, ana.Viewer);

        var page = (await lead.Get("/performance")).Document;

        Assert.Null(page.QuerySelector("#scores"));
        Assert.Null(page.QuerySelector("#table-csat_inboxes"));
        Assert.DoesNotContain("Satisfacción", page.QuerySelector(".performance-sums")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_says_how_it_is_answered_and_suggests_a_question()
    {
        using var admin = await Admin();

        var form = (await admin.Get($"/inboxes/{(await Desk()).Inbox}")).Document.QuerySelector("fieldset#survey")!;

        Assert.Contains("del 1 al 5", form.QuerySelector("#Survey-hint")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("del 1", form.QuerySelector("#Survey")!.GetAttribute("placeholder"), StringComparison.Ordinal);
        Assert.Equal(["", ""], form.QuerySelectorAll("textarea").Select(text => text.TextContent));
    }

    // The figure, its card, its line and its list say the same.
    private static async Task ShowsFigures(Session lead, Viewer ana, Ticket ticket)
    {
        var page = (await lead.Get("/performance?compare=no")).Document;
        var sum = page.QuerySelectorAll(".performance-sums > div").Single(one => one.QuerySelector("dt")!.TextContent.Contains("Satisfacción", StringComparison.Ordinal));
        Assert.StartsWith("100", sum.QuerySelector("dd a")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("1 de 1", sum.QuerySelector(".sum-more")!.TextContent);
        Assert.Equal(["0", "0", "0", "1", "0"], page.QuerySelectorAll("#scores tbody td").Select(cell => cell.TextContent.Trim()));
        var line = page.QuerySelectorAll("section[aria-labelledby=table-csat_people] tbody tr").Single(row => row.QuerySelector("th")!.TextContent.Trim() == ana.Name);
        foreach (var way in line.QuerySelectorAll("a[data-n]").Append(sum.QuerySelector("dd a")!))
        {
            var list = (await lead.Get(way.GetAttribute("href")!)).Document;
            Assert.Equal(way.GetAttribute("data-n"), list.QuerySelector(".figure-counted")!.GetAttribute("data-times"));
            Assert.Equal(way.GetAttribute("data-n") == "0" ? [] : [$"past-{ticket.Id}"], list.QuerySelectorAll("tr[id^=past-]").Select(row => row.Id));
        }
    }

    // A while ago, so that it can be asked about at once.
    private async Task<(FakePhone Phone, Ticket Ticket)> Closed((long Inbox, Channel Channel) desk, Viewer by)
    {
        var phone = App.Graph.Graph.Phone(desk.Channel.AccountId, $"+549115{Make.Number():D7}", "Marta");
        phone.Write("hola");
        await Until.True(() => Make.One<bool>(App.Database, "select exists (select from tickets where channel_id = @Id)", new { desk.Channel.Id }));
        var ticket = await Make.Ticket(App.Database, await Make.One<long>(App.Database, "select max(id) from tickets where channel_id = @Id", new { desk.Channel.Id }));
        await Move(TicketMove.Take, by, ticket);
        Assert.NotNull((await Messages.Reply(App.Database, by, ticket.Id, "Listo", Guid.NewGuid(), Now)).Message);
        Assert.Null((await Tickets.Apply(App.Database, TicketMove.Close, by, ticket.Id, Now.AddSeconds(-9))).Refusal);
        while (await Surveys.SayNext(App.Database, Now))
        {
        }

        return (phone, ticket);
    }
}
