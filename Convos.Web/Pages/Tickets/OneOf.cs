namespace Convos.Web.Pages;

/// <summary>One of several that are known by their numbers, or any; or <c>Else</c>, which is known by a word.</summary>
public sealed record OneOf(string Name, string Label, long? Chosen, IReadOnlyList<(long Id, string Name)> Offered, (string Word, string Name, bool Chosen)? Else = null);
