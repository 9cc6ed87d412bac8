namespace Convos.Web.Pages;

/// <summary>One of several that are known by their numbers, or any.</summary>
public sealed record OneOf(string Name, string Label, long? Chosen, IReadOnlyList<(long Id, string Name)> Offered);
