using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Convos.Data;

/// <summary>Reads a row by the meaning of its columns, and finds all that is wrong with it alone.</summary>
internal sealed partial class RowReader(ContactImport import, ImportLists lists)
{
    private const int MostPhones = 20;

    private static readonly char[] BetweenPhones = [';', ',', '/', '|', '\n'];
    private static readonly char[] BetweenTags = [';', ',', '|', '\n'];

    private readonly Dictionary<string, ContactField> fields = lists.Fields.ToDictionary(field => ImportColumns.Field(field.Id));

    public ImportedRow Read(ImportLine line)
    {
        var said = new RowCells(import, line);
        var (phones, tags) = (Phones(said), Tags(said));
        var row = new ImportedRow(
            line.Line, Bounded(said, ImportColumns.Name, Contacts.LongestName, RowFault.NameTooLong), phones, Email(said), Language(said), Owner(said),
            Bounded(said, ImportColumns.Notes, Contacts.LongestNotes, RowFault.NotesTooLong), tags.Known, tags.Fresh, Answers(said));
        foreach (var (reason, header, value) in said.Faults)
        {
            row.Fault(reason, header, value);
        }

        if (row is { Name: null, Phones: [], Email: null, Faults: [] })
        {
            row.Fault(RowFault.NoNameNoPhone);
        }

        return row;
    }

    private List<string> Phones(RowCells said)
    {
        var phones = new Dictionary<string, string>();
        foreach (var (header, cell) in said.Cells(ImportColumns.Phone))
        {
            // Spreadsheets that take a number for a sum round it, and its last digits are gone.
            if (Rounded().IsMatch(cell))
            {
                said.Fault(RowFault.PhoneRounded, header, cell);
                continue;
            }

            foreach (var typed in cell.Split(BetweenPhones, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var (number, problem) = PhoneNumbers.Typed(typed, import.Region);
                if (number is not null)
                {
                    phones.TryAdd(PhoneNumbers.Canonical(number), number);
                }
                else
                {
                    said.Fault(Enum.Parse<RowFault>($"Phone{problem}"), header, typed);
                }
            }
        }

        if (phones.Count > MostPhones)
        {
            said.Fault(RowFault.TooManyPhones, said.Cells(ImportColumns.Phone).First().Header, "");
        }

        return [.. phones.Values];
    }

    private static string? Email(RowCells said)
    {
        var (header, email) = said.One(ImportColumns.Email);
        if (email is not null && !Contacts.IsEmail(email))
        {
            said.Fault(RowFault.EmailInvalid, header, email);
            return null;
        }

        return email;
    }

    private static string? Language(RowCells said)
    {
        var (header, language) = said.One(ImportColumns.Language);
        var code = language is null ? null : ImportLanguages.Code(language);
        if (language is not null && code is null)
        {
            said.Fault(RowFault.UnknownLanguage, header, language);
        }

        return code;
    }

    private long? Owner(RowCells said)
    {
        var (header, owner) = said.One(ImportColumns.Owner);
        if (owner is null)
        {
            return null;
        }

        if (lists.Owners.TryGetValue(owner.ToLowerInvariant(), out var id))
        {
            return id;
        }

        said.Fault(RowFault.UnknownOwner, header, owner);
        return null;
    }

    private (List<long> Known, List<string> Fresh) Tags(RowCells said)
    {
        var (known, fresh) = (new List<long>(), new Dictionary<string, string>());
        foreach (var (header, cell) in said.Cells(ImportColumns.Tags))
        {
            foreach (var name in cell.Split(BetweenTags, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var key = name.ToLowerInvariant();
                if (lists.Tags.TryGetValue(key, out var id))
                {
                    known.Add(id);
                }
                else if (!import.MakesTags || lists.ArchivedTags.Contains(key))
                {
                    said.Fault(RowFault.UnknownTag, header, name);
                }
                else if (name.Length > Data.Tags.LongestName)
                {
                    said.Fault(RowFault.TagTooLong, header, name);
                }
                else
                {
                    fresh.TryAdd(key, name);
                }
            }
        }

        if (import.TagId is { } all)
        {
            known.Add(all);
        }

        return ([.. known.Distinct()], [.. fresh.Values]);
    }

    private SortedDictionary<long, JsonNode> Answers(RowCells said)
    {
        var answers = new SortedDictionary<long, JsonNode>();
        foreach (var (meaning, field) in fields)
        {
            if (said.One(meaning) is (var header, { } cell))
            {
                var (answer, fault) = ImportAnswers.Read(field, cell);
                if (answer is not null)
                {
                    answers[field.Id] = answer;
                }
                else
                {
                    said.Fault(fault, header, cell);
                }
            }
        }

        return answers;
    }

    // Several columns of a name are said one after the other.
    private static string? Bounded(RowCells said, string meaning, int longest, RowFault fault)
    {
        var cells = said.Cells(meaning).ToList();
        var text = string.Join(' ', cells.Select(cell => meaning == ImportColumns.Name ? Blanks().Replace(cell.Cell, " ") : cell.Cell));
        if (text.Length > longest)
        {
            said.Fault(fault, cells[0].Header, text);
        }

        return text.Length is 0 || text.Length > longest ? null : text;
    }

    [GeneratedRegex(@"^\d([.,]\d+)?[eE]\+?\d+$")]
    private static partial Regex Rounded();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
