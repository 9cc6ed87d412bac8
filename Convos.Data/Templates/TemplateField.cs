using System.Text.RegularExpressions;

namespace Convos.Data;

public enum TemplatePlace { Header, Body, Button }

/// <summary>A variable of a template, to be filled in by whoever sends it: <c>header.1</c>, <c>body.first_name</c>, <c>button.0</c>.</summary>
public sealed record TemplateField(TemplatePlace Place, string Name, int Limit)
{
    private const int HeaderLimit = 60;
    private const int CodeLimit = 15;
    private const int AddressLimit = 2000;

    /// <summary>What a channel takes as the text of a template, its variables filled in.</summary>
    public const int BodyLimit = 1024;

    public string Key => $"{Place.Name()}.{Name}";

    /// <summary>In the order of the eye, each once.</summary>
    public static IReadOnlyList<TemplateField> Of(TemplateParts parts) =>
    [
        .. TemplateWords.Variables(parts.Header?.Text).Select(name => new TemplateField(TemplatePlace.Header, name, HeaderLimit)),
        .. TemplateWords.Variables(parts.Body).Select(name => new TemplateField(TemplatePlace.Body, name, BodyLimit)),
        .. parts.Buttons.Index().Where(one => IsFilled(one.Item)).Select(one =>
            new TemplateField(TemplatePlace.Button, $"{one.Index}", one.Item.Kind == TemplateButtonKind.CopyCode ? CodeLimit : AddressLimit)),
    ];

    private static bool IsFilled(TemplateButton button) =>
        button.Kind == TemplateButtonKind.CopyCode || (button.Kind == TemplateButtonKind.Url && TemplateWords.Variables(button.Target).Count > 0);

    internal int LimitOfAll => Place switch
    {
        TemplatePlace.Header => HeaderLimit,
        TemplatePlace.Body => BodyLimit,
        _ => Limit,
    };
}

/// <summary>A stretch of a template's text: words, or (with a name) the place of a variable.</summary>
public sealed record TemplateStretch(string Text, string? Variable);

/// <summary>The text of a template with its <c>{{variables}}</c>.</summary>
public static partial class TemplateWords
{
    public static IReadOnlyList<string> Variables(string? text) =>
        text is null ? [] : [.. Hole().Matches(text).Select(hole => hole.Groups[1].Value).Distinct()];

    public static string Fill(string text, Func<string, string?> value) => Hole().Replace(text, hole => value(hole.Groups[1].Value) ?? hole.Value);

    public static IEnumerable<TemplateStretch> Stretches(string text)
    {
        var at = 0;
        foreach (Match hole in Hole().Matches(text))
        {
            if (hole.Index > at)
            {
                yield return new(text[at..hole.Index], null);
            }

            yield return new(hole.Value, hole.Groups[1].Value);
            at = hole.Index + hole.Length;
        }

        if (at < text.Length)
        {
            yield return new(text[at..], null);
        }
    }

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]{1,60})\s*\}\}")]
    private static partial Regex Hole();
}
