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
}
