using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>How a conversation began, as a sign with its word: what began it, or the advertisement or post that brought the customer.</summary>
public sealed record Beginning(ConversationOrigin Origin, ConversationSource Source, string? Title)
{
    public string Icon => Origin switch
    {
        ConversationOrigin.Dialogue => "bot",
        ConversationOrigin.Support => "message-square-text",
        ConversationOrigin.MassCampaign => "radio",
        ConversationOrigin.Transactional => "send",
        _ => "webhook",
    };

    public string SourceIcon => Source switch
    {
        ConversationSource.Ad => "megaphone",
        ConversationSource.Post => "image",
        _ => "external-link",
    };
}
