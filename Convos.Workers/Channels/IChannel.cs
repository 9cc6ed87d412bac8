using Convos.Data;

namespace Convos.Workers;

/// <summary>What leaves. <c>Content</c> is JSON that says what its kind needs beyond the text. <c>Echo</c> comes back in the channel's statuses where it can (WhatsApp: <c>biz_opaque_callback_data</c>).</summary>
public sealed record OutboundMessage(
    long MessageId, int Attempt, string AccountId, string AccessToken, string Address,
    MessageKind Kind, string Body, string? Content, string? QuotedExternalId)
{
    public string Echo => $"{MessageId}.{Attempt}";
}

/// <summary>A customer's message that was read, as the channel knows it.</summary>
public sealed record ReadMark(string AccountId, string AccessToken, string ExternalId);

/// <summary>Accepted: the channel has it under this id. Rejected: it never will; the reason is for a person. Unknown: it may or may not have left. Later: it did not leave, try again.</summary>
public abstract record SendResult
{
    public sealed record Accepted(string ExternalId) : SendResult;

    public sealed record Rejected(string Reason) : SendResult;

    public sealed record Unknown(string Reason) : SendResult;

    /// <summary>With <c>Trouble</c>: nothing leaves by this channel until a person mends it.</summary>
    public sealed record Later(string Reason, TimeSpan? After = null, ChannelTrouble? Trouble = null) : SendResult;
}

/// <summary>An account as a check needs it; the secrets in clear.</summary>
public sealed record ChannelAccount(string AccountId, string BusinessId, string AccessToken, string AppSecret);

/// <summary>A channel translates; it never decides.</summary>
public interface IChannel
{
    string Kind { get; }

    /// <summary>What a stored webhook says, by account. A time that is missing or lies in the future is that of receipt. Throws only where the body is not the channel's format at all.</summary>
    IReadOnlyList<InboundPart> Read(ReadOnlyMemory<byte> body, DateTime receivedAt);

    Task<SendResult> Send(OutboundMessage message, CancellationToken ct);

    /// <summary>Tells the customer that this message and all before it were read. May be repeated. Accepted bears the message's own id.</summary>
    Task<SendResult> MarkRead(ReadMark mark, CancellationToken ct);

    /// <summary>Shows the customer for a moment that somebody is writing. The channel takes it for read up to this message, too.</summary>
    Task<SendResult> ShowTyping(ReadMark mark, CancellationToken ct);

    /// <summary>What of this no account of the channel could have; null where it looks right. Empty secrets are not looked at.</summary>
    ChannelProblem? Problem(ChannelDraft draft);

    /// <summary>Asks the channel whether the account works: every answer is a line, none an exception.</summary>
    Task<ChannelReport> Check(ChannelAccount account, DateTime now, CancellationToken ct);
}
