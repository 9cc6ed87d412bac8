namespace Convos.Web.Pages;

/// <summary>What somebody, or a team, does in an inbox, to be chosen. <c>None</c>: what it is where nothing is chosen.</summary>
public sealed record DutyChoice(string Id, string Name, string? Chosen, string None);
