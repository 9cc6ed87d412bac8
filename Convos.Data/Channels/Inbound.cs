namespace Convos.Data;

/// <summary>One way in which a person is known; <c>Kind</c> is <c>phone</c>, <c>whatsapp_user</c> or <c>whatsapp_parent</c>; <c>Value</c> is canonical.</summary>
public sealed record Alias(string Kind, string Value);

/// <summary>
/// Who wrote, as the channel tells it: all the aliases are of one person. <c>Address</c> is what the channel wants back as the recipient
/// (WhatsApp: <c>+16505551234</c>, or a business-scoped user id where no number came); <c>Former</c> is the one that it replaces.
/// </summary>
public sealed record Sender(IReadOnlyList<Alias> Aliases, string? Name, string? Phone, string Address, string? Former = null);

/// <summary>What a channel brought, translated. It translates; it never decides.</summary>
public abstract record Inbound(string ExternalId, DateTime At);

/// <summary>An advertisement or a post that brought the customer.</summary>
public sealed record Referral(ConversationSource Source, string? Title, string? Url);

/// <summary>A file that the channel has for us. <c>Sha256</c> is what it says the bytes hash to, in base64 or hex.</summary>
public sealed record InboundMedia(string Id, string FileName, string? Sha256);

/// <summary>
/// A message of a customer (or, <c>Kind = System</c>, about them; or, <c>ByPhone</c>, to them from the business's own phone: then
/// <c>Sender</c> is who received it). <c>Content</c> is JSON without NULs and lone surrogates, or null.
/// </summary>
public sealed record InboundMessage(
    string ExternalId, DateTime At, Sender Sender, MessageKind Kind, string Body, string? Content, string? QuotedExternalId)
    : Inbound(ExternalId, At)
{
    public bool ByPhone { get; init; }

    public Referral? Referral { get; init; }

    public InboundMedia? Media { get; init; }

    public Author Author => Kind == MessageKind.System ? Author.System : ByPhone ? Author.Phone : Author.Contact;
}

/// <summary>A reaction to message <c>ExternalId</c>, a customer's or one from the business's own phone; a null emoji takes it back.</summary>
public sealed record InboundReaction(string ExternalId, DateTime At, Sender Sender, string? Emoji) : Inbound(ExternalId, At)
{
    public bool ByPhone { get; init; }
}

/// <summary>Other words for message <c>ExternalId</c>, by whoever wrote it. <c>EditId</c> tells one edit from another.</summary>
public sealed record InboundEdit(
    string ExternalId, DateTime At, string EditId, MessageKind Kind, string Body, string? Content, bool ByPhone = false) : Inbound(ExternalId, At);

/// <summary>Message <c>ExternalId</c> was deleted for everybody by whoever wrote it.</summary>
public sealed record InboundDeletion(string ExternalId, DateTime At, bool ByPhone = false) : Inbound(ExternalId, At);

/// <summary>The customer opened the chat and has said nothing yet: we may write to them.</summary>
public sealed record InboundGreeting(string ExternalId, DateTime At, Sender Sender) : Inbound(ExternalId, At);

/// <summary>What the channel says about who somebody is. Of strangers nothing is kept.</summary>
public sealed record InboundIdentity(string ExternalId, DateTime At, Sender Sender) : Inbound(ExternalId, At);

/// <summary>News of our message <c>ExternalId</c>. <c>Echo</c> is what we attached to the send (<c>message.attempt</c>), where the channel returned it.</summary>
public sealed record InboundStatus(string ExternalId, DateTime At, Delivery State, string? Failure, string? Echo, string? Pricing = null) : Inbound(ExternalId, At);

/// <summary>
/// News of the channel itself, as <see cref="ChannelNotice"/> keeps it. <c>ExternalId</c> is made of all it says: the same again is no news.
/// <c>Number</c> is the one of the account's numbers that it is about; null: all.
/// </summary>
public sealed record InboundNotice(
    string ExternalId, DateTime At, ChannelNoticeKind Kind, NoticeLevel Level, string Subject, string Word, string Detail, string Data, string? Number)
    : Inbound(ExternalId, At);

/// <summary>
/// All that one payload says about one account of the channel (WhatsApp: one phone number id), in its order. News of the business
/// account has no account id: it is about every channel of that business.
/// </summary>
public sealed record InboundPart(string AccountId, IReadOnlyList<Inbound> Items, string? BusinessId = null);
