using System.Text.RegularExpressions;

namespace Convos.Data;

/// <summary>What a clear answer says, from 1 to 5: «4», «cuatro», «4 estrellas», «⭐⭐⭐⭐». Whatever says more, or asks, is a message.</summary>
public static partial class SurveyScore
{
    public const int Most = 5;

    private const int Longest = 60;

    public static int? Read(string text) => text.Length > Longest ? null : Stars(text) ?? (Doubtful().IsMatch(text) ? null : Number(text));

    /// <summary>As long as one says what one has no doubt about.</summary>
    internal static int? Read(InboundMessage message) =>
        message is { Author: Author.Contact, Kind: MessageKind.Text or MessageKind.Button or MessageKind.Interactive } ? Read(message.Body) : null;

    private static int? Stars(string text) =>
        OnlyStars().IsMatch(text) && OneStar().Count(text) is >= 1 and <= Most and var stars ? stars : null;

    private static int? Number(string text) =>
        MenuAnswer.Number(Unit().Replace(MenuAnswer.Words(text), "")) is >= 1 and <= Most and var number ? number : null;

    // A variation selector may follow each; «★★★★☆» says how many there might have been.
    [GeneratedRegex(@"^\s*(?:[\u2B50\u2605]\uFE0F?\s*|\uD83C\uDF1F\s*)+(?:\u2606\s*)*$")]
    private static partial Regex OnlyStars();

    [GeneratedRegex(@"[\u2B50\u2605]|\uD83C\uDF1F")]
    private static partial Regex OneStar();

    // «¿5?», «$5», «5 %», «+1» are about something else.
    [GeneratedRegex(@"[?¿$€%+=<>-]")]
    private static partial Regex Doubtful();

    [GeneratedRegex(" (?:estrellas?|estrelas?|stars?|puntos?|pontos?|points?)$")]
    private static partial Regex Unit();
}
