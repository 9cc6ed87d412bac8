using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>
/// tabs.js: which tab is which, and which hidden one keeps its stream. A driven Chromium shows every page,
/// so being hidden is told to the page; the locks between tabs are the browser's own.
/// </summary>
public sealed class TabsTests(BrowserFixture browser) : ScriptTest(browser)
{
    private const string Visibility =
        """
        shown => {
          Object.defineProperty(document, 'hidden', { value: !shown, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """;

    [Fact]
    public async Task Of_two_hidden_tabs_one_keeps_its_stream()
    {
        var (_, first) = await Open();
        var (second, other) = await Open();

        await Show(Page, false);
        await Show(second, false);
        await other.Closed.WaitAsync(Until.Patience);
        await NothingMore();

        Assert.False(first.Closed.IsCompleted);
        Assert.Equal(1, Site.OpenStreams);
        await Expect(second.Locator("#notice")).ToHaveAttributeAsync("hidden", "");
        Assert.Equal(2, Site.DialCount);
    }

    [Fact]
    public async Task Of_hidden_tabs_one_that_may_sound_takes_the_stream_from_a_mute_one()
    {
        var (_, mute) = await Open();
        var (second, other) = await Open();
        await LetSound(second);

        await Show(Page, false);
        await Show(second, false);
        await mute.Closed.WaitAsync(Until.Patience);
        await NothingMore();

        Assert.False(other.Closed.IsCompleted);
        Assert.Equal((1, 2), (Site.OpenStreams, Site.DialCount));
        await second.CloseAsync();
        Assert.Equal(mute["tab"], (await Site.NextDial())["tab"]);
    }

    [Fact]
    public async Task Of_hidden_tabs_that_may_sound_the_one_that_was_looked_at_last_keeps_the_stream_and_a_mute_one_takes_it_from_neither()
    {
        var (_, first) = await Open();
        var (second, other) = await Open();
        var (third, mute) = await Open();
        await LetSound(Page);
        await LetSound(second);

        foreach (var page in new[] { Page, second, third })
        {
            await Show(page, false);
        }

        await Task.WhenAll(first.Closed, mute.Closed).WaitAsync(Until.Patience);
        await NothingMore();
        Assert.False(other.Closed.IsCompleted);
        Assert.Equal((1, 3), (Site.OpenStreams, Site.DialCount));

        await Show(Page, true);
        var again = await Site.NextDial();
        await Show(Page, false);
        await other.Closed.WaitAsync(Until.Patience);
        await NothingMore();

        Assert.Equal(first["tab"], again["tab"]);
        Assert.False(again.Closed.IsCompleted);
        Assert.Equal((1, 4), (Site.OpenStreams, Site.DialCount));
    }

    [Fact]
    public async Task The_tab_that_closed_its_stream_goes_on_where_it_was_when_it_is_shown()
    {
        await Open();
        var (second, other) = await Open();
        await Bring(second, other, "1.150");
        await Show(second, false);
        await other.Closed.WaitAsync(Until.Patience);

        await Show(second, true);
        var again = await Site.NextDial();

        Assert.Equal((other["tab"], "1.150", null), (again["tab"], again.LastEventId, again["arrived"]));
    }

    [Fact]
    public async Task The_next_hidden_tab_takes_over_from_one_that_is_closed()
    {
        await Open();
        var (second, other) = await Open();
        await Show(second, false);
        await other.Closed.WaitAsync(Until.Patience);

        await Page.CloseAsync();
        var again = await Site.NextDial();

        Assert.Equal(other["tab"], again["tab"]);
    }

    // The server has not heard of the tab that slept, and must not take its operator for gone before it dials.
    [Fact]
    public async Task Who_leaves_the_section_says_that_another_tab_is_there_and_wakes_it()
    {
        var (_, first) = await Open();
        var (second, other) = await Open();
        await Show(second, false);
        await other.Closed.WaitAsync(Until.Patience);

        await Page.EvaluateAsync("html => htmx.swap({ target: '#live', text: html, swap: 'outerHTML' })", ScriptSite.Stream("since=1.120", "elsewhere"));
        var dials = new[] { await Site.NextDial(), await Site.NextDial() }.ToDictionary(dial => dial["section"]!);

        Assert.Equal((first["tab"], "1", "1"), (dials["elsewhere"]["tab"], dials["elsewhere"]["arrived"], dials["elsewhere"]["others"]));
        Assert.Equal((other["tab"], null, null), (dials["conversations"]["tab"], dials["conversations"]["arrived"], dials["conversations"]["others"]));
    }

    [Fact]
    public async Task Who_leaves_the_section_and_has_no_other_tab_says_so()
    {
        await Open();

        await Page.EvaluateAsync("html => htmx.swap({ target: '#live', text: html, swap: 'outerHTML' })", ScriptSite.Stream("since=1.120", "elsewhere"));
        var dial = await Site.NextDial();

        Assert.Equal(("elsewhere", null), (dial["section"], dial["others"]));
    }

    [Fact]
    public async Task A_page_of_another_section_has_no_claim()
    {
        Site.Section = "elsewhere";
        var (_, dial) = await Open();

        await Show(Page, false);
        await dial.Closed.WaitAsync(Until.Patience);

        Assert.Equal("elsewhere", dial["section"]);
    }

    [Fact]
    public async Task A_tab_shown_again_in_time_keeps_its_stream()
    {
        await Open();
        var (second, other) = await Open();

        await second.EvaluateAsync($"() => {{ const show = {Visibility}; show(false); setTimeout(() => show(true), 50); }}");
        await Task.Delay(1000);

        Assert.False(other.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_duplicated_tab_is_another_tab()
    {
        var (_, first) = await Open();

        var copy = await Page.RunAndWaitForPopupAsync(() => Page.EvaluateAsync("() => { window.open(location.href); }"));
        var second = await Site.NextDial();

        Assert.NotEqual(first["tab"], second["tab"]);
        await copy.ReloadAsync();
        Assert.Equal(second["tab"], (await Site.NextDial())["tab"]);
    }

    // A driven Chromium keeps no page for the back button, so the page is told that it was.
    [Fact]
    public async Task A_page_that_the_back_button_brings_back_is_the_same_tab_and_arrives()
    {
        var (_, first) = await Open();
        await Bring(Page, first, "1.150");

        await Page.EvaluateAsync("() => { dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })); }");
        await first.Closed.WaitAsync(Until.Patience);
        await Page.EvaluateAsync("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }");
        var second = await Site.NextDial();

        Assert.Equal((first["tab"], "1", "1.150"), (second["tab"], second["arrived"], second.LastEventId));
    }

    // Playwright's own evaluation counts as a press.
    private static async Task LetSound(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("async () => (await import('/js/bell.js')).audible()"));

    private static Task Show(IPage page, bool shown) => page.EvaluateAsync(Visibility, shown);

    private async Task<(IPage Page, Dial Dial)> Open()
    {
        var page = Page.Url == "about:blank" ? Page : await Context.NewPageAsync();
        await page.GotoAsync("/");
        return (page, await Site.NextDial());
    }

    // What must not come has no moment to wait for: as long as it would take, and more.
    private static Task NothingMore() => Task.Delay(1500);
}
