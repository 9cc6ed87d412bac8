using Convos.Data;

namespace Convos.Workers;

/// <summary>What leaves. <c>Content</c> is JSON that says what its kind needs beyond the text; <c>MediaId</c> is what <see cref="IChannel.Give"/> answered for its file. <c>Echo</c> comes back in the channel's statuses where it can (WhatsApp: <c>biz_opaque_callback_data</c>).</summary>
public sealed record OutboundMessage(
    long MessageId, int Attempt, string AccountId, string AccessToken, string Address,
    MessageKind Kind, string Body, string? Content, string? MediaId, string FileName, string? QuotedExternalId)
{
    public string Echo => $"{MessageId}.{Attempt}";
}

/// <summary>The file of a customer's message, as the channel knows it. <c>Sha256</c> is what it said the bytes hash to.</summary>
public sealed record MediaMark(string AccountId, string AccessToken, string MediaId, string? Sha256);

/// <summary>Fetched: the bytes, as they come. Gone: it will never be had; the reason is for a person. Later: ask again.</summary>
public abstract record FetchResult
{
    public sealed record Fetched(Stream Content) : FetchResult;

    public sealed record Gone(string Reason) : FetchResult;

    public sealed record Later(string Reason, ChannelTrouble? Trouble = null) : FetchResult;
}

/// <summary>A file that a message of ours will show. <c>Open</c> gives its bytes from the start, as often as asked.</summary>
public sealed record FileGift(string AccountId, string AccessToken, string Mime, long Size, Func<CancellationToken, Task<Stream>> Open);

/// <summary>Given: the channel has it under this id for as long. Refused: it never will; the reason is for a person. Later: try again.</summary>
public abstract record GiveResult
{
    public sealed record Given(string MediaId, TimeSpan Lifetime) : GiveResult;

    public sealed record Refused(string Reason) : GiveResult;

    public sealed record Later(string Reason, TimeSpan? After = null, ChannelTrouble? Trouble = null) : GiveResult;
}

/// <summary>A customer's message that was read, as the channel knows it.</summary>
public sealed record ReadMark(string AccountId, string AccessToken, string ExternalId);

/// <summary>A reaction to a customer's message, as the channel knows it; a null emoji takes it back. <c>Echo</c> as of <see cref="OutboundMessage"/>.</summary>
public sealed record OutboundReaction(string AccountId, string AccessToken, string Address, string ExternalId, string? Emoji, string Echo);

/// <summary>Accepted: the channel has it under this id. Rejected: it never will; the reason is for a person. Unknown: it may or may not have left. Later: it did not leave, try again.</summary>
public abstract record SendResult
{
    public sealed record Accepted(string ExternalId) : SendResult;

    public sealed record Rejected(string Reason, FailureCause? Cause = null) : SendResult;

    public sealed record Unknown(string Reason) : SendResult;

    /// <summary>With <c>Trouble</c>: nothing leaves by this channel until a person mends it.</summary>
    public sealed record Later(string Reason, TimeSpan? After = null, ChannelTrouble? Trouble = null) : SendResult;
}

/// <summary>Somebody whom the business blocks on the channel, or no longer.</summary>
public sealed record OutboundBlock(string AccountId, string AccessToken, string Address, bool Blocked);

/// <summary>Done: so it is on the channel. Refused: it will not be; the reason is for a person. Later: try again, which does no harm.</summary>
public abstract record BlockResult
{
    public sealed record Done : BlockResult;

    public sealed record Refused(BlockCause Cause, string Reason) : BlockResult;

    public sealed record Later(string Reason, TimeSpan? After = null, ChannelTrouble? Trouble = null) : BlockResult;
}

/// <summary>An account as a check needs it; the secrets in clear.</summary>
public sealed record ChannelAccount(string AccountId, string BusinessId, string AccessToken, string AppSecret);

/// <summary>All templates of an account, or (null) why they were not told and when it is worth asking again.</summary>
public sealed record TemplatesTold(IReadOnlyList<ToldTemplate>? Templates, string Why = "", TimeSpan After = default);

/// <summary>A channel translates; it never decides.</summary>
public interface IChannel
{
    string Kind { get; }

    /// <summary>The kinds of file that can be sent by it, and how large. A kind that is missing cannot.</summary>
    IReadOnlyList<KindLimit> Limits { get; }

    /// <summary>What a stored webhook says, by account. A time that is missing or lies in the future is that of receipt. Throws only where the body is not the channel's format at all.</summary>
    IReadOnlyList<InboundPart> Read(ReadOnlyMemory<byte> body, DateTime receivedAt);

    Task<SendResult> Send(OutboundMessage message, CancellationToken ct);

    /// <summary>The bytes of what a customer sent. Whoever gets them disposes of them.</summary>
    Task<FetchResult> Fetch(MediaMark media, CancellationToken ct);

    /// <summary>Gives the channel a file, which messages then show by its id. May be repeated.</summary>
    Task<GiveResult> Give(FileGift file, CancellationToken ct);

    /// <summary>Tells the customer that this message and all before it were read. May be repeated. Accepted bears the message's own id.</summary>
    Task<SendResult> MarkRead(ReadMark mark, CancellationToken ct);

    /// <summary>Puts our reaction onto a customer's message, in place of any that stood there. Accepted bears the reaction's own id.</summary>
    Task<SendResult> React(OutboundReaction reaction, CancellationToken ct);

    /// <summary>Shows the customer for a moment that somebody is writing. The channel takes it for read up to this message, too.</summary>
    Task<SendResult> ShowTyping(ReadMark mark, CancellationToken ct);

    /// <summary>Blocks a customer on the channel itself, or unblocks them. May be repeated.</summary>
    Task<BlockResult> Block(OutboundBlock block, CancellationToken ct);

    /// <summary>What of this no account of the channel could have; null where it looks right. Empty secrets are not looked at.</summary>
    ChannelProblem? Problem(ChannelDraft draft);

    /// <summary>Asks the channel whether the account works: every answer is a line, none an exception.</summary>
    Task<ChannelReport> Check(ChannelAccount account, DateTime now, CancellationToken ct);

    /// <summary>The message templates of the account, in every state.</summary>
    Task<TemplatesTold> Templates(ChannelAccount account, CancellationToken ct);
}
