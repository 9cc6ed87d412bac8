using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>
/// Translates a webhook of Meta: every entry, change, message and status of it, grouped by the phone number id it concerns
/// (empty where the payload names none). What is not understood yields nothing; the stored body keeps it.
/// </summary>
public static class WhatsAppInbound
{
    private const string Account = "whatsapp_business_account";
    private const int IdLength = 200;

    // Clocks differ a little; beyond this a time is wrong, and would keep its message last in the thread for ever.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <param name="body">The webhook's body as it came.</param>
    /// <param name="receivedAt">Stands in for a time that is missing or lies in the future.</param>
    /// <exception cref="MalformedPayloadException">The body is not JSON.</exception>
    public static IReadOnlyList<InboundPart> Read(ReadOnlyMemory<byte> body, DateTime receivedAt)
    {
        if (!WhatsAppPayload.TryParse(body, out var payload))
        {
            throw new MalformedPayloadException();
        }

        using (payload)
        {
            // A number's part by the number, news of a business by the business, what can belong to nobody by neither.
            var parts = new OrderedDictionary<(string Account, string? Business), List<Inbound>>();
            var owners = new Dictionary<string, string?>();
            foreach (var (entry, change) in Changes(payload.RootElement))
            {
                var (field, value) = (change.At("field").Text(), change.At("value"));
                var number = value.At("metadata").At("phone_number_id").Text()?.Cut(IdLength);
                owners.TryAdd(number ?? "", Business(entry));
                if (Items(field, value, receivedAt) is { } items && (number is not null || items.Count > 0))
                {
                    Add(parts, (number ?? "", null), items);
                }

                if (value.IsObject() && WhatsAppNotices.Read(field, value, Time(entry, "time", receivedAt)) is { Count: > 0 } notices)
                {
                    Add(parts, (number ?? "", number is null ? Business(entry) : null), notices);
                }
            }

            return [.. parts.Select(part => new InboundPart(
                part.Key.Account, part.Value, part.Key.Account.Length == 0 ? part.Key.Business : owners[part.Key.Account]))];
        }
    }

    private static void Add<T>(OrderedDictionary<(string, string?), List<Inbound>> parts, (string, string?) key, List<T> items) where T : Inbound
    {
        parts.TryAdd(key, []);
        parts[key].AddRange(items);
    }

    private static IEnumerable<(JsonElement Entry, JsonElement Change)> Changes(JsonElement root) =>
        root.At("object").Text() is null or Account
            ? root.At("entry").Items().SelectMany(entry => entry.At("changes").Items().Select(change => (entry, change)))
            : [];

    // One line per field of a subscription.
    private static List<Inbound>? Items(string? field, JsonElement value, DateTime receivedAt) => field switch
    {
        "messages" or null when value.IsObject() => Messages(value, receivedAt),
        "smb_message_echoes" => Echoes(value, receivedAt),
        "user_id_update" => Identities(value, receivedAt),
        _ => null,
    };

    private static List<Inbound> Messages(JsonElement value, DateTime receivedAt)
    {
        var senders = new WhatsAppSenders(value);
        return
        [
            .. Each(value.At("messages"), message => senders.Of(message) is { } sender
                ? WhatsAppMessage.Read(message, sender, Time(message, "timestamp", receivedAt), byPhone: false) : null),
            .. Each(value.At("statuses"), status => WhatsAppStatus.Read(status, Time(status, "timestamp", receivedAt))),
            .. Each(value.At("statuses"), status => senders.Receiver(status) is { Aliases.Count: > 1 } receiver
                ? new InboundIdentity(receiver.Address, Time(status, "timestamp", receivedAt), receiver) : null),
        ];
    }

    // What the business wrote on its own phone: whoever received it is the customer.
    private static List<Inbound> Echoes(JsonElement value, DateTime receivedAt)
    {
        var senders = new WhatsAppSenders(value);
        return [.. Each(value.At("message_echoes"), echo => senders.To(echo) is { } customer
            ? WhatsAppMessage.Read(echo, customer, Time(echo, "timestamp", receivedAt), byPhone: true) : null)];
    }

    private static List<Inbound> Identities(JsonElement value, DateTime receivedAt) =>
        [.. Each(value.At("user_id_update"), update => WhatsAppSenders.Renamed(update) is { } person
            ? new InboundIdentity(person.Address, Time(update, "timestamp", receivedAt), person) : null)];

    private static IEnumerable<Inbound> Each(JsonElement items, Func<JsonElement, Inbound?> read) => items.Items().Select(read).OfType<Inbound>();

    private static string? Business(JsonElement entry) => entry.At("id").Text()?.Cut(IdLength);

    private static DateTime Time(JsonElement element, string name, DateTime receivedAt)
    {
        var time = element.At(name).Time();
        return time is null || time > receivedAt + Skew ? receivedAt : time.Value;
    }
}
