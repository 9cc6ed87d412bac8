using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The form of a channel as it was typed. The two secrets are never filled in: what is stored is not shown again.</summary>
public sealed class ChannelForm
{
    public string Kind { get; set; } = "whatsapp";

    public string Name { get; set; } = "";

    public string AccountId { get; set; } = "";

    public string BusinessId { get; set; } = "";

    public string DisplayAddress { get; set; } = "";

    public long InboxId { get; set; }

    public string AppSecret { get; set; } = "";

    public string AccessToken { get; set; } = "";

    public static ChannelForm Of(ConnectedChannel channel) => new()
    {
        Kind = channel.Kind, Name = channel.Name, AccountId = channel.AccountId, BusinessId = channel.BusinessId,
        DisplayAddress = channel.DisplayAddress, InboxId = channel.InboxId,
    };

    public ChannelDraft ToDraft(string name) => new(Kind, name, AccountId, BusinessId, DisplayAddress, InboxId, AppSecret, AccessToken);

    /// <summary>The field that a problem is about.</summary>
    public static string Field(ChannelProblem problem) => problem switch
    {
        ChannelProblem.NameWrong or ChannelProblem.NameTaken => nameof(Name),
        ChannelProblem.AccountWrong or ChannelProblem.AccountTaken => nameof(AccountId),
        ChannelProblem.BusinessWrong => nameof(BusinessId),
        ChannelProblem.DisplayTooLong => nameof(DisplayAddress),
        ChannelProblem.InboxUnavailable => nameof(InboxId),
        ChannelProblem.SecretMissing or ChannelProblem.SecretHasSpaces or ChannelProblem.SecretWrong => nameof(AppSecret),
        _ => nameof(AccessToken),
    };
}
