using System.Globalization;
using System.Text;

namespace Convos.Data;

/// <summary>Understands an answer to a numbered menu: «2», «2.», «opción 2», «dos, por favor», «٢», «2️⃣», or the label itself.</summary>
public static class MenuAnswer
{
    private static readonly HashSet<string> Fillers =
    [
        "opcion", "opcao", "option", "numero", "number", "num", "nro", "n", "la", "el", "a", "o", "the", "por", "favor", "porfa", "please",
    ];

    private static readonly Dictionary<string, int> Numerals = new[]
    {
        ("un una uno one um uma", 1), ("dos two dois duas", 2), ("tres three", 3), ("cuatro four quatro", 4), ("cinco five", 5),
        ("seis six", 6), ("siete seven sete", 7), ("ocho eight oito", 8), ("nueve nine nove", 9), ("diez ten dez", 10),
    }.SelectMany(line => line.Item1.Split(' ').Select(word => (word, line.Item2))).ToDictionary();

    /// <summary>The place in the menu, from zero. Null: not understood.</summary>
    public static int? Read(string text, IReadOnlyList<string> menu)
    {
        var words = Words(text);
        var label = menu.ToList().FindIndex(one => string.Equals(one.Trim(), text.Trim(), StringComparison.OrdinalIgnoreCase) || (words.Length > 0 && Words(one) == words));
        var number = Number(text) ?? NumberBeforeItsLabel(words, menu);
        return label >= 0 ? label : number >= 1 && number <= menu.Count ? number - 1 : null;
    }

    /// <summary>Lower case, without accents, marks and signs, every digit a Western one: «¿Opción ２?» is «opcion 2».</summary>
    public static string Words(string text)
    {
        var plain = new StringBuilder();
        // «Nº» would become «no».
        foreach (var rune in text.Replace('º', ' ').Replace('ª', ' ').Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (CharUnicodeInfo.GetUnicodeCategory(rune.Value) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            {
                continue;
            }

            var digit = rune.IsBmp ? CharUnicodeInfo.GetDecimalDigitValue((char)rune.Value) : -1;
            plain.Append(digit >= 0 ? $"{digit}" : Rune.IsLetterOrDigit(rune) ? Rune.ToLowerInvariant(rune).ToString() : " ");
        }

        return string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The one number that a text is about, if it says nothing else of weight.</summary>
    public static int? Number(string text) =>
        Words(text).Split(' ').Where(word => !Fillers.Contains(word)).ToList() is [var only] ? NumberOf(only) : null;

    // «2. Soporte», copied from the menu.
    private static int? NumberBeforeItsLabel(string words, IReadOnlyList<string> menu) =>
        words.Split(' ', 2) is [var first, var rest] && NumberOf(first) is { } number && number >= 1 && number <= menu.Count && Words(menu[number - 1]) == rest
            ? number
            : null;

    private static int? NumberOf(string word) =>
        Numerals.TryGetValue(word, out var value) ? value
        : word.Length <= 3 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
