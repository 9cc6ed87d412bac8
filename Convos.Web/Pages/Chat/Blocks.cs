namespace Convos.Web.Pages;

internal abstract record Block;

internal sealed record Line(IReadOnlyList<Span> Spans) : Block;

internal sealed record Cited(IReadOnlyList<IReadOnlyList<Span>> Lines) : Block;

internal sealed record Bullets(IReadOnlyList<IReadOnlyList<Span>> Items) : Block;

internal sealed record Numbered(IReadOnlyList<(int Number, IReadOnlyList<Span> Spans)> Items) : Block;

/// <summary>Several lines in one width.</summary>
internal sealed record Verbatim(string Text) : Block;

/// <summary>The lines of a text as WhatsApp groups them: «&gt; » quotes, «- », «* » and «1. » list, ``` encloses what is to stay as it is.</summary>
internal static class Blocks
{
    private const string Fence = "```";

    public static IReadOnlyList<Block> Read(string text, Reading reading)
    {
        var blocks = new List<Block>();
        var (start, at) = (0, 0);
        while (text.IndexOf(Fence, at, StringComparison.Ordinal) is >= 0 and var open
            && text.IndexOf(Fence, open + Fence.Length, StringComparison.Ordinal) is >= 0 and var close)
        {
            var inside = text[(open + Fence.Length)..close];
            at = close + Fence.Length;
            // On one line it is a part of the line.
            if (!inside.Contains('\n') || string.IsNullOrWhiteSpace(inside))
            {
                continue;
            }

            Lines(blocks, reading, Trimmed(text[start..open], atStart: start > 0, atEnd: true));
            blocks.Add(new Verbatim(Trimmed(inside, atStart: true, atEnd: true)));
            start = at;
        }

        Lines(blocks, reading, Trimmed(text[start..], atStart: start > 0, atEnd: false));
        return blocks;
    }

    private static void Lines(List<Block> blocks, Reading reading, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        foreach (var line in text.Split('\n'))
        {
            Add(blocks, reading, line);
        }
    }

    private static void Add(List<Block> blocks, Reading reading, string line)
    {
        var last = blocks.Count > 0 ? blocks[^1] : null;
        if (line.StartsWith("> ", StringComparison.Ordinal) && Rest(line, 2) is { } cited)
        {
            Append(blocks, last as Cited, whole => whole.Lines, lines => new Cited(lines), Marks.Read(cited, reading));
        }
        else if ((line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("* ", StringComparison.Ordinal)) && Rest(line, 2) is { } bullet)
        {
            Append(blocks, last as Bullets, whole => whole.Items, items => new Bullets(items), Marks.Read(bullet, reading));
        }
        else if (Number(line) is { } number && Rest(line, number.Length) is { } item)
        {
            Append(blocks, last as Numbered, whole => whole.Items, items => new Numbered(items), (number.Value, Marks.Read(item, reading)));
        }
        else
        {
            blocks.Add(new Line(Marks.Read(line, reading)));
        }
    }

    // The lists grow in place: a text of thousands of lines is read once.
    private static void Append<TBlock, T>(List<Block> blocks, TBlock? last, Func<TBlock, IReadOnlyList<T>> items, Func<List<T>, TBlock> make, T item)
        where TBlock : Block
    {
        if (last is not null && items(last) is List<T> known)
        {
            known.Add(item);
        }
        else
        {
            blocks.Add(make([item]));
        }
    }

    private static string? Rest(string line, int from) => string.IsNullOrWhiteSpace(line[from..]) ? null : line[from..];

    private static (int Value, int Length)? Number(string line)
    {
        var digits = 0;
        while (digits < line.Length && digits < 4 && char.IsAsciiDigit(line[digits]))
        {
            digits++;
        }

        return digits is > 0 and < 4 && line.AsSpan(digits).StartsWith(". ") ? (int.Parse(line.AsSpan(0, digits), System.Globalization.CultureInfo.InvariantCulture), digits + 2) : null;
    }

    // The break beside a fence belongs to the fence.
    private static string Trimmed(string text, bool atStart, bool atEnd)
    {
        var start = atStart && text.StartsWith('\n') ? 1 : 0;
        return text[start..^(atEnd && text.Length > start && text.EndsWith('\n') ? 1 : 0)];
    }
}
