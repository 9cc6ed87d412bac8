namespace Convos.Web.Pages;

/// <summary>A live counter of the menu: <c>mine</c>, <c>unassigned</c>, <c>all</c> or <c>mentions</c>, as of a position in the log.</summary>
public sealed record Count(string Key, int Value, string Position);
