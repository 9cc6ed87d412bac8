using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>A change of a card, with the fields that name its answers, and whose card it is.</summary>
public sealed record CardEntry(CardChange Change, IReadOnlyList<ContactField> Fields, long ContactId)
{
    /// <summary>What it changed, as it stands now.</summary>
    public string Url => $"/contacts/{ContactId}#{(Change.Kind is "contact_blocked" or "contact_unblocked" ? "block" : "contact")}-{ContactId}";
}
