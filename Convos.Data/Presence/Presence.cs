namespace Convos.Data;

public enum PresenceCause { New, SignedIn, Arrived, ByHand, LeftSection, Silence, SignedOut, Disabled }

/// <summary>Conversaciones keeps an operator En línea; every other section does not.</summary>
public enum Section { Conversations, Elsewhere }

/// <summary>An operator's state as shown in the header and to colleagues. <c>Live</c>: some page of theirs gave a sign in the last two minutes.</summary>
public sealed record Presence(long OperatorId, string Name, string? Photo, Role Role, bool Available, bool Live, PresenceCause Cause, DateTime Since);
