namespace Convos.Data;

/// <summary>Why nothing leaves by a channel until a person mends it.</summary>
public enum ChannelTrouble { TokenRejected, NotPermitted, Restricted, NotFound }

/// <summary>How a channel stands, the worst first; <c>Silent</c> and <c>NeverHeard</c>: it brings no webhooks.</summary>
public enum ChannelState { Disabled, TokenRejected, NotPermitted, Restricted, NotFound, TokenExpired, TokenExpiring, NeverHeard, Silent, Working }

public enum CheckOutcome { Fine, Doubtful, Wrong }

/// <summary>What a check can find. The sentence for each is <c>Finding.…</c>.</summary>
public enum Finding
{
    NumberRead, NumberRestricted, NumberNotConnected, QualityHigh, QualityMedium, QualityLow,
    TokenRejected, NotPermitted, AccountNotFound, Unreachable, Refused, Locked,
    SecretAccepted, SecretRejected,
    TokenLasts, TokenExpires, TokenExpiring, TokenUnknown, ScopesMissing,
    Subscribed, NotSubscribed, BusinessNotFound,
    WebhookReceived, WebhookNever,
}

/// <summary>One line of «Probar conexión». <c>Detail</c> is a name, an id or the channel's own words; <c>At</c> an instant that the sentence is about.</summary>
public sealed record CheckLine(CheckOutcome Outcome, Finding Finding, string? Detail = null, DateTime? At = null);

/// <summary>All that a check brought. What it could not learn is null, and what was known stays.</summary>
public sealed record ChannelReport(IReadOnlyList<CheckLine> Lines)
{
    /// <summary>False where nobody answered: then nothing is known about a trouble.</summary>
    public bool Reached { get; init; } = true;

    public ChannelTrouble? Trouble { get; init; }

    public string? DisplayAddress { get; init; }

    public string? VerifiedName { get; init; }

    public string? Quality { get; init; }

    /// <summary>Whether the channel told when the token ends; null in <c>TokenExpiresAt</c> then means never.</summary>
    public bool TokenTold { get; init; }

    public DateTime? TokenExpiresAt { get; init; }
}

public static class ChannelStates
{
    /// <summary>The sentence that says what to do about it.</summary>
    public static Finding Finding(this ChannelTrouble trouble) => trouble switch
    {
        ChannelTrouble.TokenRejected => Data.Finding.TokenRejected,
        ChannelTrouble.NotPermitted => Data.Finding.NotPermitted,
        ChannelTrouble.Restricted => Data.Finding.NumberRestricted,
        _ => Data.Finding.AccountNotFound,
    };

    /// <summary>So long before its end a token is warned of.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromDays(7);

    /// <summary>A number that brought nothing for so long is worth a look.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromDays(2);

    public static ChannelState StateAt(this ConnectedChannel channel, DateTime now) =>
        !channel.Enabled ? ChannelState.Disabled
        : channel.Trouble is { } trouble ? Enum.Parse<ChannelState>(trouble.ToString())
        : channel.TokenExpiresAt <= now ? ChannelState.TokenExpired
        : channel.TokenExpiresAt <= now + Warning ? ChannelState.TokenExpiring
        : channel.LastWebhookAt is null ? ChannelState.NeverHeard
        : channel.LastWebhookAt <= now - Silence ? ChannelState.Silent
        : ChannelState.Working;

    /// <summary>Worth a banner: an admin has something to do before customers notice.</summary>
    public static bool Warns(this ChannelState state) => state is > ChannelState.Disabled and < ChannelState.NeverHeard;
}
