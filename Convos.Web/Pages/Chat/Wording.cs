using System.Text.Encodings.Web;
using Convos.Data;
using Microsoft.AspNetCore.Html;

namespace Convos.Web.Pages;

/// <summary>
/// What a person wrote, as markup: the marks of WhatsApp, links, lists and quotes. Text is always encoded; each line of a text that has
/// any right-to-left sign finds its own direction.
/// </summary>
public sealed class Wording : IHtmlContent
{
    private const int LargeEmojis = 3;
    private const int LongText = 1000;
    private const int LongLines = 16;

    private readonly IReadOnlyList<Block> blocks;
    private readonly bool finds;

    private Wording(string text, Reading reading)
    {
        blocks = Blocks.Read(text, reading);
        finds = text.Any(IsRightToLeft);
        IsEmoji = text.Length <= 200 && Emojis.Alone(text, LargeEmojis) > 0;
        IsLong = text.Length > LongText || text.Count(sign => sign == '\n') >= LongLines;
    }

    /// <summary>Shown larger.</summary>
    public bool IsEmoji { get; }

    /// <summary>Shown folded.</summary>
    public bool IsLong { get; }

    public static Wording Of(string text) => new(text.ReplaceLineEndings("\n"), Reading.Usual);

    /// <summary>A note, with the names of those whom its <paramref name="content"/> says that it calls.</summary>
    /// <param name="links">False, where all of it is a link already.</param>
    public static Wording OfNote(string text, string? content, bool links = true) => new(text.ReplaceLineEndings("\n"), new Reading(Called.Read(content), links));

    /// <summary>One line without its marks.</summary>
    public static string Plain(string text)
    {
        var line = text.AsSpan().TrimStart();
        var words = new StringWriter();
        Write(words, Marks.Read((line.StartsWith("> ") ? line[2..] : line).ToString(), Reading.Usual), encoder: null);
        return words.ToString();
    }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        Block? before = null;
        foreach (var block in blocks)
        {
            if (block is Line && before is Line && !finds)
            {
                writer.Write('\n');
            }

            Write(writer, block, encoder);
            before = block;
        }
    }

    private void Write(TextWriter writer, Block block, HtmlEncoder encoder)
    {
        switch (block)
        {
            case Line { Spans.Count: 0 } when finds:
                writer.Write("<br>");
                break;
            case Line line when finds:
                Element(writer, "span class=\"text-row\" dir=\"auto\"", "span", line.Spans, encoder);
                break;
            case Line line:
                Write(writer, line.Spans, encoder);
                break;
            case Cited cited:
                writer.Write("<blockquote>");
                cited.Lines.ToList().ForEach(line => Element(writer, Directed("p"), "p", line, encoder));
                writer.Write("</blockquote>");
                break;
            case Bullets bullets:
                writer.Write("<ul>");
                bullets.Items.ToList().ForEach(item => Element(writer, Directed("li"), "li", item, encoder));
                writer.Write("</ul>");
                break;
            case Numbered numbered:
                writer.Write("<ol>");
                numbered.Items.ToList().ForEach(item => Element(writer, Directed($"li value=\"{item.Number}\""), "li", item.Spans, encoder));
                writer.Write("</ol>");
                break;
            case Verbatim code:
                writer.Write("<pre dir=\"auto\">");
                encoder.Encode(writer, code.Text);
                writer.Write("</pre>");
                break;
            default:
                throw new InvalidOperationException($"Unknown block {block}.");
        }
    }

    private string Directed(string tag) => finds ? $"{tag} dir=\"auto\"" : tag;

    private static void Element(TextWriter writer, string tag, string end, IReadOnlyList<Span> spans, HtmlEncoder encoder)
    {
        writer.Write($"<{tag}>");
        Write(writer, spans, encoder);
        writer.Write($"</{end}>");
    }

    // Without an encoder: words alone, for where no markup goes.
    private static void Write(TextWriter writer, IReadOnlyList<Span> spans, HtmlEncoder? encoder)
    {
        foreach (var span in spans)
        {
            switch (span)
            {
                case Typed typed:
                    Encode(typed.Text);
                    break;
                case Link link when encoder is null:
                    Encode(link.Text);
                    break;
                case Link link:
                    writer.Write("<a href=\"");
                    Encode(link.Address);
                    writer.Write("\" rel=\"noopener noreferrer\" target=\"_blank\">");
                    Encode(link.Text);
                    writer.Write("</a>");
                    break;
                case Calling calling when encoder is null:
                    Encode(calling.Text);
                    break;
                case Calling calling:
                    writer.Write($"<b class=\"mention\" data-person=\"{calling.Person}\">");
                    Encode(calling.Text);
                    writer.Write("</b>");
                    break;
                case Marked marked when encoder is null:
                    Write(writer, marked.Spans, encoder);
                    break;
                case Marked marked:
                    Element(writer, marked.Tag, marked.Tag, marked.Spans, encoder);
                    break;
                default:
                    throw new InvalidOperationException($"Unknown span {span}.");
            }
        }

        void Encode(string text)
        {
            if (encoder is null)
            {
                writer.Write(text);
            }
            else
            {
                encoder.Encode(writer, text);
            }
        }
    }

    private static bool IsRightToLeft(char sign) =>
        sign is (>= '\u0590' and <= '\u08ff') or (>= '\ufb1d' and <= '\ufdff') or (>= '\ufe70' and <= '\ufeff') or '\ud802' or '\ud803' or '\ud83a' or '\ud83b';
}
