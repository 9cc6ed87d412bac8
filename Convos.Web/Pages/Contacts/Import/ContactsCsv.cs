using System.Runtime.CompilerServices;
using System.Text;
using Convos.Data;
using CsvHelper;

namespace Convos.Web.Pages;

/// <summary>What is wrong with a whole file of contacts.</summary>
public enum ContactsFileFault { NoFile, NotText, NoColumns, TooManyColumns, NoRows }

/// <summary>A file of contacts, row by row as it is read; nothing of it is held.</summary>
public sealed class ContactsCsv : IDisposable
{
    public const int MostMegabytes = 50;

    private readonly CsvReader csv;
    private int row;

    private ContactsCsv(CsvReader csv) => this.csv = csv;

    /// <summary>As spreadsheets write them: without a name they are called by their letter (A, B, …, AA).</summary>
    public string[] Headers { get; private set; } = [];

    /// <summary>Null: nothing in it can be read as a table, for that reason.</summary>
    public static async Task<(ContactsCsv? Csv, ContactsFileFault Fault)> Open(Stream bytes, CancellationToken ct)
    {
        if (await Spreadsheet.Encoding(bytes, ct) is not { } encoding)
        {
            return (null, ContactsFileFault.NotText);
        }

        var start = await Start(bytes, encoding, ct);
        var said = start.StartsWith("sep=", StringComparison.OrdinalIgnoreCase);
        var csv = new ContactsCsv(CsvReader.Create(new StreamReader(bytes, encoding), CsvReaderOptions.Default with
        {
            // The library heeds what the file says of itself only where it is told nothing.
            Separator = said ? null : Spreadsheet.Separator(start),
            HasHeader = false,
            SkipEmptyLines = false,
        }));
        if (await csv.Heads(ct) is { } fault)
        {
            csv.Dispose();
            return (null, fault);
        }

        return (csv, default);
    }

    /// <summary>Rows that say something, by their number in a spreadsheet.</summary>
    public async IAsyncEnumerable<ImportLine> Rows([EnumeratorCancellation] CancellationToken ct = default)
    {
        while (await Next(ct) is { } cells)
        {
            if (cells.Any(cell => cell.Length > 0))
            {
                yield return new(row, [.. Headers.Select((_, place) => place < cells.Length ? cells[place] : "")]);
            }
        }
    }

    public void Dispose() => csv.Dispose();

    private static async Task<string> Start(Stream bytes, Encoding encoding, CancellationToken ct)
    {
        using var reader = new StreamReader(bytes, encoding, leaveOpen: true);
        var buffer = new char[32_768];
        var read = await reader.ReadBlockAsync(buffer, ct);
        bytes.Position = 0;
        return new string(buffer, 0, read).TrimStart('\uFEFF');
    }

    private async Task<ContactsFileFault?> Heads(CancellationToken ct)
    {
        while (await Next(ct) is { } cells)
        {
            var width = Array.FindLastIndex(cells, cell => cell.Length > 0) + 1;
            if (width > 0)
            {
                Headers = [.. cells.Take(width).Select((cell, place) => cell.Length > 0 ? Cut(cell, 100) : Letter(place))];
                return width > ContactImports.MostColumns ? ContactsFileFault.TooManyColumns : null;
            }
        }

        return ContactsFileFault.NoColumns;
    }

    private async Task<string[]?> Next(CancellationToken ct)
    {
        if (!await csv.ReadAsync(ct))
        {
            return null;
        }

        row++;
        return [.. Enumerable.Range(0, Math.Min(csv.FieldCount, ContactImports.MostColumns + 1)).Select(place => Cell(csv.GetString(place)))];
    }

    private static string Cell(string cell) => Cut(Spreadsheet.Wild(cell.Replace("\0", "", StringComparison.Ordinal).Trim('\uFEFF', ' ', '\t', '\r', '\n')), ContactImports.LongestCell);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static string Letter(int place) => (place < 26 ? "" : Letter(place / 26 - 1)) + (char)('A' + place % 26);
}
