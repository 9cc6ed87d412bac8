using System.Diagnostics;
using System.Text.Encodings.Web;
using AngleSharp;
using AngleSharp.Dom;
using Convos.Data;
using Convos.Web.Pages;
using CsCheck;

namespace Convos.Tests;

/// <summary>WhatsApp's marks as markup: only ours, only around words, and never what the writer wanted to be markup.</summary>
public sealed class WordingTests
{
    private static readonly string[] Ours =
        ["A", "BLOCKQUOTE", "BODY", "BR", "CODE", "EM", "HEAD", "HTML", "LI", "OL", "P", "PRE", "S", "SPAN", "STRONG", "UL"];

    private static readonly string[] Pieces =
    [
        "*", "_", "~", "`", "```", "> ", "- ", "* ", "1. ", " ", "\n", "hola", "café", "<b>", "</span>", "<script>alert(1)</script>", "&amp;", "\"", "'", "javascript:x",
        "https://a.example/x_y_z?q=\"><img src=x onerror=1>", "www.convos.la", "ana@convos.test", "👍", "مرحبا", "\u0000", "\ud83d", "on=1", "(", ")",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Select(piece => Pieces[piece]).Array[0, 24].Select(string.Concat);

    [Theory]
    [InlineData("hola", "hola")]
    [InlineData("*hola*", "<strong>hola</strong>")]
    [InlineData("_hola_ ~chau~", "<em>hola</em> <s>chau</s>")]
    [InlineData("¡*Hola*, _vos_!", "¡<strong>Hola</strong>, <em>vos</em>!")]
    [InlineData("*_dos_*", "<strong><em>dos</em></strong>")]
    [InlineData("*uno _dos ~tres~_*", "<strong>uno <em>dos <s>tres</s></em></strong>")]
    [InlineData("*uno _dos* tres_", "<strong>uno _dos</strong> tres_")]
    [InlineData("`a *b*` c", "<code>a *b*</code> c")]
    [InlineData("```a *b*``` c", "<code>a *b*</code> c")]
    [InlineData("```uno\n*dos*```", "<pre dir=\"auto\">uno\n*dos*</pre>")]
    [InlineData("antes\n```\nuno\ndos\n```\ndespués", "antes<pre dir=\"auto\">uno\ndos</pre>después")]
    [InlineData("2*3*4 y a_b_c", "2*3*4 y a_b_c")]
    [InlineData("* hola*", "<ul><li>hola*</li></ul>")]
    [InlineData("*hola *", "*hola *")]
    [InlineData("**hola**", "**hola**")]
    [InlineData("___", "___")]
    [InlineData("*a\nb*", "*a\nb*")]
    [InlineData("*sin fin _tampoco", "*sin fin _tampoco")]
    [InlineData("- uno\n- *dos*\nfin", "<ul><li>uno</li><li><strong>dos</strong></li></ul>fin")]
    [InlineData("3. uno\n7. dos", "<ol><li value=\"3\">uno</li><li value=\"7\">dos</li></ol>")]
    [InlineData("> uno\n> dos\nfin", "<blockquote><p>uno</p><p>dos</p></blockquote>fin")]
    [InlineData("uno\n\ndos", "uno\n\ndos")]
    [InlineData("1234. no es lista", "1234. no es lista")]
    [InlineData("<b>no</b> & \"sí\"", "&lt;b&gt;no&lt;/b&gt; &amp; &quot;s&#xED;&quot;")]
    public void Marks_stand_only_around_words(string text, string html) => Assert.Equal(Decoded(html), Decoded(Html(text)));

    [Theory]
    [InlineData("https://convos.la/a_b_c?x=_1_&y=2", "https://convos.la/a_b_c?x=_1_&y=2", "https://convos.la/a_b_c?x=_1_&y=2")]
    [InlineData("mira https://convos.la.", "https://convos.la/", "https://convos.la")]
    [InlineData("(https://es.wikipedia.org/wiki/Rosario_(Argentina))", "https://es.wikipedia.org/wiki/Rosario_(Argentina)", "https://es.wikipedia.org/wiki/Rosario_(Argentina)")]
    [InlineData("*https://convos.la*", "https://convos.la/", "https://convos.la")]
    [InlineData("www.convos.la/ayuda", "https://www.convos.la/ayuda", "www.convos.la/ayuda")]
    [InlineData("escribe a ana.b+c@convos.test, gracias", "mailto:ana.b+c@convos.test", "ana.b+c@convos.test")]
    [InlineData("HTTP://CONVOS.LA", "http://convos.la/", "HTTP://CONVOS.LA")]
    public async Task Addresses_are_links_that_give_nothing_away(string text, string address, string shown)
    {
        var link = (await Document(text)).QuerySelector("a")!;

        Assert.Equal((address, shown, "noopener noreferrer", "_blank"), (link.GetAttribute("href"), link.TextContent, link.GetAttribute("rel"), link.GetAttribute("target")));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("xhttps://convos.la")]
    [InlineData("www.")]
    [InlineData("`https://convos.la`")]
    [InlineData("https://")]
    [InlineData("a@b")]
    [InlineData("file:///etc/passwd")]
    public async Task Nothing_else_is_a_link(string text) => Assert.Null((await Document(text)).QuerySelector("a"));

    [Fact]
    public void Whatever_is_written_only_our_elements_come_of_it() => Texts.Sample(text =>
    {
        using var page = Document(text).GetAwaiter().GetResult();

        Assert.All(page.All, element =>
        {
            Assert.Contains(element.TagName, Ours);
            Assert.All(element.Attributes, attribute => Assert.Contains(attribute.Name, (string[])["href", "rel", "target", "class", "dir", "value"]));
            Assert.True(element.GetAttribute("href") is null or ['h', 't', 't', 'p', ..] or ['m', 'a', 'i', 'l', 't', 'o', ':', ..]);
        });
    });

    [Fact]
    public void No_word_is_lost() => Gen.Int[0, Pieces.Length - 1].Select(piece => Pieces[piece]).Where(piece => piece != "\u0000").Array[0, 20].Select(string.Concat).Sample(text =>
    {
        using var page = Document(text).GetAwaiter().GetResult();

        Assert.Equal(Letters(text), Letters(page.Body!.TextContent));
    });

    [Fact]
    public void A_preview_has_the_words_without_the_marks() => Texts.Sample(text =>
        Assert.Equal(Letters(text.Replace("\n", " ")), Letters(Wording.Plain(text.Replace("\n", " ")))));

    [Theory]
    [InlineData("*hola* _vos_", "hola vos")]
    [InlineData("> cita", "cita")]
    [InlineData("2*3", "2*3")]
    [InlineData("mira *https://convos.la*", "mira https://convos.la")]
    [InlineData("", "")]
    public void Such_as(string text, string plain) => Assert.Equal(plain, Wording.Plain(text));

    [Theory]
    [InlineData("*a ")]
    [InlineData("_*~")]
    [InlineData("```")]
    [InlineData("`a ")]
    [InlineData("https://a)")]
    [InlineData("a@a.a@")]
    [InlineData("- a\n")]
    [InlineData("*a _b ~c ")]
    [InlineData("https://x ` ")]
    public void A_text_made_to_hurt_is_read_in_no_time(string piece)
    {
        Html(piece);

        var (half, whole) = (Takes(32_768), Takes(65_536));

        // Reading it in the square of its length would take minutes, four times as many as of a half of it; a busy machine may take seconds, of both.
        Assert.True(whole < TimeSpan.FromSeconds(8) || whole < half * 3, $"{whole}, and {half} for a half");

        TimeSpan Takes(int length)
        {
            var watch = Stopwatch.StartNew();
            Html(string.Concat(Enumerable.Repeat(piece, length / piece.Length)));
            return watch.Elapsed;
        }
    }

    [Theory]
    [InlineData("👍", true)]
    [InlineData("👍🏽 ❤️", true)]
    [InlineData("🇦🇷👨‍👩‍👧‍👦", true)]
    [InlineData("1️⃣", true)]
    [InlineData("👍👍👍👍", false)]
    [InlineData("👍 ok", false)]
    [InlineData("123", false)]
    [InlineData("...", false)]
    [InlineData("", false)]
    public void Emojis_alone_are_larger(string text, bool larger) => Assert.Equal(larger, Wording.Of(text).IsEmoji);

    [Fact]
    public async Task Each_line_finds_its_own_direction()
    {
        var rows = (await Document("Hola\nمرحبا *بك*\nchau")).QuerySelectorAll(".text-row");

        Assert.Equal(["Hola", "مرحبا بك", "chau"], rows.Select(row => row.TextContent));
        Assert.All(rows, row => Assert.Equal("auto", row.GetAttribute("dir")));
        Assert.NotNull(rows[1].QuerySelector("strong"));
    }

    [Theory]
    [InlineData(true, """<strong>ojo</strong> <b class="mention" data-person="7">@Ana Paz</b>: <a href="https://x.test/" rel="noopener noreferrer" target="_blank">https://x.test</a> y ana@paz.test""")]
    [InlineData(false, """<strong>ojo</strong> <b class="mention" data-person="7">@Ana Paz</b>: https://x.test y ana@paz.test""")]
    public void A_note_sets_off_whom_it_calls_among_its_marks_and_links(bool links, string html)
    {
        using var writer = new StringWriter();
        Wording.OfNote("*ojo* @Ana Paz: https://x.test y ana@paz.test", Called.Write([new(7, "Ana Paz")]), links).WriteTo(writer, HtmlEncoder.Default);

        Assert.Equal(html.Replace("y ana@paz.test", links ? """y <a href="mailto:ana@paz.test" rel="noopener noreferrer" target="_blank">ana@paz.test</a>""" : "y ana@paz.test", StringComparison.Ordinal), writer.ToString());
    }

    private static string Letters(string text) => string.Concat(text.Where(sign => char.IsLetter(sign)));

    private static string Decoded(string html) => System.Net.WebUtility.HtmlDecode(html);

    private static string Html(string text)
    {
        using var writer = new StringWriter();
        Wording.Of(text).WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    private static Task<IDocument> Document(string text) =>
        BrowsingContext.New(Configuration.Default).OpenAsync(answer => answer.Content($"<!doctype html><html><head></head><body>{Html(text)}</body></html>"));
}
