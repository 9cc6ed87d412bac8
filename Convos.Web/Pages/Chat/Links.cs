using System.Text.RegularExpressions;

namespace Convos.Web.Pages;

/// <summary>Web and e-mail addresses in a line, as they were typed. The expression never backtracks: its time grows with the text alone.</summary>
internal static class Links
{
    private static readonly Regex Address = new(
        """https?://[^\s<>"`]+|www\.[^\s<>"`]+|[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}""",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static IReadOnlyList<(int Start, int End, Link Link)> In(string line)
    {
        // Most lines have none, and are done here.
        if (!line.Contains("://", StringComparison.Ordinal) && !line.Contains('@') && !line.Contains("www.", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var links = new List<(int, int, Link)>();

        foreach (var found in Address.EnumerateMatches(line))
        {
            var (start, text) = (found.Index, Trimmed(line.Substring(found.Index, found.Length)));
            if ((start == 0 || !char.IsLetterOrDigit(line[start - 1])) && Href(text) is { } href)
            {
                links.Add((start, start + text.Length, new Link(href, text)));
            }
        }

        return links;
    }

    private static string? Href(string text)
    {
        var isWeb = text.StartsWith("http", StringComparison.OrdinalIgnoreCase) && text.Contains("://", StringComparison.Ordinal);
        var isBare = text.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && text.IndexOf('.', 4) > 0;
        var href = isWeb ? text : isBare ? $"https://{text}" : text.Contains('@') && !text.Contains('/') ? $"mailto:{text}" : null;
        return Uri.TryCreate(href, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" ? uri.AbsoluteUri : null;
    }

    // A sentence's end and a mark's are not the address's; a parenthesis is, where it was opened inside.
    private static string Trimmed(string text)
    {
        var (end, open) = (text.Length, text.Count(sign => sign == '(') - text.Count(sign => sign == ')'));
        while (end > 0 && (".,;:!?'*_~]}»…".Contains(text[end - 1]) || (text[end - 1] == ')' && open < 0)))
        {
            open += text[--end] == ')' ? 1 : 0;
        }

        return text[..end];
    }
}
