using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>«Rendimiento» with the eyes of a browser: a figure followed to its tickets and their file, rules by keyboard, and axe.</summary>
public sealed class FiguresInBrowserTests(TestApp app, BrowserFixture browser) : AxeTest(app, browser)
{
    [Fact]
    public async Task A_figure_is_followed_to_its_tickets_and_to_their_file_and_is_the_same_number()
    {
        var lead = await Arrives("admin", role: Role.Admin);
        await Attended(lead.Viewer);
        await Attended(lead.Viewer);
        await lead.Page.GotoAsync($"/performance?inbox={Inbox}&compare=no");
        var figure = lead.Page.Locator(".performance-sums > div", new() { HasText = "Primera respuesta" }).Locator("dd a");
        var n = await figure.GetAttributeAsync("data-n");

        await figure.ClickAsync();

        await Expect(lead.Page.Locator(".figure-counted")).ToHaveAttributeAsync("data-times", n!);
        await Expect(lead.Page.Locator("tr[id^=past-]")).ToHaveCountAsync(int.Parse(n!, CultureInfo.InvariantCulture));
        var download = await lead.Page.RunAndWaitForDownloadAsync(() => lead.Page.ClickAsync("a[href^='/tickets.csv']"));
        var lines = (await File.ReadAllLinesAsync(await download.PathAsync())).Where(line => line.Length > 0).ToList();
        var total = lines[^1].Split(',');
        Assert.Equal((n, n), (total[1], total[Array.IndexOf(total, "Veces en la cifra") + 1]));
    }

    [Fact]
    public async Task The_rule_of_a_figure_is_read_by_keyboard_and_the_week_comes_by_itself()
    {
        var lead = await Arrives("admin", role: Role.Admin);
        await Attended(lead.Viewer);
        await lead.Page.GotoAsync($"/performance?inbox={Inbox}");
        var rule = lead.Page.Locator(".performance-sums .rule").First;
        await Expect(rule.Locator("[role=tooltip]")).ToBeHiddenAsync();

        await rule.Locator("button").FocusAsync();

        await Expect(rule.Locator("[role=tooltip]")).ToBeVisibleAsync();
        await Expect(lead.Page.Locator("#heat figure")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task The_rule_of_a_tables_head_is_read_by_keyboard_beside_it_and_is_not_cut_off()
    {
        var lead = await Arrives("admin", role: Role.Admin);
        await Attended(lead.Viewer);
        await lead.Page.GotoAsync($"/performance?inbox={Inbox}");
        var head = lead.Page.Locator("section[aria-labelledby=table-hands_inboxes] thead th").Filter(new() { HasText = "Asignados automáticamente" });
        var (button, rule) = (head.Locator("button"), head.Locator("[role=tooltip]"));
        await Expect(rule).ToBeHiddenAsync();

        await button.FocusAsync();

        await Expect(rule).ToBeVisibleAsync();
        await Expect(rule).ToContainTextAsync("la asignación automática");
        await Expect(button).ToHaveAttributeAsync("aria-describedby", (await rule.GetAttributeAsync("id"))!);
        var (of, box) = ((await button.BoundingBoxAsync())!, (await rule.BoundingBoxAsync())!);
        Assert.InRange(Math.Min(Math.Abs(box.Y - of.Y - of.Height), Math.Abs(of.Y - box.Y - box.Height)), 0, 12);
        Assert.True(await rule.EvaluateAsync<bool>("it => { const box = it.getBoundingClientRect(), over = document.elementFromPoint(box.x + box.width / 2, box.bottom - 4); return over === it; }"), "Something lies over it, or cuts it off.");
    }

    [Fact]
    public async Task The_lines_of_a_chart_are_told_apart_without_colours_and_so_is_its_legend()
    {
        var lead = await Arrives("admin", role: Role.Admin);
        await Attended(lead.Viewer);
        await using (var db = await App.Database.Open())
        {
            await Dapper.SqlMapper.ExecuteAsync(db,
                "insert into queue_snapshots (at, taken_at, inbox_id, open, unassigned, pending, oldest) select h, h, @Inbox, 9, 5, 2, @Now - interval '1 day' from generate_series(1, 3) n cross join lateral (select date_trunc('hour', @Now) - n * interval '1 hour' h) hours on conflict do nothing",
                new { Now, Inbox });
        }

        await lead.Page.GotoAsync($"/performance?inbox={Inbox}");

        foreach (var kind in new[] { "#queue > svg path.chart-line", "#queue .chart-names path" })
        {
            await Expect(lead.Page.Locator(kind)).ToHaveCountAsync(3);
            var dashes = await lead.Page.Locator(kind).EvaluateAllAsync<string[]>("all => all.map(line => getComputedStyle(line).strokeDasharray)");
            Assert.Equal(3, dashes.Distinct().Count());
            Assert.Contains("none", dashes);
        }

        Assert.NotEqual("none", await lead.Page.Locator("#volume .chart-names rect").Last.EvaluateAsync<string>("bar => getComputedStyle(bar).stroke"));
        var bars = await lead.Page.Locator("#volume .chart-names rect").EvaluateAllAsync<string[]>("all => all.map(bar => getComputedStyle(bar).fillOpacity + getComputedStyle(bar).stroke)");
        Assert.Equal(2, bars.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_of_figures_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var lead = await Arrives("admin", options: Screen(width, height, scheme), role: Role.Admin);
        var ticket = await Attended(lead.Viewer);

        await Passes(lead.Page, $"/performance?inbox={Inbox}");
        await Passes(lead.Page, $"/tickets/{ticket}/clock");
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task On_paper_it_is_light_and_every_table_is_whole_and_no_wider_than_the_page(string theme)
    {
        var lead = await Arrives("admin", options: Screen(1040, 740, ColorScheme.Dark), role: Role.Admin);
        await Attended(lead.Viewer);
        await Attended(lead.Viewer);
        await lead.Page.GotoAsync($"/performance?inbox={Inbox}");
        await lead.Page.EvaluateAsync("theme => document.documentElement.dataset.theme = theme", theme);
        await Expect(lead.Page.Locator("#heat figure")).ToHaveCountAsync(3);
        var dark = await Tones(lead.Page);

        await lead.Page.EmulateMediaAsync(new() { Media = Media.Print });

        var paper = await Tones(lead.Page);
        Assert.True(paper.Text < 90, $"Text is as pale as {paper.Text} of 255.");
        Assert.True(paper.Ground > 230, $"The ground of the maps is as dark as {paper.Ground} of 255.");
        Assert.Equal(theme == "dark", dark.Text > 150);
        await Expect(lead.Page.Locator("#bands .chart-table table")).ToBeVisibleAsync();
        await Expect(lead.Page.Locator(".performance-scope strong").First).ToBeVisibleAsync();
        await Expect(lead.Page.Locator("#filters")).ToBeHiddenAsync();
        var wide = await lead.Page.Locator("main table, main svg").EvaluateAllAsync<string[]>(
            "all => all.filter(one => one.getBoundingClientRect().right > 1041).map(one => one.closest('section, figure')?.outerHTML.slice(0, 90) + ' ' + one.getBoundingClientRect().right)");
        Assert.Empty(wide);
        Assert.True(await lead.Page.Locator("section[aria-labelledby=table-hands_inboxes] thead th").CountAsync() > 14);
        var sheets = Regex.Matches(Encoding.Latin1.GetString(await lead.Page.PdfAsync(new() { PreferCSSPageSize = true })), @"/MediaBox \[0 0 (\d+)[.\d]* (\d+)");
        Assert.NotEmpty(sheets);
        Assert.All(sheets, sheet => Assert.Equal(("841", "594"), (sheet.Groups[1].Value, sheet.Groups[2].Value)));
    }

    // How light the text and the emptiest hour of the week are, of 255.
    private static async Task<(int Text, int Ground)> Tones(IPage page)
    {
        var told = await page.EvaluateAsync<int[]>(
            """
            () => {
              const canvas = new OffscreenCanvas(1, 1).getContext('2d');
              return [getComputedStyle(document.querySelector('.performance-sums a')).color, getComputedStyle(document.querySelector('rect.heat-0')).fill].map(colour => {
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                return Math.round(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, one) => sum + one) / 3);
              });
            }
            """);
        return (told[0], told[1]);
    }

    private async Task<long> Attended(Viewer by)
    {
        var ago = Now.AddMinutes(-20);
        var ticket = await Make.Ticket(App.Database, Channel, ago);
        Assert.Null((await Tickets.Apply(App.Database, TicketMove.Take, by, ticket.Id, ago.AddMinutes(1))).Refusal);
        Assert.NotNull((await Messages.Reply(App.Database, by, ticket.Id, "hola", Guid.NewGuid(), ago.AddMinutes(4))).Message);
        return ticket.Id;
    }
}
