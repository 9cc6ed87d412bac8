namespace Convos.Data;

public enum PresenceCause { New, SignedIn, Arrived, ByHand, BySupervisor, LeftSection, Silence, SignedOut, Disabled }

/// <summary>Conversaciones keeps an operator En línea; every other section does not.</summary>
public enum Section { Conversations, Elsewhere }

/// <summary>
/// An operator's state as shown in the header and to colleagues. <c>Live</c>: some page of theirs gave a sign in the last two minutes.
/// <c>Pause</c>: why they are No disponible, by the name that it had when it was chosen. <c>By</c>: who else set the state.
/// </summary>
public sealed record Presence(
    long OperatorId, string Name, string? Photo, Role Role, bool Available, bool Live, PresenceCause Cause, DateTime Since,
    long? PauseId, string? Pause, PauseIcon? PauseIcon, string? By)
{
    /// <summary>It came over them, and they may not know: neither chosen nor the end of their work.</summary>
    public bool Dropped => !Available && Cause is PresenceCause.Silence or PresenceCause.BySupervisor or PresenceCause.LeftSection;
}
