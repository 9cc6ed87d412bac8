using System.Globalization;

namespace Convos.Data;

public enum ContactOrder { Activity, Name }

/// <summary>Which contacts are wanted; null and empty are no condition. <c>Answer</c> goes with <c>Field</c>; <c>To</c> is the first instant that is not.</summary>
public sealed record ContactFilter(
    string Search = "", long? Tag = null, long? Channel = null, long? Field = null, string Answer = "", DateTime? From = null, DateTime? To = null,
    bool? Blocked = null, ContactOrder Order = ContactOrder.Activity)
{
    /// <summary>What <c>Contacts.Narrow</c> found. Null: not looked yet.</summary>
    internal Suspects? Suspects { get; init; }

    /// <summary>What kind of answer is asked for, as <c>Contacts.Narrow</c> found. A text is found by part of it, all else as a whole.</summary>
    internal FieldKind? Kind { get; init; }

    internal decimal? Number =>
        Kind == FieldKind.Number && decimal.TryParse(Answer.Replace(',', '.'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What was typed, word by word, as patterns over <c>contacts.words</c>. A short word is looked for where words begin: elsewhere it is everywhere.</summary>
    internal string[] Words => [.. Search.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8).Select(word => word.Length < 3 ? "% " + Like.Part(word)[1..] : Like.Part(word))];

    /// <summary>
    /// The answer, where an index can look for it: answers of yes and no are not among <c>contacts.words</c>, numbers are written in several
    /// ways, and two letters are everywhere.
    /// </summary>
    internal string[] AnswerWords => Answer.Length < 3 || Kind == FieldKind.Number || "true false".Contains(Answer, StringComparison.OrdinalIgnoreCase) ? [] : [Like.Part(Answer)];

    /// <summary>
    /// Patterns over the canonical numbers, where what was typed can be part of one: as typed, and without the digit that Argentine, Brazilian
    /// and Mexican mobiles bear in one of their spellings.
    /// </summary>
    internal string[] Numbers
    {
        get
        {
            var digits = string.Concat(Search.Where(char.IsAsciiDigit));
            if (digits.Length < 3 || Search.Any(char.IsLetter))
            {
                return [];
            }

            var spellings = new List<string> { digits, PhoneNumbers.Canonical(digits) };
            if (digits.StartsWith("549", StringComparison.Ordinal) || digits.StartsWith("521", StringComparison.Ordinal))
            {
                spellings.Add($"{digits[..2]}{digits[3..]}");
            }
            else if (digits is ['5', '5', _, _, '9', ..])
            {
                spellings.Add($"{digits[..4]}{digits[5..]}");
            }

            return [.. spellings.Distinct().Select(Like.Part)];
        }
    }
}

/// <summary>All whom the words of a filter can mean. Null: too many to be named.</summary>
internal sealed record Suspects(long[]? Ids);

/// <summary>One line of the list. <c>Channels</c>: where they wrote, by name; <c>OpenTickets</c> of those that the viewer sees.</summary>
public sealed record ContactRow(
    long Id, string Name, string? Phone, string? Email, TagSet Tags, string[] Channels, DateTime? LastInboundAt, DateTime CreatedAt, bool Blocked, int OpenTickets, string Place);
