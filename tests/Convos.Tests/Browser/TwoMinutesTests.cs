using System.Text.RegularExpressions;
using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The two minutes after the last sign of life, in real pages that end as pages do; the clock leaps over most of them.</summary>
public sealed class TwoMinutesTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    // From here on the sweep, which comes every ten seconds, decides.
    private static readonly TimeSpan Leap = TimeSpan.FromSeconds(49);

    // At most ten seconds after the two minutes, and what a busy machine adds.
    private const int Most = 160;

    [Fact]
    public async Task Who_closed_and_whose_cable_was_cut_become_no_disponible_in_time_and_once_and_a_click_brings_back()
    {
        Expected.AddRange(["net::ERR_", "htmx:sse:error: network error", "Failed to fetch"]);
        using var cable = new Cable(() => App.Address);
        var (stays, closes, cut) = (await Arrives("ana"), await Arrives("bruno"), await Arrives("carla", cable.Address));
        var ticket = await Ticket(cut.Viewer);
        await cut.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await cut.Composer.FillAsync("Lo reviso y te digo");
        foreach (var place in new[] { stays, closes, cut })
        {
            await Greeted(place);
        }

        var ends = DateTime.UtcNow;
        await closes.Page.CloseAsync();
        cable.Hold();
        var ended = DateTime.UtcNow;
        await Until.True(async () => await LastSign(closes) >= ends, "The end of the closed page's stream");
        await Until.True(async () => await LastSign(stays) > ended.AddSeconds(11), "A beat that all were asked for");
        var last = new[] { (closes, await LastSign(closes)), (cut, await LastSign(cut)) };
        // In two, or who stays would have to answer at once.
        for (var leaps = 0; leaps < 2; leaps++)
        {
            App.Clock.Leap(Leap);
            var landed = App.Clock.GetUtcNow().UtcDateTime;
            await Until.True(async () => await LastSign(stays) > landed, "Another beat");
        }

        await Expect(cut.Page.Locator("#going")).ToContainTextAsync(new Regex(@"pasarás a No disponible en [01]:\d\d"));
        foreach (var (place, sign) in last)
        {
            await Until.True(async () => !await Available(place), $"No disponible of {place.Viewer.Name}");
            var (times, at) = await Make.One<(int, DateTime)>(App.Database,
                "select count(*)::int, max(at) from events where operator_id = @Id and kind = 'presence' and data->>'cause' = 'silence'", new { place.Viewer.Id });
            Assert.Equal(1, times);
            Assert.InRange((at - sign).TotalSeconds, 120, Most);
            Assert.Equal(sign, await LastSign(place));
        }

        Assert.True(await Available(stays));
        cable.Release();
        await ComesBack(cut);
        await Expect(cut.Composer).ToHaveValueAsync("Lo reviso y te digo");
    }

    // A redial is no arrival, nor is the page that it brings up to date: it says what happened, until one comes back.
    private async Task ComesBack(Workplace place)
    {
        var dropped = place.Page.Locator("#dropped");
        await Expect(dropped).ToContainTextAsync("tu página no dio señales durante 2 minutos");
        Assert.False(await Available(place));

        await dropped.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(place.Presence).ToHaveAttributeAsync("data-available", "true");
        await Expect(dropped).ToBeHiddenAsync();
        Assert.True(await Available(place));
    }

    private static Task Greeted(Workplace place) =>
        Eventually(async () => await place.Page.EvaluateAsync<bool>("async () => (await import('/js/line.js')).line.greeted !== null") ? place : null, "a greeting");

    private Task<DateTime> LastSign(Workplace place) =>
        Make.One<DateTime>(App.Database, "select max(last_sign_at) from operator_pages where operator_id = @Id", new { place.Viewer.Id });

    private Task<bool> Available(Workplace place) =>
        Make.One<bool>(App.Database, "select available from operators where id = @Id", new { place.Viewer.Id });
}
