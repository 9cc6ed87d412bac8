using System.Text;
using CsvHelper;

namespace Convos.Web;

/// <summary>
/// Tables for spreadsheets, as CSV. Whatever a spreadsheet would run is written as text, here and nowhere else, and read back as it was. What is read may be
/// UTF-8, UTF-16 or the code page of Windows in our part of the world.
/// </summary>
public static class Spreadsheet
{
    // The mark tells spreadsheets that the file is UTF-8.
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { WriteByteOrderMark = true, ValidateFieldCount = false };

    public static CsvWriter Write(Stream body) => CsvWriter.Create(body, Options, leaveOpen: true);

    public static ValueTask Row(this CsvWriter csv, IEnumerable<string> cells, CancellationToken ct) => csv.WriteRecordAsync([.. cells.Select(Tame)], ct);

    /// <summary>A cell that would be a formula bears the mark of a text before it.</summary>
    public static string Tame(string cell) => IsFormula(cell.TrimStart('\'')) ? $"'{cell}" : cell;

    public static string Wild(string cell) => cell.StartsWith('\'') && IsFormula(cell.TrimStart('\'')) ? cell[1..] : cell;

    /// <summary>How the bytes are read as text, from the first; null: they are none. The stream is left where it began.</summary>
    public static async Task<Encoding?> Encoding(Stream bytes, CancellationToken ct)
    {
        var (decoder, buffer, chars) = (new UTF8Encoding(false, throwOnInvalidBytes: false).GetDecoder(), new byte[81_920], new char[81_920 + 16]);
        // What is no UTF-8 is told by a character that nobody types.
        var (utf8, text, first) = (true, true, true);
        for (var read = await bytes.ReadAsync(buffer, ct); read > 0; read = await bytes.ReadAsync(buffer, ct))
        {
            if (first && Utf16(buffer.AsSpan(0, read)) is { } utf16)
            {
                bytes.Position = 0;
                return utf16;
            }

            first = false;
            text &= !buffer.AsSpan(0, read).Contains((byte)0);
            utf8 = utf8 && !chars.AsSpan(0, decoder.GetChars(buffer, 0, read, chars, 0)).Contains('\uFFFD');
        }

        bytes.Position = 0;
        return !text ? null : utf8 ? System.Text.Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    /// <summary>The sign that parts the cells, by the heads alone: texts are full of commas.</summary>
    public static char Separator(ReadOnlySpan<char> start)
    {
        Span<int> found = [0, 0, 0];
        var quoted = false;
        foreach (var sign in start)
        {
            if (!quoted && sign is '\r' or '\n' && found.ContainsAnyExcept(0))
            {
                break;
            }

            quoted ^= sign == '"';
            if (!quoted && ";\t,".IndexOf(sign, StringComparison.Ordinal) is var at and >= 0)
            {
                found[at]++;
            }
        }

        return found[0] >= found[1] && found[0] >= found[2] && found[0] > 0 ? ';' : found[1] >= found[2] && found[1] > 0 ? '\t' : ',';
    }

    private static Encoding? Utf16(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] => System.Text.Encoding.Unicode,
        [0xFE, 0xFF, ..] => System.Text.Encoding.BigEndianUnicode,
        // Without a mark: heads are mostly plain letters, of which every other byte is zero.
        [not 0, 0, not 0, 0, ..] => System.Text.Encoding.Unicode,
        _ => null,
    };

    private static bool IsFormula(string cell) => cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
}
