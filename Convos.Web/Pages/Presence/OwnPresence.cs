using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>One's own state, and the pauses that its menu offers.</summary>
public sealed record OwnPresence(Presence Presence, IReadOnlyList<Pause> Pauses);

/// <summary>The small words and signs of a state.</summary>
public static class PresenceWords
{
    /// <summary>Desconectado is No disponible without a live page.</summary>
    public static string Key(this Presence presence) => presence switch { { Available: true } => "Available", { Live: true } => "Unavailable", _ => "Away" };

    /// <summary>By lucide's name.</summary>
    public static string Drawing(this PauseIcon icon) => icon.Name().Replace('_', '-');
}
