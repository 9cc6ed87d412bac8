namespace Convos.Web.Pages;

/// <summary>How a figure is counted, at one of the places that show it.</summary>
public sealed record RuleHint(string Key, string Place);
