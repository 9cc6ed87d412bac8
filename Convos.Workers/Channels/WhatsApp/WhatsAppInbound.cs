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
            var parts = new OrderedDictionary<string, List<Inbound>>();
            foreach (var change in Changes(payload.RootElement))
            {
                var value = change.At("value");
                var account = (value.At("metadata").At("phone_number_id").Text() ?? "").Cut(200);
                if (Items(change.At("field").Text(), value, receivedAt) is { } items)
                {
                    parts.TryAdd(account, []);
                    parts[account].AddRange(items);
                }
            }

            return [.. parts.Select(part => new InboundPart(part.Key, part.Value))];
        }
    }

    private static IEnumerable<JsonElement> Changes(JsonElement root) =>
        root.At("object").Text() is null or Account
            ? root.At("entry").Items().SelectMany(entry => entry.At("changes").Items())
            : [];

    // One line per field of a subscription: smb_message_echoes, user_id_update and the account's own news have their place here.
    private static List<Inbound>? Items(string? field, JsonElement value, DateTime receivedAt) => field switch
    {
        "messages" or null when value.IsObject() => Messages(value, receivedAt),
        _ => null,
    };

    private static List<Inbound> Messages(JsonElement value, DateTime receivedAt)
    {
        var senders = new WhatsAppSenders(value);
        var items = new List<Inbound>();
        foreach (var message in value.At("messages").Items())
        {
            if (WhatsAppMessage.Read(message, senders, Time(message, receivedAt)) is { } item)
            {
                items.Add(item);
            }
        }

        foreach (var status in value.At("statuses").Items())
        {
            if (WhatsAppStatus.Read(status, Time(status, receivedAt)) is { } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private static DateTime Time(JsonElement element, DateTime receivedAt)
    {
        var time = element.At("timestamp").Time();
        return time is null || time > receivedAt + Skew ? receivedAt : time.Value;
    }
}
