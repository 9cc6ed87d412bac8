using System.Globalization;
using System.Text.Json;
using Convos.Workers;

namespace Convos.Web.Pages;

/// <summary>A place on earth, or only its name where the coordinates make no sense.</summary>
public sealed record Place(double? Latitude, double? Longitude, string? Name, string? Address)
{
    public string? Coordinates => Latitude is { } north && Longitude is { } east
        ? string.Create(CultureInfo.InvariantCulture, $"{north:0.######}, {east:0.######}") : null;

    /// <summary>A map that the reader chooses to open: nothing is loaded from there before.</summary>
    public string? Map => Latitude is { } north && Longitude is { } east
        ? string.Create(CultureInfo.InvariantCulture, $"https://www.openstreetmap.org/?mlat={north:0.######}&mlon={east:0.######}#map=17/{north:0.######}/{east:0.######}") : null;

    public static Place? Of(JsonElement location)
    {
        var (north, east) = (Degrees(location.At("latitude"), 90), Degrees(location.At("longitude"), 180));
        return location.IsObject()
            ? new(north is null || east is null ? null : north, north is null || east is null ? null : east, location.At("name").Text(), location.At("address").Text())
            : null;
    }

    private static double? Degrees(JsonElement value, double most) =>
        double.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most ? degrees : null;
}

/// <summary>A card of somebody; any part may be missing.</summary>
public sealed record Card(string? Name, string? Company, IReadOnlyList<string> Phones, IReadOnlyList<string> Mails, IReadOnlyList<string> More)
{
    private const int Most = 20;

    public static IReadOnlyList<Card> Of(JsonElement cards) => [.. cards.Items().Take(257).Where(card => card.IsObject()).Select(Read)];

    private static Card Read(JsonElement card)
    {
        var (name, org) = (card.At("name"), card.At("org"));
        return new(
            name.At("formatted_name").Text() ?? Joined(" ", name.At("first_name").Text(), name.At("last_name").Text()),
            Joined(" · ", org.At("title").Text(), org.At("department").Text(), org.At("company").Text()),
            [.. card.At("phones").Items().Select(Phone).OfType<string>().Distinct().Take(Most)],
            Texts(card.At("emails"), "email"),
            [.. card.At("addresses").Items().Take(Most).Select(Address).OfType<string>(), .. Texts(card.At("urls"), "url"), .. card.At("birthday").Text() is { } born ? [born] : Array.Empty<string>()]);
    }

    // The id is the number in full; what was typed may lack its country.
    private static string? Phone(JsonElement phone) =>
        phone.At("wa_id").Text() is { } id && id.All(char.IsAsciiDigit) ? $"+{id}" : phone.At("phone").Text();

    private static IReadOnlyList<string> Texts(JsonElement items, string name) => [.. items.Items().Take(Most).Select(item => item.At(name).Text()).OfType<string>()];

    private static string? Address(JsonElement address) =>
        Joined(", ", address.At("street").Text(), address.At("city").Text(), address.At("state").Text(), address.At("zip").Text(), address.At("country").Text());

    private static string? Joined(string separator, params string?[] parts) => string.Join(separator, parts.OfType<string>()) is { Length: > 0 } text ? text : null;
}

/// <summary>What a customer ordered from the catalogue.</summary>
public sealed record Basket(IReadOnlyList<BasketItem> Items)
{
    /// <summary>Null where a price is missing or the currencies differ.</summary>
    public (decimal Amount, string Currency)? Total =>
        Items.Count > 0 && Items.All(item => item.Price is not null && item.Currency is not null && item.Currency == Items[0].Currency)
            ? (Items.Sum(item => item.Price!.Value * item.Quantity), Items[0].Currency!)
            : null;

    public static Basket Of(JsonElement order) => new([.. order.At("product_items").Items().Take(200).Select(item => new BasketItem(
        item.At("product_retailer_id").Text() ?? "–", Number(item.At("quantity")) is > 0 and { } count ? count : 1, Number(item.At("item_price")), item.At("currency").Text()))]);

    private static decimal? Number(JsonElement value) =>
        decimal.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1_000_000_000_000 ? number : null;
}

public sealed record BasketItem(string Product, decimal Quantity, decimal? Price, string? Currency);

public enum AnswerTo { Button, List, Form, Call }

/// <summary>An answer that was chosen rather than written. <c>Fields</c>: what a form was filled in with.</summary>
public sealed record Answer(AnswerTo To, string? Description, IReadOnlyList<(string Name, string Value)> Fields)
{
    private const int Most = 60;

    public static Answer? Of(JsonElement root) => root.At("type").Text() switch
    {
        "button" => new(AnswerTo.Button, null, []),
        "interactive" => Of(root.At("interactive"), root.At("interactive").At("type").Text()),
        _ => null,
    };

    private static Answer? Of(JsonElement interactive, string? type) => type switch
    {
        "button_reply" => new(AnswerTo.Button, null, []),
        "list_reply" => new(AnswerTo.List, interactive.At("list_reply").At("description").Text(), []),
        "nfm_reply" => new(AnswerTo.Form, null, Filled(interactive.At("nfm_reply").At("response_json").Text())),
        "call_permission_reply" => new(AnswerTo.Call, interactive.At("call_permission_reply").At("response").Text(), []),
        _ => null,
    };

    // JSON in a string, written by whoever made the form.
    private static IReadOnlyList<(string, string)> Filled(string? json)
    {
        if (json is null || !WhatsAppPayload.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var answer))
        {
            return [];
        }

        using (answer)
        {
            return answer.RootElement.IsObject()
                ? [.. answer.RootElement.EnumerateObject().Where(field => field.Name != "flow_token").Take(Most).Select(field => (Readable(field.Name), Value(field.Value).Cut(500)))]
                : [];
        }
    }

    private static string Readable(string name) => name.Replace('_', ' ').Trim().Cut(80);

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.Items().Take(Most).Select(Value)),
        JsonValueKind.True => "✓",
        JsonValueKind.False or JsonValueKind.Null => "–",
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Take(Most).Select(field => Value(field.Value))),
        _ => value.Text() ?? "–",
    };
}
