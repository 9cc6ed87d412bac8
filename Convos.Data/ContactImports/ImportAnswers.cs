using System.Globalization;
using System.Text.Json.Nodes;

namespace Convos.Data;

/// <summary>Answers as files write them, as a contact keeps them: a text, a number, yyyy-mm-dd, an option as it is spelled, true or false.</summary>
internal static class ImportAnswers
{
    private static readonly string[] Dates = ["yyyy-M-d", "d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy/M/d", "yyyy-M-d H:mm:ss", "d/M/yyyy H:mm", "d/M/yyyy H:mm:ss"];
    private static readonly HashSet<string> Yes = ["si", "s", "yes", "y", "true", "verdadero", "1", "x"];
    private static readonly HashSet<string> No = ["no", "n", "false", "falso", "0"];

    /// <summary>Where there is no answer, the fault says why.</summary>
    public static (JsonNode? Answer, RowFault Fault) Read(ContactField field, string cell) => field.Kind switch
    {
        FieldKind.Text => (cell.Length <= Contacts.LongestAnswer ? cell : null, RowFault.TextTooLong),
        FieldKind.Number => (Number(cell) is { } number ? JsonValue.Create(number) : null, RowFault.NotANumber),
        FieldKind.Date => (Date(cell), RowFault.NotADate),
        FieldKind.List => (Option(field, cell), RowFault.NotAnOption),
        _ => (YesNo(cell) is { } yes ? JsonValue.Create(yes) : null, RowFault.NotYesNo),
    };

    // 1.234,56 and 1,234.56: the last sign parts the decimals; so does one that stands there once. More than once, and alone, it only groups them.
    private static decimal? Number(string cell)
    {
        var text = cell.Replace(" ", "").Replace(" ", "");
        var (point, comma) = (text.LastIndexOf('.'), text.LastIndexOf(','));
        var decimals = Math.Max(point, comma) is var last and >= 0 && (Math.Min(point, comma) >= 0 || text.Count(sign => sign == text[last]) == 1) ? last : -1;
        var plain = decimals < 0
            ? text.Replace(".", "").Replace(",", "")
            : $"{text[..decimals].Replace(".", "").Replace(",", "")}.{text[(decimals + 1)..]}";
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static string? Date(string cell) =>
        DateTime.TryParseExact(cell, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private static string? Option(ContactField field, string cell) =>
        field.Options.FirstOrDefault(option => option == cell) ?? field.Options.FirstOrDefault(option => ImportColumns.Plain(option) == ImportColumns.Plain(cell));

    private static bool? YesNo(string cell) => ImportColumns.Plain(cell) is var said && Yes.Contains(said) ? true : No.Contains(said) ? false : null;
}
