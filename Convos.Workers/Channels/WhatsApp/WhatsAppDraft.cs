using System.Text.RegularExpressions;
using Convos.Data;

namespace Convos.Workers;

/// <summary>What no WhatsApp account could have: most wrong pastes are caught before anybody asks Meta.</summary>
internal static partial class WhatsAppDraft
{
    public static ChannelProblem? Problem(ChannelDraft draft) =>
        !Id().IsMatch(draft.AccountId) ? ChannelProblem.AccountWrong
        : draft.BusinessId.Length > 0 && !Id().IsMatch(draft.BusinessId) ? ChannelProblem.BusinessWrong
        : draft.AppSecret.Length > 0 ? Secret(draft.AppSecret) ?? Token(draft.AccessToken)
        : Token(draft.AccessToken);

    private static ChannelProblem? Secret(string secret) =>
        secret.Any(char.IsWhiteSpace) ? ChannelProblem.SecretHasSpaces
        : Hex().IsMatch(secret) ? null
        : ChannelProblem.SecretWrong;

    // It travels in a header: whatever is not plain text there was not given by Meta.
    private static ChannelProblem? Token(string token) =>
        token.Length == 0 ? null
        : token.Any(char.IsWhiteSpace) ? ChannelProblem.TokenHasSpaces
        : token.Length > 1000 || !token.All(sign => sign is > ' ' and < '\u007f') ? ChannelProblem.TokenWrong
        : null;

    [GeneratedRegex(@"^[0-9]{5,25}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[0-9a-fA-F]{32}\z")]
    private static partial Regex Hex();
}
