namespace Convos.Data;

/// <summary>What a batch of rows comes to: contacts to make and to change, and how each row ended. Looking only, <c>claims</c> tell repeated rows.</summary>
internal sealed class ImportPlan(ContactImport import, ImportLists lists, ImportMatches matches, ImportClaims? claims)
{
    private readonly Dictionary<long, ImportDraft> known = [];
    private readonly List<ImportDraft> changed = [];
    private readonly List<string> newTags = [];

    /// <summary>Each contact once.</summary>
    public IEnumerable<ImportDraft> Changed => changed.Distinct();

    /// <summary>The first is tag −1 of the drafts, the second −2.</summary>
    public IReadOnlyList<string> NewTags => newTags;

    public List<ImportFault> Faults { get; } = [];

    public int Created { get; private set; }

    public int Updated { get; private set; }

    public int Unchanged { get; private set; }

    public int Faulty { get; private set; }

    /// <summary>It was found faulty when the file was looked at.</summary>
    public void LeaveOut() => Faulty++;

    public void Take(ImportedRow row)
    {
        var draft = row.Faults.Count == 0 ? Draft(row) : null;
        if (row.Faults.Count > 0)
        {
            Faulty++;
            Faults.AddRange(row.Faults);
            return;
        }

        claims?.Claim(row);
        if (draft is null || !draft.Lay(row, Tags(row)))
        {
            Unchanged++;
            return;
        }

        changed.Add(draft);
        if (draft.Known is null)
        {
            Created++;
        }
        else
        {
            Updated++;
        }
    }

    // Null: what is known is to stay as it is, or the row cannot be taken in.
    private ImportDraft? Draft(ImportedRow row)
    {
        claims?.Check(row);
        var contact = Contact(row);
        if (row.Faults.Count > 0 || (contact is not null && import.Known == KnownContacts.Skip))
        {
            return null;
        }

        var draft = contact is null ? Made(row) : known.GetValueOrDefault(contact.Id) ?? (known[contact.Id] = ImportDraft.Of(contact));
        if (draft.TagsWith(Tags(row)) > Data.Tags.Most)
        {
            row.Fault(RowFault.TooManyTags);
        }

        return draft;
    }

    private KnownContact? Contact(ImportedRow row)
    {
        var ids = row.Canonicals.Where(matches.ByPhone.ContainsKey).Select(canonical => matches.ByPhone[canonical]).Distinct().ToList();
        if (row is { Phones: [], Email: { } email } && matches.ByEmail.TryGetValue(row.Mailbox, out var there))
        {
            if (there.Count > 1)
            {
                row.Fault(RowFault.EmailOfSeveral, value: email);
            }

            ids.Add(there.Id);
        }

        if (ids.Count > 1)
        {
            row.Fault(RowFault.PhonesOfTwo, value: string.Join(", ", row.Phones));
        }

        var contact = ids is [var id] ? matches.Contacts[id] : null;
        if (contact is { Seen: false })
        {
            row.Fault(RowFault.NotYours, value: row.Phones is [var first, ..] ? first : row.Email ?? "");
        }

        return contact;
    }

    // What must be said of everybody must be said of whom nobody knows yet.
    private ImportDraft Made(ImportedRow row)
    {
        if (row is { Name: null, Phones: [] })
        {
            row.Fault(RowFault.NoNameNoPhone);
        }

        foreach (var field in lists.Fields.Where(field => field.Required && !row.Fields.ContainsKey(field.Id)))
        {
            row.Fault(RowFault.RequiredMissing, field.Name);
        }

        return ImportDraft.Blank();
    }

    private List<long> Tags(ImportedRow row) => [.. row.Tags, .. row.NewTags.Select(Number)];

    private long Number(string name)
    {
        var at = newTags.FindIndex(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            newTags.Add(name);
            at = newTags.Count - 1;
        }

        return -1 - at;
    }
}
