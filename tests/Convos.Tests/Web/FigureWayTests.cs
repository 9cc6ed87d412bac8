using System.Globalization;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>From every figure of the page to its tickets and their file: the same number everywhere.</summary>
public sealed class FigureWayTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Every_figure_of_the_page_is_the_number_of_its_list_and_of_its_file()
    {
        // Lived before the program starts, which would see that nobody is there.
        var histories = await Histories.Begin(test.Database, 11);
        await histories.Live(DateTime.UtcNow.AddDays(-20), 12);
        // And gone out: nothing shall fail, nor anybody be asked, while it is looked at.
        await using (var db = await test.Database.Open())
        {
            await db.ExecuteAsync(
                """
                delete from surveys where said_at is null;
                update message_sends set state = 'sent', external_id = 'wamid.sent.' || message_id where state = 'queued';
                update messages set delivery = 'sent' where delivery = 'queued'
                """);
        }

        var app = await TestApp.On(test.Database);
        var email = $"lead{Make.Number()}@convos.test";
        await app.Person(email, Role.Supervisor, histories.Inboxes);
        using var lead = await Session.SignedIn(app, email);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);

        var days = $"from={today.AddDays(-40):O}&to={today.AddDays(20):O}";
        var page = (await lead.Get($"/performance?{days}&compare=no")).Document;
        var week = (await lead.Get($"/performance?handler=heat&{days}")).Document;

        var hours = week.QuerySelectorAll("figure.heat").SelectMany(map => map.QuerySelectorAll("a[data-n]").Take(5)).ToList();
        Assert.Equal(15, hours.Count);
        var ways = page.QuerySelectorAll("a[data-n]").Concat(hours).Select(way => (N: Number(way.GetAttribute("data-n")!), Unit: way.GetAttribute("data-unit"), Url: way.GetAttribute("href")!)).DistinctBy(way => way.Url).ToList();
        Assert.True(ways.Count > 60, $"Only {ways.Count} figures lead anywhere.");
        foreach (var way in ways)
        {
            var list = (await lead.Get(way.Url)).Document;
            var head = list.QuerySelector(".figure-counted")!;
            var (times, tickets) = (Number(head.GetAttribute("data-times")!), Number(head.GetAttribute("data-tickets")!));
            Assert.True(way.N == (way.Unit == nameof(MetricUnit.Tickets) || way.Url.Contains("resolved", StringComparison.Ordinal) || way.Url.Contains("attended", StringComparison.Ordinal) || way.Url.Contains("_share", StringComparison.Ordinal) ? tickets : times), $"{way} leads to {times} in {tickets}");
            Assert.Equal(tickets, list.QuerySelectorAll("tr[id^=past-]").Length);
        }

        foreach (var way in ways.Where(way => way.N > 0).Take(12))
        {
            var file = (await lead.Get(way.Url.Replace("/tickets?", "/tickets.csv?", StringComparison.Ordinal))).Body.TrimEnd().Split("\r\n");
            var head = (await lead.Get(way.Url)).Document.QuerySelector(".figure-counted")!;
            var total = file[^1].Split(',');
            Assert.Equal((head.GetAttribute("data-tickets"), head.GetAttribute("data-times")), (total[1], total[Array.IndexOf(total, "Veces en la cifra") + 1]));
            Assert.Equal(file.Length - 2, Number(total[1]));
        }

        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_figure_that_nobody_knows_finds_no_tickets()
    {
        var app = await TestApp.On(test.Database);
        var email = $"admin{Make.Number()}@convos.test";
        await app.Person(email, Role.Admin);
        using var admin = await Session.SignedIn(app, email);

        foreach (var figure in new[] { "everything", "created,2026-01-01,2026-01-31,Mars/Olympus,calendar,,,", "created,2026-01-01,2025-01-31,UTC,calendar,,,", "first_reply,2026-01-01,2026-01-31,UTC,calendar,,,77", "created,2026-01-01,2026-01-31,UTC,calendar,,,,168", "created,2026-01-01,2026-01-31,UTC,calendar,,,,5,5", "closings,2026-01-01,2026-01-31,UTC,calendar,,,,5" })
        {
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await admin.Get($"/tickets?figure={figure}")).Status);
        }

        Assert.Equal(System.Net.HttpStatusCode.OK, (await admin.Get("/tickets?figure=first_reply,2026-01-01,2026-01-31,UTC,business,,,6")).Status);
        await app.DisposeAsync();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
