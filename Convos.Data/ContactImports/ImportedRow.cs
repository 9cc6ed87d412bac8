using System.Text.Json.Nodes;

namespace Convos.Data;

/// <summary>
/// What a row says of a contact; null and empty say nothing. <c>Phones</c> in E.164; <c>NewTags</c>: those that nobody has made yet.
/// </summary>
internal sealed record ImportedRow(
    int Line, string? Name, IReadOnlyList<string> Phones, string? Email, string? Language, long? OwnerId, string? Notes,
    IReadOnlyList<long> Tags, IReadOnlyList<string> NewTags, IReadOnlyDictionary<long, JsonNode> Fields)
{
    public List<ImportFault> Faults { get; } = [];

    public IReadOnlyList<string> Canonicals { get; } = [.. Phones.Select(PhoneNumbers.Canonical)];

    /// <summary>By what it is found in the file: its numbers, and its e-mail, which no number looks like.</summary>
    public IEnumerable<string> Keys => Email is null ? Canonicals : Canonicals.Append(Mailbox);

    public string Mailbox => Email!.ToLowerInvariant();

    public void Fault(RowFault reason, string? header = null, string value = "", int? otherLine = null) =>
        Faults.Add(new(Line, (short)Faults.Count, header, reason, value.Length <= 200 ? value : value[..(char.IsHighSurrogate(value[199]) ? 199 : 200)], otherLine));
}
