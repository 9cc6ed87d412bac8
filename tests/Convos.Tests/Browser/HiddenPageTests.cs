using Convos.Data;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>A tab that lies under another for longer than two minutes, in real time and in a real window; and then one that the browser freezes.</summary>
public sealed class HiddenPageTests(TestApp app, HeadedBrowser browser) : IClassFixture<TestApp>, IClassFixture<HeadedBrowser>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(140);

    [Fact]
    public async Task A_hidden_page_whose_timers_sleep_stays_en_linea_and_a_frozen_one_goes_and_comes_back_by_a_click()
    {
        var email = $"ana{Make.Number()}@convos.test";
        var ana = await app.Person(email, Role.Operator, await Make.Inbox(app.Database));
        var context = browser.Browser.Contexts[0];
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(app.Address, "/login").ToString());
        await page.FillAsync("#Email", email);
        await page.FillAsync("#Password", TestApp.Password);
        await page.PressAsync("#Password", "Enter");
        await page.WaitForURLAsync("**/inbox/mine");
        await Until.True(() => page.EvaluateAsync<bool>("async () => (await import('/js/line.js')).line.greeted !== null"), "A greeting");
        await page.EvaluateAsync("() => { window.woken = []; setInterval(() => woken.push(Date.now()), 100); }");

        var over = await context.NewPageAsync();
        await over.BringToFrontAsync();
        await Until.True(() => page.EvaluateAsync<bool>("() => document.hidden"), "The page's being hidden");
        var hidden = DateTime.UtcNow;
        while (DateTime.UtcNow < hidden + Long)
        {
            // In real time: what the browser does to a hidden page cannot be leapt over.
            await Task.Delay(TimeSpan.FromSeconds(10));
            Assert.True(await page.EvaluateAsync<bool>("() => document.hidden"));
            Assert.InRange(await Silence(ana), TimeSpan.Zero, TimeSpan.FromSeconds(40));
        }

        Assert.Equal("arrived", await Make.One<string>(app.Database,
            "select string_agg(data->>'cause', ' ' order by id) from events where operator_id = @Id and kind = 'presence'", new { ana.Id }));
        Assert.True(await Available(ana));
        // A timer of ten beats a second, in the last minute: awake once, or twice where the minute began. Each time it catches up on one beat.
        Assert.InRange(await page.EvaluateAsync<int>("() => woken.filter(at => at > Date.now() - 60000).length"), 0, 3);
        await Freezes(context, page, ana);
    }

    private async Task Freezes(IBrowserContext context, IPage page, Viewer ana)
    {
        var lifecycle = await context.NewCDPSessionAsync(page);
        await lifecycle.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "frozen" });
        await Until.True(async () => await Silence(ana) > TimeSpan.FromSeconds(21), "Two beats without an answer");
        app.Clock.Leap(TimeSpan.FromSeconds(100));
        await Until.True(async () => !await Available(ana), "No disponible");

        await lifecycle.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "active" });
        await page.BringToFrontAsync();
        await Assertions.Expect(page.Locator("#dropped")).ToContainTextAsync("tu página no dio señales");
        Assert.False(await Available(ana));
        await page.ClickAsync("#dropped button");

        await Assertions.Expect(page.Locator("#presence")).ToHaveAttributeAsync("data-available", "true");
        await Assertions.Expect(page.Locator("#going")).ToBeHiddenAsync();
        Assert.True(await Available(ana));
    }

    private Task<bool> Available(Viewer viewer) => Make.One<bool>(app.Database, "select available from operators where id = @Id", new { viewer.Id });

    private async Task<TimeSpan> Silence(Viewer viewer)
    {
        var last = await Make.One<DateTime>(app.Database, "select max(last_sign_at) from operator_pages where operator_id = @Id", new { viewer.Id });
        return DateTime.UtcNow - last;
    }
}
