namespace Convos.Data;

/// <summary>Who sees it: whoever wrote it, the people of an inbox, or everybody.</summary>
public enum ShortcutScope { Personal, Inbox, Everyone }

/// <summary>What is set of an «atajo». <c>InboxId</c> goes with <see cref="ShortcutScope.Inbox"/>, and only with it.</summary>
public sealed record ShortcutSettings(string Name, string Text, ShortcutScope Scope, long? InboxId)
{
    /// <summary>As it is stored: line ends are one character, and nothing stands around the text.</summary>
    public static ShortcutSettings Of(string? name, string? text, ShortcutScope scope, long? inbox) => new(
        (name ?? "").Trim(), (text ?? "").ReplaceLineEndings("\n").Replace("\0", "").Trim(), scope, scope == ShortcutScope.Inbox ? inbox : null);

    /// <summary>What is wrong with it by itself, whoever writes it.</summary>
    public ShortcutFault? Fault => this switch
    {
        { Name.Length: 0 } => ShortcutFault.NoName,
        { Name.Length: > Shortcuts.LongestName } => ShortcutFault.NameTooLong,
        _ when Name.Any(sign => sign == '/' || char.IsWhiteSpace(sign) || char.IsControl(sign)) => ShortcutFault.NameNotOneWord,
        { Text.Length: 0 } => ShortcutFault.NoText,
        { Text.Length: > Shortcuts.LongestText } => ShortcutFault.TextTooLong,
        { Scope: ShortcutScope.Inbox, InboxId: null } => ShortcutFault.NoInbox,
        _ => null,
    };
}

public enum ShortcutFault { NoName, NameTooLong, NameNotOneWord, NoText, TextTooLong, NoInbox, UnknownScope, NotYours, NameTaken, Repeated, TooManyFiles }

/// <summary>A line of the list. <c>MayWrite</c>: this viewer may change and delete it.</summary>
public sealed record ShortcutLine(
    long Id, string Name, string Body, ShortcutScope Scope, long? InboxId, string? InboxName, int? InboxColour, int Files, int Uses, DateTime? LastUsedAt, bool MayWrite)
{
    public ShortcutSettings Settings => new(Name, Body, Scope, InboxId);
}

/// <summary>Which are wanted; null is no condition.</summary>
public sealed record ShortcutFilter(string Search = "", ShortcutScope? Scope = null, long? Inbox = null, bool ByName = false);

/// <summary>What the menu of a chat offers: enough to find it and to tell it apart.</summary>
public sealed record ShortcutChoice(long Id, string Name, ShortcutScope Scope, string Text, int Files);

/// <summary>Exactly one of <c>Id</c> and <c>Fault</c> is set, or neither: there is no such one for this viewer.</summary>
public sealed record ShortcutSaved(long? Id, ShortcutFault? Fault);
