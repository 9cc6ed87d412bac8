namespace Convos.Web.Pages;

/// <summary>A live counter of the menu: <c>mine</c>, <c>unassigned</c> or <c>all</c>.</summary>
public sealed record Count(string Key, int Value);
