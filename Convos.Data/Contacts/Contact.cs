using System.Text.Json.Nodes;

namespace Convos.Data;

/// <summary>
/// A person as their card shows them. <c>Owner</c>: whose customer they are by hand; null, whoever wrote to them last.
/// <c>Answers</c>: by the id of the field, a text, a number, yyyy-mm-dd or true and false.
/// </summary>
public sealed record Contact(
    long Id, string Name, string? Phone, string? Email, string? Language, long? OwnerId, string? OwnerName, string Notes, TagSet Tags, string Answers,
    long Version, DateTime CreatedAt, bool Erased)
{
    public JsonObject Fields => JsonNode.Parse(Answers)!.AsObject();
}

/// <summary>
/// One of a contact's numbers. <c>Number</c> bears its plus; <c>Canonical</c> identifies. <c>InUse</c>: some channel writes to them there, so it
/// cannot be taken away.
/// </summary>
public sealed record ContactPhone(string Canonical, string Number, bool InUse);

/// <summary>Where they are written to: a channel that they have met, and who they are there.</summary>
public sealed record ContactChannel(long ChannelId, string ChannelName, string Kind, long ThreadId, string Address, DateTime? LastInboundAt);

/// <summary>All of a card: the contact, how they are reached, by what other ids they are known.</summary>
public sealed record ContactCard(
    Contact Contact, IReadOnlyList<ContactPhone> Phones, IReadOnlyList<ContactChannel> Channels, IReadOnlyList<string> Ids, IReadOnlyList<ContactField> Fields);

/// <summary>What people set of a contact. <c>Phones</c> in E.164; <c>Fields</c> by id, those without an answer left out.</summary>
public sealed record ContactSettings(
    string Name, string[] Phones, string? Email, string? Language, long? OwnerId, string Notes, SortedDictionary<long, JsonNode> Fields);

/// <summary>One edit that came between reading and saving: JSON as <see cref="Changes"/> has it.</summary>
public sealed record ContactEdit(string? Actor, DateTime At, string Changes);

public enum ContactProblem { NotFound, Erased, Changed, PhoneTaken, PhoneInUse, NoSuchOwner }

/// <summary>
/// Saved (no problem), or why not: <c>Changed</c> with the edits that nobody had seen; <c>PhoneTaken</c> with the number and whose it is;
/// <c>PhoneInUse</c> with the number.
/// </summary>
public sealed record ContactSaved(long? Id, ContactProblem? Problem = null, IReadOnlyList<ContactEdit>? Edits = null, string? Phone = null, long? TakenBy = null);
