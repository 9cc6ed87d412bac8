using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>place.js and lists of which only a part is loaded.</summary>
public sealed class PagingTests(BrowserFixture browser) : PlaceTest(browser)
{
    [Fact]
    public async Task What_lies_beyond_the_loaded_part_waits_for_its_page()
    {
        await Open(List(Item("a", "9-1"), Item("b", "8-1"), Item("c", "7-1"), Marker("7-1")));

        await Place(Item("old", "6-9") + Item("edge", "7-2") + Item("new", "10-1"));
        await Place(Item("b", "3-1", 2));

        Assert.Equal("new a edge c marker", await Ids("#list"));
    }

    [Fact]
    public async Task A_marker_that_does_not_say_where_the_loaded_part_ends_stands_at_its_end()
    {
        await Open(List(Item("a", "9-1"), Item("b", "7-1"), Marker("")));

        await Place(Item("old", "6-9") + Item("new", "8-1"));

        Assert.Equal("a new b marker", await Ids("#list"));
    }

    [Fact]
    public async Task An_ascending_list_has_its_edge_at_the_start()
    {
        await Open($"""<ul id="list" data-order="asc">{Marker("7-1")}{Item("a", "7-1")}</ul>""");

        await Place(Item("old", "6-9") + Item("new", "8-1"));

        Assert.Equal("marker a new", await Ids("#list"));
    }

    [Fact]
    public async Task A_page_takes_the_place_of_its_marker()
    {
        Site.Answers["/page"] = http => ScriptSite.Html(http, Item("c", "7-1") + Item("d", "6-1") + Marker("6-1", "/last"));
        Site.Answers["/last"] = http => ScriptSite.Html(http, Item("e", "5-1") + """<li id="marker" data-sort="0">the end</li>""");
        await Open(List(Item("a", "9-1"), Marker("9-1")));

        await Page.ClickAsync("#marker a");
        await Expect(Page.Locator("#d")).ToBeAttachedAsync();
        var first = await Ids("#list");
        await Page.ClickAsync("#marker a");
        await Expect(Page.Locator("#e")).ToBeAttachedAsync();

        Assert.Equal("a c d marker", first);
        Assert.Equal("a c d e marker", await Ids("#list"));
    }

    [Fact]
    public async Task What_comes_while_a_page_is_on_its_way_is_newer_than_the_page()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        Site.Answers["/page"] = async http =>
        {
            asked.SetResult();
            await answer.Task;
            await ScriptSite.Html(http, Item("b", "8-1", 1) + Item("c", "7-1", 1) + Item("d", "6-1") + Marker("6-1"));
        };
        await Open(List(Item("a", "9-1"), Marker("9-1")));

        await Page.ClickAsync("#marker a");
        await asked.Task;
        await Place(Item("b", "6-5", 2) + """<li id="c" data-version="2" data-gone></li>""" + Item("new", "7-5"));
        answer.SetResult();
        await Expect(Page.Locator("#d")).ToBeAttachedAsync();

        Assert.Equal("a new b d marker", await Ids("#list"));
    }
}
