namespace Convos.Data;

/// <summary>A line of the library. No inbox: it lies in everybody's folder. <c>MayWrite</c>: this viewer may change and delete it.</summary>
public sealed record LibraryFile(
    long Id, string Title, MessageKind Kind, string FileName, string File, string Mime, long Size, bool HasThumbnail,
    long? InboxId, string? InboxName, int? InboxColour, int Uses, DateTime? LastUsedAt, bool MayWrite)
{
    /// <summary>Stands in the address of its bytes, which never change.</summary>
    public string Version => File[..16];
}

/// <summary>What is set of a file in the library.</summary>
public sealed record LibraryFileSettings(string Title, long? InboxId)
{
    /// <summary>In words on screen, one line.</summary>
    public static LibraryFileSettings Of(string? title, long? inbox) => new((title ?? "").ReplaceLineEndings(" ").Replace("\0", "").Trim(), inbox);

    public LibraryFault? Fault => Title.Length == 0 ? LibraryFault.NoTitle : Title.Length > Library.LongestTitle ? LibraryFault.TitleTooLong : null;
}

public enum LibraryFault { NoFile, NoTitle, TitleTooLong, UnknownFolder }

/// <summary>Which are wanted. <c>Everyone</c>: those of the folder that is everybody's; else <c>Inbox</c>, and null is no condition.</summary>
public sealed record LibraryFilter(string Search = "", bool Everyone = false, long? Inbox = null);
