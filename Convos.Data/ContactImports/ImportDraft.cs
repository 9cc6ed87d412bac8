using System.Text.Json.Nodes;

namespace Convos.Data;

/// <summary>A contact as it is in the database, as far as a file can change it. <c>Seen</c>: whoever brought the file may know of it.</summary>
internal sealed record KnownContact(
    long Id, string Name, string? Phone, string? Email, string? Language, long? OwnerId, string Notes, long[] TagIds, string Answers, long Version,
    string[] Canonicals, string[] Numbers, bool Seen);

/// <summary>A contact that a batch makes or changes. Several rows may speak of one: each is laid over what came before it.</summary>
internal sealed class ImportDraft
{
    private readonly ContactSettings before;
    private readonly HashSet<string> canonicals;
    private readonly HashSet<long> bornTags;

    private ImportDraft(KnownContact? known, ContactSettings settings, IEnumerable<string> canonicals, IEnumerable<long> tags)
    {
        (Known, before, After) = (known, settings, settings);
        (this.canonicals, Tags, bornTags) = ([.. canonicals], [.. tags], [.. tags]);
    }

    /// <summary>Null: nobody knows them yet.</summary>
    public KnownContact? Known { get; }

    public ContactSettings After { get; private set; }

    /// <summary>Below zero: a tag that is still to be made, by its place among those.</summary>
    public List<long> Tags { get; }

    public IEnumerable<long> AddedTags => Tags.Where(tag => !bornTags.Contains(tag));

    /// <summary>Canonical and as it is dialled.</summary>
    public List<(string Canonical, string Number)> AddedPhones { get; } = [];

    public static ImportDraft Of(KnownContact known) => new(
        known,
        new(known.Name, [.. known.Numbers], known.Email, known.Language, known.OwnerId, known.Notes,
            new(JsonNode.Parse(known.Answers)!.AsObject().ToDictionary(answer => long.Parse(answer.Key, System.Globalization.CultureInfo.InvariantCulture), answer => answer.Value!.DeepClone()))),
        known.Canonicals, known.TagIds);

    public static ImportDraft Blank() => new(null, new("", [], null, null, null, "", []), [], []);

    public int TagsWith(IEnumerable<long> more) => Tags.Union(more).Count();

    /// <summary>Whether the row said anything that was not so.</summary>
    public bool Lay(ImportedRow row, IEnumerable<long> tags)
    {
        var (was, phones, bears) = (After, AddedPhones.Count, Tags.Count);
        foreach (var (canonical, number) in row.Canonicals.Zip(row.Phones).Where(phone => canonicals.Add(phone.First)))
        {
            AddedPhones.Add((canonical, number));
        }

        Tags.AddRange(tags.Except(Tags).ToList());
        After = After with
        {
            Name = Named(row),
            Phones = [.. After.Phones, .. AddedPhones.Skip(phones).Select(phone => phone.Number)],
            Email = row.Email is { } email && !string.Equals(email, After.Email, StringComparison.OrdinalIgnoreCase) ? email : After.Email,
            Language = row.Language ?? After.Language,
            OwnerId = row.OwnerId ?? After.OwnerId,
            Notes = row.Notes ?? After.Notes,
            Fields = new(row.Fields.Concat(After.Fields.Where(answer => !row.Fields.ContainsKey(answer.Key))).ToDictionary()),
        };
        return AddedPhones.Count > phones || Tags.Count > bears || Known is null || Contacts.Edits(was, After).Any;
    }

    /// <summary>As an edit by hand is told. Tags of known contacts are told one by one.</summary>
    public Changes Changes(Func<long, long> tag)
    {
        var changes = Contacts.Edits(before, After);
        if (AddedPhones.Count > 0)
        {
            changes.With("phones", before.Phones, After.Phones);
        }

        return Known is null && Tags.Count > 0 ? changes.With("tags", Array.Empty<long>(), Tags.Select(tag).ToArray()) : changes;
    }

    // Whoever has no name is called by their number.
    private string Named(ImportedRow row) => row.Name ?? (After.Name.Length > 0 ? After.Name
        : row.Phones is [var first, ..] ? PhoneNumbers.Display(first) : row.Email ?? "");
}
