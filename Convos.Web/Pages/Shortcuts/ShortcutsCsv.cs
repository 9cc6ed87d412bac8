using System.Text;
using Convos.Data;
using CsvHelper;

namespace Convos.Web.Pages;

/// <summary>What is wrong with a whole file.</summary>
public enum CsvFault { NoFile, TooLarge, NotText, NoColumns, TooManyRows }

/// <summary>A row that cannot be taken in, and why.</summary>
public sealed record FaultyRow(int Line, string Name, ShortcutFault Fault);

/// <summary>A file as it was read. <c>Fault</c>: none of it can be used.</summary>
public sealed record ShortcutsFile(IReadOnlyList<ShortcutRow> Rows, IReadOnlyList<FaultyRow> Faulty, CsvFault? Fault = null);

/// <summary>«Atajos» as a file with the columns name, text, scope, inbox. What a spreadsheet would run is text, and comes back as it was.</summary>
public static class ShortcutsCsv
{
    public const int MostRows = 2000;
    public const int MostBytes = 1024 * 1024;

    // The file's own names, and those that somebody who writes one by hand would choose.
    private static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "name", ["nombre"] = "name", ["atajo"] = "name", ["text"] = "text", ["texto"] = "text",
        ["scope"] = "scope", ["alcance"] = "scope", ["inbox"] = "inbox", ["bandeja"] = "inbox",
    };

    private static readonly Dictionary<string, ShortcutScope> Scopes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["personal"] = ShortcutScope.Personal, ["inbox"] = ShortcutScope.Inbox, ["bandeja"] = ShortcutScope.Inbox,
        ["everyone"] = ShortcutScope.Everyone, ["todos"] = ShortcutScope.Everyone,
    };

    public static async Task Write(Stream body, IAsyncEnumerable<ShortcutLine> lines, CancellationToken ct)
    {
        await using var csv = Spreadsheet.Write(body);
        await csv.Row(["name", "text", "scope", "inbox"], ct);
        await foreach (var line in lines.WithCancellation(ct))
        {
            await csv.Row([line.Name, line.Body, line.Scope.Name(), line.InboxName ?? ""], ct);
        }
    }

    /// <summary>UTF-8, with its mark or without; what is not is taken for what spreadsheets in our part of the world write. Null: no text.</summary>
    public static string? Text(byte[] file)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return file.Contains((byte)0) ? null : CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(file);
        }
    }

    public static ShortcutsFile Read(string text)
    {
        using var csv = CsvReader.FromText(text, CsvReaderOptions.Default with { Separator = Spreadsheet.Separator(text) });
        var at = Places(csv);
        if (!at.ContainsKey("name") || !at.ContainsKey("text"))
        {
            return new([], [], CsvFault.NoColumns);
        }

        var (rows, faulty, seen) = (new List<ShortcutRow>(), new List<FaultyRow>(), new HashSet<(ShortcutScope, string?, string)>());
        for (var line = 2; csv.Read(); line++)
        {
            if (line > MostRows + 1)
            {
                return new([], [], CsvFault.TooManyRows);
            }

            var (row, fault) = Row(line, column => at.TryGetValue(column, out var place) && place < csv.FieldCount ? Spreadsheet.Wild(csv.GetString(place)) : "");
            fault ??= seen.Add((row.Scope, row.Inbox?.ToLowerInvariant(), row.Name.ToLowerInvariant())) ? null : ShortcutFault.Repeated;
            if (fault is { } why)
            {
                faulty.Add(new(line, row.Name, why));
            }
            else
            {
                rows.Add(row);
            }
        }

        return new(rows, faulty);
    }

    private static (ShortcutRow Row, ShortcutFault? Fault) Row(int line, Func<string, string> field)
    {
        var (said, inbox) = (field("scope").Trim(), field("inbox").Trim());
        var known = Scopes.TryGetValue(said, out var scope);
        scope = known ? scope : inbox.Length > 0 ? ShortcutScope.Inbox : ShortcutScope.Personal;
        // Which inbox it is, the database tells.
        var settings = ShortcutSettings.Of(field("name"), field("text"), scope, inbox.Length > 0 ? 0 : null);
        return (new(line, settings.Name, settings.Text, scope, scope == ShortcutScope.Inbox ? inbox : null),
            !known && said.Length > 0 ? ShortcutFault.UnknownScope : settings.Fault);
    }

    private static Dictionary<string, int> Places(CsvReader csv)
    {
        var places = new Dictionary<string, int>();
        for (var place = 0; place < csv.Headers.Count; place++)
        {
            if (Columns.TryGetValue(csv.Headers[place].Trim(), out var column))
            {
                places.TryAdd(column, place);
            }
        }

        return places;
    }
}
