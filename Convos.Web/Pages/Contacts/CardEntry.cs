using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>A change of a card, with the fields that name its answers.</summary>
public sealed record CardEntry(CardChange Change, IReadOnlyList<ContactField> Fields);
