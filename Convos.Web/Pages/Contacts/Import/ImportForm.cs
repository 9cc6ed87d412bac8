using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>What the form of the columns sends: one meaning a column, and how the file is read.</summary>
public sealed class ImportForm
{
    public List<string?> Columns { get; set; } = [];

    public string? Region { get; set; }

    public long? Tag { get; set; }

    public string? Known { get; set; }

    public bool MakesTags { get; set; }

    // An empty meaning is posted as nothing at all.
    private string[] Mapping => [.. Columns.Select(column => column ?? "")];

    public ImportSettings Settings => new(
        Mapping, string.IsNullOrEmpty(Region) ? null : Region, Tag, Known == KnownContacts.Skip.Name() ? KnownContacts.Skip : KnownContacts.Update, MakesTags);

    public static ImportForm Of(ContactImport import) => new()
    {
        Columns = [.. import.Mapping], Region = import.Region, Tag = import.TagId, Known = import.Known.Name(), MakesTags = import.MakesTags,
    };

    public MappingProblem? Problem(ContactImport import, IReadOnlyList<ContactField> fields, IReadOnlyList<Tag> tags) =>
        Columns.Count != import.Headers.Length || (Tag is { } tag && tags.All(one => one.Id != tag)) || (!string.IsNullOrEmpty(Region) && !PhoneNumbers.IsRegion(Region))
            ? MappingProblem.Unknown
            : ImportColumns.Problem(Mapping, fields);
}

/// <summary>Words of an import.</summary>
public static class ImportWords
{
    public static string Reads(this ImportFault fault, IStringLocalizer<Texts> texts) => texts[$"RowFault.{fault.Reason}", fault.OtherLine ?? 0].Value;

    // The phone library knows places that have no name here.
    private static readonly ILookup<string, string> Cultures =
        CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(culture => culture.Name).ToLookup(name => name.Split('-')[^1]);

    /// <summary>Countries by their names, each with its code: for numbers that do not say theirs.</summary>
    public static IEnumerable<(string Region, string Name)> Countries() =>
        PhoneNumbers.Regions.Where(one => Cultures.Contains(one.Region))
            .Select(one => (one.Region, $"{Called(one.Region)} (+{one.Code})")).OrderBy(one => one.Item2, StringComparer.CurrentCulture);

    // .NET names a country in its own language alone: where the reader's is spoken there too, that is theirs.
    private static string Called(string region)
    {
        string[] best = [$"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}-{region}", $"es-{region}", $"en-{region}"];
        return new RegionInfo(best.FirstOrDefault(Cultures[region].Contains) ?? Cultures[region].First()).NativeName;
    }
}
