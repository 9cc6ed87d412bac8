namespace Convos.Data;

/// <summary>
/// Which conversations are wanted; null and empty are no condition, and all that are set must hold. <c>Contact</c>: their name or any
/// spelling of their number.
/// </summary>
public sealed record ConversationFilter(
    string Contact = "", ConversationOrigin? Origin = null, ConversationSource? Source = null, long? Channel = null, bool? HasTicket = null, Stretch Active = default)
{
    /// <summary>Whom <c>Conversations.Narrow</c> found. Null: not looked yet.</summary>
    internal Suspects? Suspects { get; init; }

    internal ContactFilter Words => new(Contact);
}

/// <summary>
/// One line of the list. <c>Messages</c>: at most <see cref="Conversations.MostCounted"/> and one are counted. <c>Tickets</c>: those that the
/// viewer sees. The last words are empty where it was a file, or where they were erased.
/// </summary>
public sealed record ConversationRow(
    long Id, long ContactId, string ContactName, string? ContactPhone, string ChannelName, ConversationOrigin Origin, ConversationSource Source,
    string? SourceTitle, DateTime StartedAt, DateTime LastAt, Author? LastAuthor, MessageKind? LastKind, string? LastBody, bool LastErased, int Messages, long[] Tickets)
{
    public string Who => ContactName is { Length: > 0 } name ? name : ContactPhone ?? $"#{ContactId}";
}

/// <summary>A stretch of the list. <c>Next</c>: where it goes on; null at its end. It may go on although few were found: the search pauses.</summary>
public sealed record ConversationRows(IReadOnlyList<ConversationRow> Rows, string? Next);

/// <summary>
/// One of them. <c>Until</c>: when the next one of its thread began, so that what happened before belongs to this one. <c>Earlier</c> and
/// <c>Later</c>: the nearest of the same contact and channel that the viewer sees.
/// </summary>
public sealed record Conversation(
    long Id, long ThreadId, long ContactId, string ContactName, string? ContactPhone, string ChannelName, ConversationOrigin Origin, ConversationSource Source,
    string? SourceTitle, string? SourceUrl, DateTime StartedAt, DateTime LastAt, bool IsFirst, DateTime? Until, long? Earlier, long? Later)
{
    public string Who => ContactName is { Length: > 0 } name ? name : ContactPhone ?? $"#{ContactId}";

    /// <summary>From when on what happened belongs to it: what came before any conversation belongs to the first.</summary>
    public DateTime? From => IsFirst ? null : StartedAt;
}
