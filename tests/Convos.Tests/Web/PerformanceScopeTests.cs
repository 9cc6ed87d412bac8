using System.Net;
using Convos.Data;

namespace Convos.Tests;

/// <summary>What «Rendimiento» says that it is of, on screen, on paper and in its file.</summary>
public sealed class PerformanceScopeTests(TestApp app) : SupervisionTest(app)
{
    [Fact]
    public async Task A_report_of_an_inbox_or_of_a_person_names_them_on_the_page_and_in_the_file()
    {
        var (desk, other) = (await Desk(), await Desk());
        var ana = await Operator(desk);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox, other.Inbox);
        using var hers = await Session.SignedIn(App, ana.Email);
        var inbox = "Bandeja: " + await Make.One<string>(App.Database, "select name from inboxes where id = @Inbox", new { desk.Inbox });
        var person = $"Operador: {ana.Viewer.Name}";

        foreach (var (session, query, said) in new[] { (supervisor, "", Array.Empty<string>()), (supervisor, $"?inbox={desk.Inbox}", [inbox]), (supervisor, $"?inbox={desk.Inbox}&operator={ana.Viewer.Id}", [inbox, person]), (hers, "", [person]) })
        {
            var page = (await session.Get($"/performance{query}")).Document;
            var lines = (await session.Get($"/performance.csv{query}")).Body.TrimStart('\uFEFF').Split("\r\n");

            Assert.Equal(said, page.QuerySelectorAll(".performance-scope strong").Select(part => part.TextContent));
            Assert.Equal(said, lines[0].Split(',')[5..]);
            Assert.Contains(lines, line => line.StartsWith($"Total,{string.Join(" · ", said)},Cierres,1,", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Against_the_period_before_counts_change_in_per_cent_and_shares_in_points_in_every_cell()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        var yesterday = DateTime.UtcNow.Date.AddDays(-1);
        await Measured(desk.Inbox, 3);
        await Attended(desk, ana.Viewer, yesterday.AddHours(-12));
        await Attended(desk, ana.Viewer, yesterday.AddHours(-11));
        await Measured(desk.Inbox, 30);
        await Attended(desk, ana.Viewer, yesterday.AddHours(11));
        await Attended(desk, ana.Viewer, yesterday.AddHours(12));
        await Attended(desk, ana.Viewer, yesterday.AddHours(13));
        using var supervisor = await Supervisor(desk.Inbox);
        var day = $"{yesterday:yyyy-MM-dd}";

        var compared = (await supervisor.Get($"/performance?from={day}&to={day}")).Document;
        var alone = (await supervisor.Get($"/performance?from={day}&to={day}&compare=no")).Document;

        var share = compared.QuerySelector(".performance-sums a[href*='figure=target,']")!.Closest("dd")!;
        Assert.Equal("+100 pp", share.QuerySelector(".sum-change")!.TextContent);
        foreach (var rows in new[] { "table-work_inboxes", "table-work_people" })
        {
            string Was(string metric) => compared.QuerySelector($"section[aria-labelledby={rows}] tbody a[href*='figure={metric},']")!.Closest("td")!.QuerySelector(".was")!.TextContent;
            Assert.Equal(("Antes: 2 (+50 %)", "Antes: 0 % (+100 pp)"), (Was("closings"), Was("target").Replace('\u00A0', ' ')));
        }

        Assert.Empty(alone.QuerySelectorAll(".was, .sum-change"));
    }

    private Task Measured(long inbox, int minutes) => Run("update inbox_clocks set target_minutes = @minutes where inbox_id = @inbox", new { inbox, minutes });
}
