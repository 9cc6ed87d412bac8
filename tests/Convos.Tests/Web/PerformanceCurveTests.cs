using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using Convos.Data;
using Convos.Web;
using Convos.Web.Pages;

namespace Convos.Tests;

/// <summary>«En el tiempo»: any figure of the tables as a curve, which the address names and which leads to its tickets.</summary>
public sealed class PerformanceCurveTests(TestApp app) : SupervisionTest(app)
{
    [Fact]
    public async Task Every_figure_that_is_offered_has_a_curve_that_adds_up_to_it_and_stays_in_the_addresses()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        await Measured(desk.Inbox, 3);
        await Attended(desk, ana.Viewer);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox);
        var plain = (await supervisor.Get("/performance")).Document;
        Assert.Null(plain.QuerySelector("#curve"));
        var keys = plain.QuerySelectorAll("#filters select[name=metric] option").Select(option => option.GetAttribute("value")!).Where(key => key.Length > 0).ToList();
        Assert.Equal(PerformanceTables.Groups(false).Where(group => group.Key != "csat").SelectMany(group => group.Metrics).Distinct().Select(metric => metric.Key), keys);

        foreach (var key in keys)
        {
            var page = (await supervisor.Get($"/performance?metric={key}&compare=no")).Document;

            var chart = page.QuerySelector("figure#curve")!;
            Assert.Equal(key, page.QuerySelector("select[name=metric] option[selected]")!.GetAttribute("value"));
            Assert.All(page.QuerySelectorAll("nav.segments a, a[href^='/performance.csv']"), link => Assert.Contains($"metric={key}", link.GetAttribute("href"), StringComparison.Ordinal));
            var cells = page.QuerySelectorAll($"tfoot a[href*='figure={key},']").ToList();
            Assert.Equal(cells.All(cell => cell.GetAttribute("data-n") == "0"), chart.QuerySelector("tbody a") is null);
            foreach (var cell in cells.Take(1).Where(_ => Metric.Named(key)!.Unit is MetricUnit.Count or MetricUnit.Tickets))
            {
                Assert.Equal(cell.TextContent, chart.QuerySelectorAll("tbody a").Sum(Number).ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public async Task Of_few_a_point_is_hollow_and_its_table_says_of_how_many_it_is()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        for (var n = 0; n < 4; n++)
        {
            await Attended(desk, ana.Viewer);
        }

        using var supervisor = await Supervisor(desk.Inbox);
        var today = Zones.Day(DateOnly.FromDateTime(DateTime.UtcNow.AddMinutes(-16)));

        var few = await Curve(supervisor, $"from={today}&to={today}&metric=turn");
        await Attended(desk, ana.Viewer);
        var more = await Curve(supervisor, $"from={today}&to={today}&metric=turn");

        Assert.Equal(("n 4", 1), (few.QuerySelector("td small")!.TextContent, few.QuerySelectorAll("circle.thin").Length));
        Assert.Equal(("n 5", 0), (more.QuerySelector("td small")!.TextContent, more.QuerySelectorAll("circle.thin").Length));
    }

    [Fact]
    public async Task What_is_no_figure_is_refused_and_what_is_nobodys_own_is_no_curve_of_a_person()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox);

        Assert.Equal(HttpStatusCode.BadRequest, (await supervisor.Get("/performance?metric=everything")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await supervisor.Get("/performance.csv?metric=everything")).Status);
        var hers = (await supervisor.Get($"/performance?operator={ana.Viewer.Id}&metric=created")).Document;

        Assert.Null(hers.QuerySelector("#curve"));
        Assert.DoesNotContain(hers.QuerySelectorAll(".performance-sums dt, .figures-table thead th, #volume-title"), head => head.TextContent.Contains("Tickets creados", StringComparison.Ordinal));
        Assert.Null(hers.QuerySelector("select[name=metric] option[value=created]"));
        Assert.Equal(["queue", "longest"], hers.QuerySelectorAll("figure.chart:has(> p.quiet)").Select(chart => chart.Id));
        Assert.Empty((await supervisor.Get("/performance")).Document.QuerySelectorAll("figure.chart > p.quiet"));
    }

    [Fact]
    public async Task Those_answered_late_are_listed_from_beside_those_in_time()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        await Measured(desk.Inbox, 3);
        var late = await Attended(desk, ana.Viewer);
        await Measured(desk.Inbox, 30);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox);
        var page = (await supervisor.Get("/performance")).Document;
        var card = page.QuerySelectorAll(".performance-sums > div").Single(sum => sum.QuerySelector("dt")!.TextContent.Contains("Dentro del objetivo", StringComparison.Ordinal));

        var way = card.QuerySelector("a.late")!;

        Assert.Equal("1 respondido tarde", way.TextContent);
        var list = (await supervisor.Get(way.GetAttribute("href")!)).Document;
        Assert.Equal([$"past-{late}"], list.QuerySelectorAll("tr[id^=past-]").Select(row => row.Id));
        Assert.Contains("después del objetivo", list.QuerySelector(".figure-counted")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Fuera del objetivo,1,", (await supervisor.Get("/performance.csv")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scripts_the_week_comes_as_a_page_and_with_them_as_the_part_of_one()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox);
        var way = (await supervisor.Get("/performance")).Document.QuerySelector("#heat a")!.GetAttribute("href")!;

        var page = (await supervisor.Get(way)).Document;

        Assert.NotNull(page.QuerySelector("link[rel=stylesheet]"));
        Assert.Equal(3, page.QuerySelectorAll("main #heat figure.heat").Length);
        Assert.Null(page.QuerySelector("#heat[hx-get]"));
        var part = (await supervisor.Get(way, htmx: true)).Document;
        Assert.Equal((3, 0), (part.QuerySelectorAll("figure.heat").Length, part.QuerySelectorAll("main, link").Length));
    }

    private Task Measured(long inbox, int minutes) => Run("update inbox_clocks set target_minutes = @minutes where inbox_id = @inbox", new { inbox, minutes });

    private static async Task<IElement> Curve(Session session, string query) =>
        (await session.Get($"/performance?{query}")).Document.QuerySelector("figure#curve")!;

    private static int Number(IElement link) => int.Parse(link.TextContent, CultureInfo.InvariantCulture);
}
