using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>place.js in a real browser: where a row or a bubble goes, and what it keeps.</summary>
public sealed class PlaceTests(BrowserFixture browser) : PlaceTest(browser)
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
}
