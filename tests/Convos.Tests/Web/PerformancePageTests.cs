using System.Net;
using Convos.Data;
using Convos.Web.Pages;

namespace Convos.Tests;

/// <summary>«Rendimiento»: who sees which figures, that they are there without scripts, and that the file says what the page says.</summary>
public sealed class PerformancePageTests(TestApp app) : SupervisionTest(app)
{
    [Fact]
    public async Task Operators_see_their_own_figures_supervisors_those_of_their_inboxes_and_administrators_all()
    {
        var (own, foreign) = (await Desk(), await Desk());
        var (ana, bruno) = (await Operator(own), await Operator(own));
        var carla = await Operator(foreign);
        await Attended(own, ana.Viewer);
        await Attended(own, ana.Viewer);
        await Attended(own, bruno.Viewer);
        await Attended(foreign, carla.Viewer);
        using var hers = await Session.SignedIn(App, ana.Email);
        using var supervisor = await Supervisor(own.Inbox);
        using var admin = await Admin();

        Assert.Equal("2", await Replies(hers));
        Assert.Equal("3", await Replies(supervisor));
        Assert.Equal("3", await Replies(admin, $"?inbox={own.Inbox}"));
        Assert.Equal("1", await Replies(admin, $"?inbox={foreign.Inbox}"));
        Assert.Equal("0", await Replies(supervisor, $"?inbox={foreign.Inbox}"));
        Assert.Equal("0", await Replies(hers, $"?operator={bruno.Viewer.Id}"));
        var page = (await supervisor.Get("/performance")).Document;
        Assert.DoesNotContain(carla.Viewer.Name, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty((await hers.Get("/performance")).Document.QuerySelectorAll("[name=operator]"));
        Assert.Equal(HttpStatusCode.BadRequest, (await hers.Get("/performance?handler=heat")).Status);
    }

    [Fact]
    public async Task Without_scripts_every_chart_has_its_table_and_every_figure_its_rule_and_its_way()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox);

        var page = (await supervisor.Get("/performance?compare=no")).Document;

        var charts = page.QuerySelectorAll("figure.chart:has(> svg)").Where(chart => chart.Id != "queue").ToList();
        Assert.NotEmpty(charts);
        Assert.All(charts, chart => Assert.NotNull(chart.QuerySelector("details table tbody tr")));
        var sums = page.QuerySelectorAll(".performance-sums > div").ToList();
        Assert.All(sums, sum => Assert.NotEmpty(sum.QuerySelector("[role=tooltip]")!.TextContent));
        Assert.All(sums, sum => Assert.NotNull(sum.QuerySelector("dd a[href^='/tickets?']")));
        var heat = (await supervisor.Get("/performance?handler=heat")).Document;
        Assert.Equal(3, heat.QuerySelectorAll("figure.heat").Length);
        Assert.Equal(7 * 24, heat.QuerySelectorAll("#heat-created rect").Length);
    }

    [Fact]
    public async Task Words_that_are_no_words_are_explained_and_the_mean_has_one_name()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox);

        var page = (await supervisor.Get("/performance?compare=no")).Document;

        Assert.All(page.QuerySelectorAll("section:has(> .wide td small)").Where(table => table.TextContent.Contains("p90", StringComparison.Ordinal)),
            table => Assert.Contains("9 de cada 10", table.QuerySelector(".terms")!.TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("x̄", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("pp:", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Contains("pp:", (await supervisor.Get("/performance")).Document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_now_and_each_bar_lead_to_as_many_tickets_as_they_say()
    {
        var (desk, other) = (await Desk(), await Desk());
        var ana = await Operator(desk, other);
        var bruno = await Operator(desk);
        await Attended(desk, ana.Viewer);
        foreach (var (place, by) in new[] { (desk, ana), (desk, bruno), (other, ana) })
        {
            await Move(TicketMove.Take, by.Viewer, await Make.Ticket(App.Database, place.Channel, Now.AddMinutes(-5)));
        }

        using var supervisor = await Supervisor(desk.Inbox, other.Inbox);
        using var hers = await Session.SignedIn(App, ana.Email);

        foreach (var (session, query, waits) in new[] { (supervisor, "", 3), (supervisor, $"?inbox={desk.Inbox}", 2), (supervisor, $"?operator={ana.Viewer.Id}", 2), (hers, "", 2) })
        {
            var page = (await session.Get($"/performance{query}")).Document;
            var now = page.QuerySelector(".performance-sums a[href*=unanswered]")!;
            Assert.Equal(waits.ToString(System.Globalization.CultureInfo.InvariantCulture), now.TextContent);
            Assert.Equal(waits, (await session.Get(now.GetAttribute("href")!)).Document.QuerySelectorAll("tr[id^=past-]").Length);
            foreach (var bar in page.QuerySelectorAll("#bands tbody a, #volume tbody a"))
            {
                Assert.Equal(bar.TextContent, (await session.Get(bar.GetAttribute("href")!)).Document.QuerySelector(".figure-counted")!.GetAttribute("data-times"));
            }
        }
    }

    [Fact]
    public async Task The_file_has_the_figures_of_the_page_names_its_zone_and_counts_its_lines()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        await Attended(desk, ana.Viewer);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox);

        var answer = await supervisor.Get("/performance.csv?zone=Asia/Kolkata&clock=business");

        var lines = answer.Body.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("Asia/Kolkata", lines[0], StringComparison.Ordinal);
        Assert.Contains("+05:30", lines[0], StringComparison.Ordinal);
        Assert.Equal(lines.Length - 3, int.Parse(lines[^1].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(lines, line => line.StartsWith("Total,,Cierres,2,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Total,,Primera respuesta: 2–5 min,2,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"Operador,{ana.Viewer.Name},En línea (s),", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"Operador,{ana.Viewer.Name},Tickets resueltos,2,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_clock_of_a_ticket_is_a_line_that_adds_up_and_a_strangers_is_not_there()
    {
        var (desk, foreign) = (await Desk(), await Desk());
        var (ana, stranger) = (await Operator(desk), await Operator(foreign));
        var ticket = await Attended(desk, ana.Viewer);
        using var hers = await Session.SignedIn(App, ana.Email);
        using var strangers = await Session.SignedIn(App, stranger.Email);

        var page = (await hers.Get($"/tickets/{ticket}/clock")).Document;

        Assert.Equal(HttpStatusCode.NotFound, (await strangers.Get($"/tickets/{ticket}/clock")).Status);
        var states = page.QuerySelectorAll(".figures-table")[0].QuerySelectorAll("tbody tr td:nth-child(2)").Select(cell => cell.TextContent);
        Assert.Equal(["En cola", "Esperándonos", "Esperando al cliente", "Finalizado"], states);
        var figures = page.QuerySelectorAll(".figures-table")[1].QuerySelectorAll("tbody tr").ToDictionary(row => row.QuerySelector("th")!.TextContent, row => row.QuerySelectorAll("td")[3].TextContent);
        Assert.Equal(("1 min", "4 min", "10 min"), (figures["Espera en cola"], figures["Primera respuesta"], figures["Resolución"]));
        Assert.NotNull(page.QuerySelector("a[href*='?around=']"));
    }

    [Fact]
    public async Task Only_days_and_zones_that_there_are_make_a_report()
    {
        using var admin = await Admin();

        Assert.Equal(HttpStatusCode.OK, (await admin.Get("/performance?from=2026-03-29&to=2026-03-01&zone=Mars/Olympus")).Status);
        Assert.Equal(HttpStatusCode.OK, (await admin.Get("/performance?from=0001-01-01&to=9999-12-31")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.Get("/performance?from=yesterday")).Status);
    }

    [Fact]
    public async Task An_administrator_says_once_in_which_zone_reports_are_and_nobody_else_does()
    {
        using var admin = await Admin();
        using var supervisor = await Supervisor();
        await admin.Get("/performance?zone=Asia/Kolkata");

        Assert.Equal(HttpStatusCode.SeeOther, (await admin.Post("/performance?handler=zone&zone=Asia/Kolkata")).Status);

        Assert.Equal("Asia/Kolkata", (await supervisor.Get("/performance")).Document.QuerySelector("#zone")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.Forbidden, (await supervisor.Post("/performance?handler=zone&zone=UTC")).Status);
        Assert.Equal("Asia/Kolkata", await Make.One<string>(App.Database, "select report_zone from installation"));
    }

    [Fact]
    public async Task Of_many_people_those_who_attended_most_stand_in_the_tables_and_all_of_them_a_press_away_and_in_the_file()
    {
        var desk = await Desk();
        var busiest = new List<string>();
        for (var n = 0; n <= PerformancePage.PeopleAtOnce; n++)
        {
            var person = await Operator(desk);
            await Attended(desk, person.Viewer);
            if (n > 0)
            {
                await Attended(desk, person.Viewer);
                busiest.Add(person.Viewer.Name);
            }
        }

        using var supervisor = await Supervisor(desk.Inbox);
        var page = (await supervisor.Get("/performance")).Document;
        var all = page.QuerySelector("section[aria-labelledby=table-work_people] .left-out a")!;
        var everybody = (await supervisor.Get(all.GetAttribute("href")!)).Document;

        Assert.Equal(busiest.Order(StringComparer.Ordinal), People(page).Order(StringComparer.Ordinal));
        Assert.Equal("Ver las 51", all.TextContent);
        Assert.Equal(PerformancePage.PeopleAtOnce + 1, People(everybody).Count());
        Assert.Null(everybody.QuerySelector(".left-out"));
        Assert.Equal(PerformancePage.PeopleAtOnce + 1, (await supervisor.Get("/performance.csv")).Body.Split("\r\n").Count(line => line.StartsWith("Operador,", StringComparison.Ordinal) && line.Contains(",Atendidos,", StringComparison.Ordinal)));

        static IEnumerable<string> People(AngleSharp.Dom.IDocument page) =>
            page.QuerySelectorAll("section[aria-labelledby=table-work_people] tbody th").Select(name => name.TextContent.Trim());
    }

    private static async Task<string> Replies(Session session, string query = "") =>
        (await session.Get($"/performance{query}")).Document.QuerySelectorAll(".performance-sums > div").Single(sum => sum.QuerySelector("dt")!.TextContent.Contains("Cierres", StringComparison.Ordinal))
            .QuerySelector("dd a")!.TextContent;
}
