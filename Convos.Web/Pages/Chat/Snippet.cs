using System.Globalization;
using System.Text;

namespace Convos.Web.Pages;

/// <summary>The part of a text around the first word that was looked for, in pieces: those that were, and what lies between.</summary>
public static class Snippet
{
    private const int Before = 40;
    private const int Longest = 160;

    public static IReadOnlyList<(string Text, bool Found)> Of(string body, IReadOnlyList<string> words)
    {
        var line = body.ReplaceLineEndings(" ");
        var (plain, places) = Plain(line);
        var sought = words.Select(word => Plain(word).Text).Where(word => word.Length > 0).ToList();
        var marks = new bool[line.Length];
        var first = line.Length;
        foreach (var word in sought)
        {
            for (var at = plain.IndexOf(word, StringComparison.Ordinal); at >= 0; at = plain.IndexOf(word, at + word.Length, StringComparison.Ordinal))
            {
                var (from, to) = (places[at], at + word.Length < places.Count ? places[at + word.Length] : line.Length);
                first = Math.Min(first, from);
                Array.Fill(marks, true, from, to - from);
            }
        }

        var (start, end) = Window(line, first == line.Length ? 0 : first);
        return [.. Pieces(line, marks, start, end)];
    }

    // Never through a pair of characters, and at a word's beginning where one is near.
    private static (int Start, int End) Window(string line, int first)
    {
        var start = Math.Max(0, first - Before);
        var space = start == 0 ? -1 : line.IndexOf(' ', start, first - start);
        start = space >= 0 ? space + 1 : start;
        start -= start > 0 && char.IsLowSurrogate(line[start]) ? 1 : 0;
        var end = Math.Min(line.Length, start + Longest);
        return (start, end - (end < line.Length && char.IsLowSurrogate(line[end]) ? 1 : 0));
    }

    private static IEnumerable<(string, bool)> Pieces(string line, bool[] marks, int start, int end)
    {
        if (start > 0)
        {
            yield return ("… ", false);
        }

        for (var at = start; at < end;)
        {
            var next = at;
            while (next < end && marks[next] == marks[at])
            {
                next++;
            }

            yield return (line[at..next], marks[at]);
            at = next;
        }

        if (end < line.Length)
        {
            yield return ("…", false);
        }
    }

    // Without accents and case; of each character where it stood.
    private static (string Text, List<int> Places) Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        var places = new List<int>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var letters = char.IsSurrogate(text[at]) ? text[at].ToString() : text[at].ToString().Normalize(NormalizationForm.FormD);
            foreach (var letter in letters.Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark))
            {
                plain.Append(char.ToLowerInvariant(letter));
                places.Add(at);
            }
        }

        return (plain.ToString(), places);
    }
}
