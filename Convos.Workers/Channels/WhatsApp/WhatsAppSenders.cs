using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>
/// Who wrote or received the messages of one change. Since 2026 a message may come without a number; the profile beside it
/// belongs to the person by id, never by position.
/// </summary>
internal sealed class WhatsAppSenders(JsonElement value)
{
    private const int AliasLength = 200;

    private readonly List<JsonElement> contacts = [.. value.At("contacts").Items()];
    private readonly bool onlyOneMessage = value.At("messages").Items().Take(2).Count() == 1;

    /// <summary>Null where nothing says who it was.</summary>
    public Sender? Of(JsonElement message)
    {
        var (phone, user) = (message.At("from").Text(), message.At("from_user_id").Text());
        var (newPhone, newUser) = (message.At("system").At("wa_id").Text(), message.At("system").At("user_id").Text());
        var contact = contacts.FirstOrDefault(contact => IsOf(contact, phone, user));
        var asked = Asked(message).FirstOrDefault();
        var former = newPhone is not null ? Address(phone, null) : newUser is not null ? Address(null, user) : null;
        return Person(
            newPhone ?? phone ?? contact.At("wa_id").Text() ?? asked, newUser ?? user ?? contact.At("user_id").Text(),
            message.At("from_parent_user_id").Text() ?? contact.At("parent_user_id").Text(), contact.IsObject() ? contact : OnlyContact, former,
            [Phone(phone), User(user ?? contact.At("user_id").Text()), Phone(asked)]);
    }

    /// <summary>The customer to whom the business wrote on its own phone.</summary>
    public Sender? To(JsonElement echo) => Party(echo.At("to").Text(), echo.At("to_user_id").Text(), echo.At("to_parent_user_id").Text());

    /// <summary>The customer whom a status is about.</summary>
    public Sender? Receiver(JsonElement status) => status.At("recipient_type").Text() == "group"
        ? null
        : Party(status.At("recipient_id").Text(), status.At("recipient_user_id").Text(), status.At("recipient_parent_user_id").Text());

    /// <summary>Somebody whose business-scoped id changed.</summary>
    public static Sender? Renamed(JsonElement update)
    {
        var (phone, ids) = (update.At("wa_id").Text(), update.At("user_id"));
        var (previous, current) = (ids.At("previous").Text(), ids.At("current").Text());
        return Person(phone, current, null, default, Address(null, previous), [User(previous)]);
    }

    private Sender? Party(string? phone, string? user, string? parent)
    {
        var contact = contacts.FirstOrDefault(contact => IsOf(contact, phone, user));
        return Person(
            phone ?? contact.At("wa_id").Text(), user ?? contact.At("user_id").Text(), parent ?? contact.At("parent_user_id").Text(), contact, null, []);
    }

    private static Sender? Person(string? phone, string? user, string? parent, JsonElement profile, string? former, Alias?[] more)
    {
        var known = more.Prepend(Parent(parent)).Prepend(User(user)).Prepend(Phone(phone)).OfType<Alias>().Distinct().ToArray();
        var hasPhone = Phone(phone) is not null;
        return Address(phone, user) is { } address && known.Length > 0
            ? new(known, Name(profile, anonymous: !hasPhone), hasPhone ? PhoneNumbers.Display(phone!) : null, address, former == address ? null : former)
            : null;
    }

    private static bool IsOf(JsonElement contact, string? phone, string? user) =>
        (Canonical(phone) is { } digits && Canonical(contact.At("wa_id").Text()) == digits)
        || (user is not null && contact.At("user_id").Text() == user);

    // One message and one profile: it is theirs, even where the ids differ in a way we do not know. It lends its name only.
    private JsonElement OnlyContact => onlyOneMessage && contacts is [var only] ? only : default;

    // The number that we asked for is the sender's own; a card of anybody else is not.
    private static IEnumerable<string> Asked(JsonElement message) => message.At("contacts").Items()
        .Where(card => card.At("origin").Text() == "contact_request")
        .SelectMany(card => card.At("phones").Items())
        .Select(phone => phone.At("wa_id").Text() ?? phone.At("phone").Text())
        .OfType<string>();

    private static string? Address(string? phone, string? user) =>
        Phone(phone) is not null ? "+" + string.Concat(phone!.Where(char.IsAsciiDigit)) : User(user)?.Value;

    private static Alias? Phone(string? phone) => Canonical(phone) is { } digits ? new("phone", digits) : null;

    private static Alias? User(string? id) => id?.Length <= AliasLength ? new("whatsapp_user", id) : null;

    private static Alias? Parent(string? id) => id?.Length <= AliasLength ? new("whatsapp_parent", id) : null;

    private static string? Canonical(string? phone) =>
        phone is not null && PhoneNumbers.Canonical(phone) is { Length: > 0 and <= 30 } digits ? digits : null;

    private static string? Name(JsonElement contact, bool anonymous)
    {
        var name = contact.At("profile").At("name").Text()?.Trim();
        var username = anonymous && contact.At("profile").At("username").Text() is { } handle ? "@" + handle : null;
        var shown = name is null ? username : username is null ? name : $"{name} ({username})";
        return shown?.Cut(AliasLength);
    }
}
