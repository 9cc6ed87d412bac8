using AngleSharp.Dom;
using Convos.Data;

namespace Convos.Tests;

/// <summary>The list behind a figure and its file say which figure it is and whose, and what each ticket has of it.</summary>
public sealed class FigureListTests(TestApp app) : SupervisionTest(app)
{
    private static readonly DateTime Today = DateTime.UtcNow;

    private static string Days => $"{Today.AddDays(-1):yyyy-MM-dd},{Today.AddDays(1):yyyy-MM-dd}";

    [Fact]
    public async Task Its_head_names_the_inbox_and_the_person_whose_figure_it_is()
    {
        var desk = await Desk();
        var (ana, email) = await Operator(desk);
        await Answered(desk, ana, 5);
        using var lead = await Supervisor(desk.Inbox);
        using var hers = await Session.SignedIn(App, email);
        var inbox = await Make.One<string>(App.Database, "select name from inboxes where id = @Inbox", new { desk.Inbox });

        async Task<string> Whose(Session who, string scope) =>
            (await who.Get($"/tickets?figure=first_reply,{Days},UTC,calendar,{scope},")).Document.QuerySelector(".figure-whose")!.TextContent;

        Assert.Equal("Todas tus bandejas · Todos los operadores", await Whose(lead, ","));
        Assert.Equal($"{inbox} · {ana.Name}", await Whose(lead, $"{desk.Inbox},{ana.Id}"));
        Assert.Equal($"Todas tus bandejas · {ana.Name}", await Whose(hers, ","));
        var page = (await lead.Get($"/tickets?figure=first_reply,{Days},UTC,calendar,,,")).Document;
        Assert.StartsWith("Cuenta 1, en 1 ticket. ", page.QuerySelector(".figure-counted")!.TextContent, StringComparison.Ordinal);
        // Not among what is listed; one alone.
        var none = (await lead.Get($"/tickets?figure=first_reply,{Days},UTC,calendar,,,&q=nadie")).Document;
        Assert.Contains("Otro no está en esta lista", none.QuerySelector(".figure-head")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_ticket_says_what_the_figure_has_of_it_and_the_slowest_come_first_when_asked()
    {
        var desk = await Desk();
        var (ana, _) = await Operator(desk);
        var (slow, quick) = (await Answered(desk, ana, 40), await Answered(desk, ana, 5));
        using var lead = await Supervisor(desk.Inbox);

        var list = (await lead.Get($"/tickets?figure=first_reply,{Days},UTC,calendar,{desk.Inbox},,")).Document;
        var turned = list.QuerySelector("#turned")!.GetAttribute("href")!;
        var slowest = (await lead.Get(turned)).Document;
        var counted = (await lead.Get($"/tickets?figure=replies,{Days},UTC,calendar,{desk.Inbox},,")).Document;

        Assert.Equal([$"#{quick.Id} 5 min", $"#{slow.Id} 40 min"], Values(list));
        Assert.Equal([$"#{slow.Id} 40 min", $"#{quick.Id} 5 min"], Values(slowest));
        Assert.Equal("slowest", slowest.QuerySelector("#filters [name=sort]")!.GetAttribute("value"));
        Assert.Equal(("Los más lentos primero", "Los más nuevos primero"), (list.QuerySelector("#turned")!.TextContent, slowest.QuerySelector("#turned")!.TextContent));
        // What is looked for meanwhile replaces the list, and its other order with it.
        Assert.NotNull(list.QuerySelector("#found #turned"));
        Assert.Equal([$"#{quick.Id} 1", $"#{slow.Id} 1"], Values(counted));
        Assert.Null(counted.QuerySelector("#turned"));
        Assert.Null((await lead.Get("/tickets?sort=slowest")).Document.QuerySelector(".of-figure"));
    }

    [Fact]
    public async Task Its_file_is_in_the_zone_of_the_report_and_ends_with_the_figure_and_its_sums()
    {
        var desk = await Desk();
        var (ana, _) = await Operator(desk);
        await Answered(desk, ana, 40);
        await Answered(desk, ana, 5);
        using var lead = await Supervisor(desk.Inbox);
        var inbox = await Make.One<string>(App.Database, "select name from inboxes where id = @Inbox", new { desk.Inbox });

        var file = await lead.Get($"/tickets.csv?figure=first_reply,{Days},Africa/Nairobi,business,{desk.Inbox},{ana.Id},&sort=slowest&zone=America/Lima");
        var lines = file.Body.TrimStart('\uFEFF').TrimEnd().Split("\r\n");

        Assert.Equal(4, lines.Length);
        Assert.Contains("+03:00", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("-05:00", file.Body, StringComparison.Ordinal);
        Assert.Equal(
            $"Total,2,Horas de Africa/Nairobi,Veces en la cifra,2,Segundos en la cifra,{45 * 60},Primera respuesta,{Days.Replace(',', '/')},horario de atención,{inbox},{ana.Name}", lines[3]);
    }

    private static IEnumerable<string> Values(IDocument page) => page.QuerySelectorAll("tr[id^=past-]")
        .Select(row => $"{row.QuerySelector(".number")!.TextContent} {row.QuerySelector(".of-figure")!.TextContent}");

    private async Task<Ticket> Answered((long Inbox, Channel Channel) desk, Viewer by, int minutes)
    {
        var (phone, asked) = ($"+54911{Make.Number():D8}", Today.AddMinutes(-minutes));
        await Make.Arrives(App.Database, desk.Channel, asked, Make.Text(phone, "hola", asked));
        var ticket = await Make.Of(App.Database, desk.Channel, phone);
        await Tickets.Apply(App.Database, TicketMove.Take, by, ticket.Id, asked);
        Assert.NotNull((await Messages.Reply(App.Database, by, ticket.Id, "hola", Guid.NewGuid(), asked.AddMinutes(minutes))).Message);
        return ticket;
    }
}
