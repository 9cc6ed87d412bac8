using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>
/// Who wrote the messages of one change. Since 2026 a message may come without a number; the profile beside it
/// belongs to the sender by id, never by position.
/// </summary>
internal sealed class WhatsAppSenders(JsonElement value)
{
    private const int AliasLength = 200;

    private readonly List<JsonElement> contacts = [.. value.At("contacts").Items()];
    private readonly bool onlyOneMessage = value.At("messages").Items().Take(2).Count() == 1;

    /// <summary>Null where nothing says who it was.</summary>
    public Sender? Of(JsonElement message)
    {
        var phone = message.At("from").Text();
        var user = message.At("from_user_id").Text();
        var contact = contacts.FirstOrDefault(contact => IsOf(contact, phone, user));
        phone ??= contact.At("wa_id").Text();
        user ??= contact.At("user_id").Text();
        var digits = Canonical(phone);

        List<Alias?> aliases =
        [
            Phone(phone),
            User(user),
            Parent(message.At("from_parent_user_id").Text() ?? contact.At("parent_user_id").Text()),
            .. OwnNews(message),
        ];
        var known = aliases.OfType<Alias>().Distinct().ToArray();
        var address = digits is not null ? "+" + Digits(phone!) : User(user)?.Value;
        return address is null || known.Length == 0
            ? null
            : new(known, Name(contact.IsObject() ? contact : OnlyContact, anonymous: digits is null), digits is null ? null : PhoneNumbers.Display(phone!), address);
    }

    private static bool IsOf(JsonElement contact, string? phone, string? user) =>
        (Canonical(phone) is { } digits && Canonical(contact.At("wa_id").Text()) == digits)
        || (user is not null && contact.At("user_id").Text() == user);

    // One message and one profile: it is theirs, even where the ids differ in a way we do not know. It lends its name only.
    private JsonElement OnlyContact => onlyOneMessage && contacts is [var only] ? only : default;

    // What a message says about its own sender: a new number, a new id, the number that we asked for.
    private static IEnumerable<Alias?> OwnNews(JsonElement message) =>
    [
        Phone(message.At("system").At("wa_id").Text()),
        User(message.At("system").At("user_id").Text()),
        .. message.At("contacts").Items()
            .Where(card => card.At("origin").Text() == "contact_request")
            .SelectMany(card => card.At("phones").Items())
            .Select(phone => Phone(phone.At("wa_id").Text() ?? phone.At("phone").Text())),
    ];

    private static Alias? Phone(string? phone) => Canonical(phone) is { } digits ? new("phone", digits) : null;

    private static Alias? User(string? id) => id?.Length <= AliasLength ? new("whatsapp_user", id) : null;

    private static Alias? Parent(string? id) => id?.Length <= AliasLength ? new("whatsapp_parent", id) : null;

    private static string? Canonical(string? phone) =>
        phone is not null && PhoneNumbers.Canonical(phone) is { Length: > 0 and <= 30 } digits ? digits : null;

    private static string Digits(string phone) => string.Concat(phone.Where(char.IsAsciiDigit));

    private static string? Name(JsonElement contact, bool anonymous)
    {
        var name = contact.At("profile").At("name").Text()?.Trim();
        var username = anonymous && contact.At("profile").At("username").Text() is { } handle ? "@" + handle : null;
        var shown = name is null ? username : username is null ? name : $"{name} ({username})";
        return shown?.Cut(AliasLength);
    }
}
