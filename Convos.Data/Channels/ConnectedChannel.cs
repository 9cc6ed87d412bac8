namespace Convos.Data;

/// <summary>A channel as its administration shows it. The verify token is as stored: sealed; the other two secrets are not even read.</summary>
public sealed record ConnectedChannel(
    long Id, string Kind, string Name, string AccountId, string BusinessId, string DisplayAddress, long InboxId, string InboxName, int InboxColour,
    string Entry, bool Enabled, string VerifyToken, DateTime? AppSecretAt, DateTime? AccessTokenAt, DateTime? LastWebhookAt, DateTime? LastSendAt,
    string VerifiedName, string Quality, DateTime? TokenExpiresAt, ChannelTrouble? Trouble, DateTime? TroubleAt, string TroubleReason,
    DateTime? CheckedAt, string Checks);

/// <summary>What a person typed about a channel; the two secrets in clear. Empty secrets: those stored stay.</summary>
public sealed record ChannelDraft(
    string Kind, string Name, string AccountId, string BusinessId, string DisplayAddress, long InboxId, string AppSecret, string AccessToken)
{
    /// <summary>Pasted text brings blanks and line ends along.</summary>
    public ChannelDraft Trimmed() => this with
    {
        Name = Name.Trim(),
        AccountId = AccountId.Trim(),
        BusinessId = BusinessId.Trim(),
        DisplayAddress = DisplayAddress.Trim(),
        AppSecret = AppSecret.Trim(),
        AccessToken = AccessToken.Trim(),
    };
}

/// <summary>What the audit keeps of a channel: never a secret, only that it is another now.</summary>
public sealed record ChannelFacts(string AccountId, string BusinessAccountId, string DisplayAddress, string Inbox, bool Enabled);

/// <summary>Why a channel cannot be connected or saved like this. The sentence for each is <c>ChannelProblem.…</c>.</summary>
public enum ChannelProblem
{
    NameWrong, NameTaken, AccountWrong, AccountTaken, BusinessWrong, DisplayTooLong, InboxUnavailable,
    SecretMissing, SecretHasSpaces, SecretWrong, TokenMissing, TokenHasSpaces, TokenWrong, Gone,
}
