namespace Convos.Data;

public enum LinkPurpose { Invite, Reset }

/// <summary>Whether a link opens anything. <c>Unknown</c>: forged, mistyped, or of the other purpose.</summary>
public enum LinkState { Good, Expired, Used, Replaced, Unknown }

/// <summary>Whom a link lets in, for whoever hands it over.</summary>
public sealed record LinkFor(long OperatorId, string Name, string Email, string Culture, LinkPurpose Purpose, DateTime ExpiresAt);

/// <summary>A link as whoever opens it sees it; no person unless it is good.</summary>
public sealed record OpenedLink(LinkState State, string Name, string Email);

/// <summary>The link that a person has not used yet, for their page; <c>CreatedBy</c> null: they asked for it, or the command line.</summary>
public sealed record WaitingLink(LinkPurpose Purpose, DateTime CreatedAt, DateTime ExpiresAt, string? CreatedBy);
