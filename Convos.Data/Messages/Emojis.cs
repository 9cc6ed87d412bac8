using System.Globalization;
using System.Text;

namespace Convos.Data;

/// <summary>What counts as an emoji: one sign on screen, made of symbols, joiners, flags or a key.</summary>
public static class Emojis
{
    private const int Longest = 64;
    private const int Keycap = 0x20e3;

    public static bool IsOne(string text) => text.Length is > 0 and <= Longest && StringInfo.GetNextTextElementLength(text) == text.Length && IsEmoji(text);

    /// <summary>How many emojis a text of nothing else has; 0 where it says anything, or more than <paramref name="most"/>.</summary>
    public static int Alone(string text, int most)
    {
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(at));
            var sign = text.AsSpan(at, length);
            at += length;
            if (sign.IsWhiteSpace())
            {
                continue;
            }

            if (++count > most || length > Longest || !IsEmoji(sign))
            {
                return 0;
            }
        }

        return count;
    }

    private static bool IsEmoji(ReadOnlySpan<char> sign)
    {
        var (first, isKey, isShown) = (true, false, false);
        foreach (var rune in sign.EnumerateRunes())
        {
            if (first && !Begins(rune))
            {
                return false;
            }

            if (!first && !Begins(rune) && !Joins(rune))
            {
                return false;
            }

            isKey |= rune.Value == Keycap;
            isShown |= !IsKeyBase(rune) && Begins(rune);
            first = false;
        }

        return isKey || isShown;
    }

    // Digits, # and * are emojis only as a key; a few old signs are punctuation that Unicode lets be emojis.
    private static bool Begins(Rune rune) =>
        IsKeyBase(rune) || rune.Value is 0x203c or 0x2049 or 0x3030 or 0x25fd or 0x25fe
        || (rune.Value >= 0xa9 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol)
        || (rune.Value is (>= 0x2190 and <= 0x21ff) or (>= 0x25a0 and <= 0x25ff));

    private static bool Joins(Rune rune) =>
        rune.Value is 0x200d or 0xfe0f or Keycap or (>= 0x1f3fb and <= 0x1f3ff) or (>= 0xe0020 and <= 0xe007f);

    private static bool IsKeyBase(Rune rune) => rune.Value is '#' or '*' or (>= '0' and <= '9');
}
