using Convos.Data;

namespace Convos.Workers;

/// <summary>What leaves. <c>Echo</c> comes back in the channel's statuses where it can (WhatsApp: <c>biz_opaque_callback_data</c>).</summary>
public sealed record OutboundMessage(
    long MessageId, int Attempt, string AccountId, string AccessToken, string Address, string Body, string? QuotedExternalId)
{
    public string Echo => $"{MessageId}.{Attempt}";
}

/// <summary>Accepted: the channel has it under this id. Rejected: it never will; the reason is for a person. Unknown: it may or may not have left. Later: it did not leave, try again.</summary>
public abstract record SendResult
{
    public sealed record Accepted(string ExternalId) : SendResult;

    public sealed record Rejected(string Reason) : SendResult;

    public sealed record Unknown(string Reason) : SendResult;

    public sealed record Later(string Reason, TimeSpan? After = null) : SendResult;
}

/// <summary>A channel translates; it never decides.</summary>
public interface IChannel
{
    string Kind { get; }

    /// <summary>What a stored webhook says, by account. A time that is missing or lies in the future is that of receipt. Throws only where the body is not the channel's format at all.</summary>
    IReadOnlyList<InboundPart> Read(ReadOnlyMemory<byte> body, DateTime receivedAt);

    Task<SendResult> Send(OutboundMessage message, CancellationToken ct);
}
