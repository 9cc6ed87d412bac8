using Microsoft.AspNetCore.Http;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>regions.js: a page that fell behind asks for itself again, and keeps what a person was doing on it.</summary>
public sealed class RegionsTests(BrowserFixture browser) : ScriptTest(browser)
{
    [Fact]
    public async Task A_resync_makes_the_page_equal_to_a_fresh_one_and_keeps_the_draft()
    {
        var dial = await Open("old");
        await Page.FillAsync("#draft", "hola");
        Site.Main = State("new");

        dial.Signal("resync");

        await Expect(Page.Locator("#state")).ToHaveTextAsync("new");
        await Expect(Page.Locator("#draft")).ToHaveValueAsync("hola");
        await Expect(Page.Locator("#draft")).ToBeFocusedAsync();
        Assert.Equal(1, Site.DialCount);
    }

    [Theory]
    [InlineData("<ol data-once><li>K7QF-9WMX</li></ol>")]
    [InlineData("<div class=\"problems\"><ul><li>El nombre lleva entre 1 y 80 caracteres.</li></ul></div>")]
    public async Task What_no_second_request_brings_back_is_not_asked_for_again(string shown)
    {
        Site.Rest = "<p id=\"rest\" data-resync>old</p>";
        Site.Main = State("old") + shown;
        await Page.GotoAsync("/");
        var dial = await Site.NextDial();
        (Site.Main, Site.Rest) = (State("new"), "<p id=\"rest\" data-resync>new</p>");

        dial.Signal("resync");

        await Expect(Page.Locator("#rest")).ToHaveTextAsync("new");
        await Expect(Page.Locator("#state")).ToHaveTextAsync("old");
    }

    [Fact]
    public async Task Who_has_scrolled_back_in_a_chat_goes_on_reading_there()
    {
        static string Chat(string marker, params string[] ids) => $"""
            <ol id="chat" data-order="asc"><li id="older" data-sort="0" data-more>{marker}</li>{string.Concat(ids.Select(one => $"<li id=\"m{one}\" data-sort=\"{one}-1\">{one}</li>"))}</ol>
            """;
        Site.Main = Chat("before 1", "1", "2", "3", "4");
        await Page.GotoAsync("/");
        var dial = await Site.NextDial();
        Site.Main = Chat("before 4", "4", "5");

        dial.Signal("resync");

        await Expect(Page.Locator("#m5")).ToBeAttachedAsync();
        Assert.Equal("older m1 m2 m3 m4 m5", await Ids("#chat"));
        await Expect(Page.Locator("#older")).ToHaveTextAsync("before 1");
    }

    [Fact]
    public async Task What_the_stream_brings_during_a_refresh_is_not_undone_by_it()
    {
        var dial = await Open("old");
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        Site.Answers["/"] = async http =>
        {
            asked.TrySetResult();
            await answer.Task;
            await ScriptSite.Html(http, $"""<main id="main">{State("older than the stream")}</main>""");
        };

        dial.Signal("resync");
        await asked.Task;
        dial.Send("""<hx-partial hx-target="#state" hx-swap="innerHTML">newest</hx-partial>""");
        await Task.Delay(200);
        answer.SetResult();

        await Expect(Page.Locator("#state")).ToHaveTextAsync("newest");
    }

    [Fact]
    public async Task A_region_that_is_told_to_refresh_does_so_without_hurry()
    {
        await Clock(0);
        var dial = await Open("old");
        Site.Main = State("new");
        var before = Site.PageCount;

        for (var i = 0; i < 20; i++)
        {
            dial.Signal("refresh", "#state");
        }

        await Bring(Page, dial, "1.105");
        await Expect(Page.Locator("#state")).ToHaveTextAsync("new");
        Assert.Equal(1, Site.PageCount - before);
        Site.Main = State("newer");
        await Clock(0.3);
        await Expect(Page.Locator("#state")).ToHaveTextAsync("newer");
        await Clock(30);
        Assert.Equal(2, Site.PageCount - before);
    }

    [Fact]
    public async Task A_page_without_a_stream_asks_for_its_regions_now_and_then()
    {
        var dial = await Open("old");
        Site.Instead = http =>
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        Site.Main = State("new");

        dial.Drop();

        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
        await Expect(Page.Locator("#state")).ToHaveTextAsync("new");
        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_failed_refresh_is_made_up_for()
    {
        var dial = await Open("old");
        var tries = 0;
        Site.Answers["/"] = http =>
        {
            http.Response.StatusCode = tries++ == 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return ScriptSite.Html(http, $"""<main id="main">{State($"try {tries}")}</main>""");
        };

        dial.Signal("resync");

        await Expect(Page.Locator("#state")).ToHaveTextAsync("try 2");
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("resync")]
    public async Task Who_may_no_longer_see_the_page_is_shown_what_is_there_instead(string signal)
    {
        var dial = await Open("old");
        Site.Answers["/"] = http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return ScriptSite.Html(http, "<p id=\"lost\">Not here</p>");
        };

        dial.Signal(signal);

        await Expect(Page.Locator("#lost")).ToBeVisibleAsync();
    }

    private static string State(string state) => $"""<p id="state">{state}</p><textarea id="draft"></textarea>""";

    private async Task<Dial> Open(string state)
    {
        Site.Main = State(state);
        await Page.GotoAsync("/");
        return await Site.NextDial();
    }
}
