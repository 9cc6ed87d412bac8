using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>place.js in a real browser: where a row or a bubble goes, and what it keeps.</summary>
public sealed class PlaceTests(BrowserFixture browser) : ScriptTest(browser)
{
    [Theory]
    [InlineData("asc", "e2 e7-7 e7-10 e10")]
    [InlineData("desc", "e10 e7-10 e7-7 e2")]
    public async Task A_new_element_stands_where_its_key_says(string order, string expected)
    {
        await Open($"""<ul id="list" data-order="{order}"></ul>""");

        await Place(Item("e7-10", "7-10") + Item("e10", "10-1") + Item("e2", "2-1") + Item("e7-7", "7-7"));

        Assert.Equal(expected, await Ids("#list"));
    }

    [Fact]
    public async Task An_element_whose_key_changed_moves()
    {
        await Open(List(Item("a", "9-1"), Item("b", "8-1"), Item("c", "7-1")));

        await Place(Item("c", "10-1", 2, "new"));
        await Place(Item("a", "1-1", 2));

        Assert.Equal("c b a", await Ids("#list"));
        await Expect(Page.Locator("#c")).ToHaveTextAsync("new");
    }

    [Fact]
    public async Task An_older_version_is_ignored_and_the_same_one_is_not()
    {
        await Open(List(Item("a", "9-1", 10, "tenth"), Item("b", "8-1", 10, "tenth")));

        await Place(Item("a", "1-1", 9, "ninth") + Item("b", "8-1", 10, "tenth, unread"));

        Assert.Equal("a b", await Ids("#list"));
        await Expect(Page.Locator("#list")).ToHaveTextAsync("tenthtenth, unread");
    }

    [Fact]
    public async Task A_moved_element_keeps_focus_typed_text_what_is_unfolded_and_what_plays()
    {
        static string Rich(string key, string body) => Item("rich", key, 1, $"""
            <input id="field"><details id="more-of-it"><summary>more</summary>{body}</details><audio id="voice" src="/tone.wav" loop></audio>
            """);
        Site.Answers["/tone.wav"] = http => http.Response.Body.WriteAsync(Tone()).AsTask();
        await Open(List(Item("a", "9-1"), Rich("8-1", "old")));
        await Page.Locator("#field").PressSequentiallyAsync("hola");
        await Page.EvaluateAsync(
            """
            async () => {
              document.getElementById('field').setSelectionRange(1, 3);
              document.getElementById('more-of-it').open = true;
              await document.getElementById('voice').play();
            }
            """);

        await Place(Rich("10-1", "new"));

        Assert.Equal("rich a", await Ids("#list"));
        await Expect(Page.Locator("#more-of-it")).ToContainTextAsync("new");
        Assert.Equal("field hola 1-3 true playing", await Page.EvaluateAsync<string>(
            """
            () => {
              const field = document.activeElement, unfolded = document.getElementById('more-of-it').open;
              const voice = document.getElementById('voice').paused ? 'paused' : 'playing';
              return `${field.id} ${field.value} ${field.selectionStart}-${field.selectionEnd} ${unfolded} ${voice}`;
            }
            """));
    }

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

    [Fact]
    public async Task An_element_that_is_gone_leaves_unless_the_news_is_old()
    {
        await Open(List(Item("a", "9-1", 5), Item("b", "8-1", 5)));

        await Place("""<li id="a" data-version="6" data-gone></li><li id="b" data-version="4" data-gone></li>""");

        Assert.Equal("b", await Ids("#list"));
    }

    [Fact]
    public async Task What_belongs_to_another_page_is_passed_over()
    {
        await Open(List(Item("a", "9-1")));

        await Place("""<h1 id="head-7">another ticket</h1>""");
        await Place(Item("z", "1-1"), "#nowhere");

        Assert.Equal("a", await Ids("#list"));
        await Expect(Page.Locator("#head-7")).Not.ToBeAttachedAsync();
    }

    [Fact]
    public async Task New_content_is_known_to_htmx()
    {
        Site.Answers["/pressed"] = http => ScriptSite.Html(http, "pressed");
        await Open(List(Item("a", "9-1")));

        await Place(Item("a", "9-1", 2, """<button id="old" hx-get="/pressed">press</button>""")
            + Item("b", "8-1", 1, """<button id="new" hx-get="/pressed">press</button>"""));
        await Page.ClickAsync("#old");
        await Page.ClickAsync("#new");

        await Expect(Page.Locator("#a")).ToHaveTextAsync("pressed");
        await Expect(Page.Locator("#b")).ToHaveTextAsync("pressed");
    }

    private static string Item(string id, string key, int version = 1, string body = "") =>
        $"""<li id="{id}" data-sort="{key}" data-version="{version}">{body}</li>""";

    private static string Marker(string loadedTo, string next = "/page") =>
        $"""<li id="marker" data-sort="0" data-more="{loadedTo}"><a href="{next}" hx-get="{next}" hx-target="#list" hx-swap="place">more</a></li>""";

    private static string List(params string[] items) => $"""<ul id="list" data-order="desc">{string.Concat(items)}</ul>""";

    private static byte[] Tone()
    {
        var wave = new MemoryStream();
        using var writer = new BinaryWriter(wave);
        writer.Write("RIFF"u8);
        writer.Write(36 + 8000);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(8000);
        writer.Write(8000);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(8000);
        writer.Write(new byte[8000]);
        return wave.ToArray();
    }

    private async Task Open(string main)
    {
        Site.Main = main;
        await Page.GotoAsync("/");
        await Site.NextDial();
    }

    private Task Place(string html, string target = "#list") => Page.EvaluateAsync(
        "text => htmx.swap({ text, swap: 'none', sourceElement: document.body })",
        $"""<hx-partial hx-target="{target}" hx-swap="place">{html}</hx-partial>""");
}
