using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The page's line to the server (line.js, live.js): what a dial says, and where it goes on.</summary>
public sealed class LineTests(BrowserFixture browser) : ScriptTest(browser)
{
    [Fact]
    public async Task The_first_dial_says_what_the_page_shows_which_tab_it_is_and_that_it_arrives()
    {
        var dial = await Open();

        Assert.Equal(("1.100", "mine", "conversations", "1"), (dial["since"], dial["view"], dial["section"], dial["arrived"]));
        Assert.True(Guid.TryParse(dial["tab"], out _));
        Assert.Null(dial.LastEventId);
    }

    [Fact]
    public async Task A_dropped_stream_is_dialled_again_and_goes_on_where_it_was()
    {
        var first = await Open();
        first.Place("#list", """<li id="a" data-sort="1-1">a</li>""", id: "1.105");
        await Expect(Page.Locator("#a")).ToBeAttachedAsync();

        first.Drop();
        var second = await Site.NextDial();
        second.Place("#list", """<li id="missed" data-sort="2-1">missed</li>""");

        await Expect(Page.Locator("#missed")).ToBeAttachedAsync();
        Assert.Equal("1.105", second.LastEventId);
        Assert.Equal(first["tab"], second["tab"]);
        Assert.Null(second["arrived"]);
    }

    [Fact]
    public async Task Until_the_server_has_greeted_the_page_it_arrives()
    {
        await Page.GotoAsync("/");
        (await Site.NextDial(greet: false)).Drop();

        Assert.Equal("1", (await Site.NextDial())["arrived"]);
    }

    [Fact]
    public async Task A_navigation_replaces_the_stream_and_goes_on_where_the_old_one_was()
    {
        Site.Main = """<a href="/b" hx-get="/b" hx-target="#main" hx-swap="innerHTML" hx-push-url="true">b</a>""";
        Site.Answers["/b"] = http => ScriptSite.Html(http, $"""
            <p id="b">b</p><hx-partial hx-target="#live" hx-swap="outerHTML">{ScriptSite.Stream("since=1.200&view=all")}</hx-partial>
            """);
        await Page.GotoAsync("/");
        var first = await Site.NextDial();
        await Bring(Page, first, "1.105");

        await Page.ClickAsync("a");
        var second = await Site.NextDial();
        await first.Closed.WaitAsync(Until.Patience);

        Assert.Equal(("all", "1.105", null), (second["view"], second.LastEventId, second["arrived"]));
        Assert.Equal(1, Site.OpenStreams);
        await Page.GoBackAsync();
        var third = await Site.NextDial();
        await second.Closed.WaitAsync(Until.Patience);
        Assert.Equal(("mine", null), (third["view"], third["arrived"]));
        Assert.Equal((1, 3), (Site.OpenStreams, Site.DialCount));
    }

    [Fact]
    public async Task A_stream_that_shows_something_else_begins_where_its_page_was_read_though_the_old_one_had_told_more()
    {
        Site.Main = """<a href="/b" hx-get="/b" hx-target="#main" hx-swap="innerHTML" hx-push-url="true">b</a>""";
        Site.Answers["/b"] = http => ScriptSite.Html(http, $"""
            <p id="b">b</p><hx-partial hx-target="#live" hx-swap="outerHTML">{ScriptSite.Stream("since=1.99&view=all")}</hx-partial>
            """);
        await Page.GotoAsync("/");
        await Bring(Page, await Site.NextDial(), "1.105");

        await Page.ClickAsync("a");
        var second = await Site.NextDial();
        await Bring(Page, second, "1.110");
        second.Drop();
        var redialled = await Site.NextDial();

        Assert.Equal(("1.99", "1.110"), (second.LastEventId, redialled.LastEventId));
    }

    [Fact]
    public async Task A_page_loaded_anew_is_the_same_tab_and_arrives()
    {
        var first = await Open();
        await Bring(Page, first, "1.105");

        await Page.ReloadAsync();
        var second = await Site.NextDial();

        Assert.Equal((first["tab"], "1", null), (second["tab"], second["arrived"], second.LastEventId));
    }

    [Fact]
    public async Task A_message_that_cannot_be_shown_leaves_one_stream_and_a_page_that_is_right()
    {
        var first = await Open();
        Site.Main = """<p id="fresh"></p>""";

        first.Send("""<hx-partial hx-target="#main" hx-swap="no-such-swap">x</hx-partial>""", id: "1.105");
        var second = await Site.NextDial();
        await first.Closed.WaitAsync(Until.Patience);

        Assert.Equal("1.105", second.LastEventId);
        Assert.Equal(1, Site.OpenStreams);
        await Expect(Page.Locator("#fresh")).ToBeAttachedAsync();
    }

    [Fact]
    public async Task A_beat_is_answered_with_the_tab_the_section_and_the_token()
    {
        var dial = await Open();

        dial.Signal("beat");
        await Eventually(() => !Site.Beats.IsEmpty, "an answer to the beat");

        Assert.Equal([($"tab={dial["tab"]}&section=conversations", "token")], Site.Beats);
    }

    private async Task<Dial> Open()
    {
        Site.Main = """<ul id="list" data-order="desc"></ul>""";
        await Page.GotoAsync("/");
        return await Site.NextDial();
    }
}
