using Convos.Data;

namespace Convos.Web.Pages;

internal abstract record Span;

internal sealed record Typed(string Text) : Span;

/// <summary>The address is http, https or mailto, and nothing else.</summary>
internal sealed record Link(string Address, string Text) : Span;

/// <summary>The tag is one of ours, never the writer's.</summary>
internal sealed record Marked(string Tag, IReadOnlyList<Span> Spans) : Span;

/// <summary>The name of somebody whom a note calls.</summary>
internal sealed record Calling(long Person, string Text) : Span;

/// <summary>What is looked for besides marks: the names of those who are called, and links unless all of it is one already.</summary>
internal sealed record Reading(IReadOnlyList<Called> Called, bool Links = true)
{
    public static readonly Reading Usual = new([]);
}

/// <summary>
/// The marks within a line: *strong*, _emphasis_, ~strike~ and `code`, each only around words, nested as they come. What is not closed
/// stands as it was typed. Read once from left to right: a mark that found no end is not looked for again.
/// </summary>
internal sealed class Marks
{
    private readonly string line;
    private readonly Dictionary<int, (int End, Span Span)> whole = [];

    private Marks(string line, Reading reading)
    {
        this.line = line;
        var code = Code();
        foreach (var (start, end, link) in reading.Links ? Links.In(line) : [])
        {
            while (code.TryPeek(out var part) && part.End <= start)
            {
                code.Dequeue();
            }

            if (!code.TryPeek(out var next) || start < next.Start)
            {
                whole[start] = (end, link);
            }
        }

        foreach (var (at, fit) in reading.Called.Count == 0 ? [] : Called.Places(line, reading.Called))
        {
            var end = at + 1 + fit[0].Name.Length;
            if (!whole.Any(part => part.Key < end && at < part.Value.End))
            {
                whole[at] = (end, new Calling(fit[0].Id, line[at..end]));
            }
        }
    }

    public static IReadOnlyList<Span> Read(string line, Reading reading) => line.Length == 0 ? [] : new Marks(line, reading).Read(0, line.Length, "");

    private List<Span> Read(int start, int end, string within)
    {
        var spans = new List<Span>();
        var (words, endless) = (start, "");
        for (var at = start; at < end;)
        {
            var mark = line[at];
            if (whole.TryGetValue(at, out var part) && part.End <= end)
            {
                Said(words, at);
                spans.Add(part.Span);
                words = at = part.End;
            }
            else if (Tag(mark) is { } tag && !within.Contains(mark) && !endless.Contains(mark) && Opens(at, end))
            {
                var close = Close(mark, at + 2, end);
                if (close < 0)
                {
                    endless += mark;
                    at++;
                    continue;
                }

                Said(words, at);
                spans.Add(new Marked(tag, Read(at + 1, close, within + mark)));
                words = at = close + 1;
            }
            else
            {
                at++;
            }
        }

        Said(words, end);
        return spans;

        void Said(int from, int to)
        {
            if (to > from)
            {
                spans.Add(new Typed(line[from..to]));
            }
        }
    }

    private static string? Tag(char mark) => mark switch { '*' => "strong", '_' => "em", '~' => "s", _ => null };

    private bool Opens(int at, int end) =>
        at + 2 < end && !char.IsWhiteSpace(line[at + 1]) && line[at + 1] != line[at] && (at == 0 || (!IsWord(line[at - 1]) && line[at - 1] != line[at]));

    private int Close(char mark, int from, int end)
    {
        for (var at = from; at < end; at++)
        {
            if (whole.TryGetValue(at, out var part))
            {
                at = part.End - 1;
            }
            else if (line[at] == mark && !char.IsWhiteSpace(line[at - 1]) && line[at - 1] != mark
                && (at + 1 == line.Length || (!IsWord(line[at + 1]) && line[at + 1] != mark)))
            {
                return at;
            }
        }

        return -1;
    }

    // What is enclosed stands as it is; three and one are the same on a line. Answers where, from left to right.
    private Queue<(int Start, int End)> Code()
    {
        var (places, unfenced) = (new Queue<(int, int)>(), false);
        for (var at = 0; (at = line.IndexOf('`', at)) >= 0;)
        {
            var fence = line.AsSpan(at).StartsWith("```") ? "```" : "`";
            var from = at + fence.Length;
            var close = from < line.Length && !(unfenced && fence.Length > 1) ? line.IndexOf(fence, from, StringComparison.Ordinal) : -1;
            if (close > from && !string.IsNullOrWhiteSpace(line[from..close]))
            {
                whole[at] = (close + fence.Length, new Marked("code", [new Typed(line[from..close])]));
                places.Enqueue((at, close + fence.Length));
                at = close + fence.Length;
            }
            else if (close < 0 && fence.Length == 1)
            {
                break;
            }
            else
            {
                unfenced |= close < 0;
                at += fence.Length;
            }
        }

        return places;
    }

    private static bool IsWord(char sign) => char.IsLetterOrDigit(sign);
}
