using System.Globalization;
using System.Text.Json;
using Convos.Workers;

namespace Convos.Web;

/// <summary>What Meta refuses in a place, in contact cards, and in a message with buttons or a list.</summary>
public static class ContentRules
{
    private const int CardLimit = 257;
    private const int WordsLimit = 1024;
    private const int ListWordsLimit = 4096;
    private const int FootLimit = 60;

    private static readonly string[] NameParts = ["first_name", "last_name", "middle_name", "prefix", "suffix"];

    public static GraphAnswer? Refusal(string type, JsonElement content) => type switch
    {
        "location" => Place(content),
        "contacts" => Cards(content),
        "interactive" => Choice(content),
        _ => null,
    };

    private static GraphAnswer? Place(JsonElement place)
    {
        var (latitude, longitude) = (Degrees(place.At("latitude")), Degrees(place.At("longitude")));
        return !place.At("latitude").IsThere() ? GraphRules.Missing("location['latitude']")
            : !place.At("longitude").IsThere() ? GraphRules.Missing("location['longitude']")
            : latitude is not (>= -90 and <= 90) ? GraphRules.Invalid("location['latitude']")
            : longitude is not (>= -180 and <= 180) ? GraphRules.Invalid("location['longitude']")
            : Optional(place, "name") ?? Optional(place, "address");

        static GraphAnswer? Optional(JsonElement place, string part) =>
            place.At(part).IsThere() && place.At(part).ValueKind != JsonValueKind.String ? GraphRules.Invalid($"location['{part}']") : null;
    }

    private static double? Degrees(JsonElement value) =>
        double.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;

    private static GraphAnswer? Cards(JsonElement cards) =>
        cards.ValueKind != JsonValueKind.Array || cards.GetArrayLength() is 0 or > CardLimit ? GraphRules.Invalid("contacts")
        : cards.Items().Select(card => card.At("name")).Select(name =>
            name.At("formatted_name").Text() is null ? GraphRules.Missing("contacts['name']['formatted_name']")
            : NameParts.All(part => name.At(part).Text() is null) ? GraphRules.Missing("contacts['name']['first_name']")
            : null).FirstOrDefault(refusal => refusal is not null);

    private static GraphAnswer? Choice(JsonElement interactive)
    {
        var (type, action, words, foot, head) = (
            interactive.At("type").Text(), interactive.At("action"), interactive.At("body").At("text"), interactive.At("footer").At("text"), interactive.At("header"));
        return type is null ? GraphRules.Missing("interactive['type']")
            : !action.IsObject() ? GraphRules.Missing("interactive['action']")
            : !words.IsThere() && type is not "product" ? GraphRules.Missing("interactive['body']")
            : words.IsThere() && !GraphRules.IsString(words, type == "list" ? ListWordsLimit : WordsLimit) ? GraphRules.Invalid("interactive['body']['text']")
            : foot.IsThere() && !GraphRules.IsString(foot, FootLimit) ? GraphRules.Invalid("interactive['footer']['text']")
            : head.At("type").Text() == "text" && !GraphRules.IsString(head.At("text"), FootLimit) ? GraphRules.Invalid("interactive['header']['text']")
            : type switch
            {
                "button" => Buttons([.. action.At("buttons").Items().Select(button => (button.At("type").Text(), button.At("reply")))]),
                "list" => List(action),
                "cta_url" or "flow" or "location_request_message" or "request_contact_info" =>
                    action.At("name").Text() is null ? GraphRules.Missing("interactive['action']['name']") : null,
                "product" or "product_list" or "catalog_message" or "address_message" or "carousel" => null,
                _ => GraphRules.Invalid("interactive['type']"),
            };
    }

    private static GraphAnswer? Buttons(IReadOnlyList<(string? Type, JsonElement Reply)> buttons) =>
        buttons.Count is 0 or > 3 || buttons.Any(button => button.Type != "reply" || !GraphRules.IsString(button.Reply.At("id"), 256)
                || !GraphRules.IsString(button.Reply.At("title"), 20))
            || Repeat(buttons.Select(button => button.Reply), "id") || Repeat(buttons.Select(button => button.Reply), "title")
            ? GraphRules.Invalid("interactive['action']['buttons']") : null;

    private static GraphAnswer? List(JsonElement action)
    {
        var sections = action.At("sections").Items().ToList();
        var rows = sections.SelectMany(section => section.At("rows").Items()).ToList();
        return !GraphRules.IsString(action.At("button"), 20) ? GraphRules.Invalid("interactive['action']['button']")
            : sections.Count is 0 or > 10 || (sections.Count > 1 && sections.Any(section => !GraphRules.IsString(section.At("title"), 24)))
                || sections.Any(section => section.At("title").IsThere() && !GraphRules.IsString(section.At("title"), 24))
                ? GraphRules.Invalid("interactive['action']['sections']")
            : rows.Count is 0 or > 10 || Repeat(rows, "id") || rows.Any(row => !GraphRules.IsString(row.At("id"), 200) || !GraphRules.IsString(row.At("title"), 24)
                || (row.At("description").IsThere() && !GraphRules.IsString(row.At("description"), 72)))
                ? GraphRules.Invalid("interactive['action']['sections']['rows']")
            : null;
    }

    private static bool Repeat(IEnumerable<JsonElement> items, string part) => items.CountBy(item => item.At(part).Text() ?? "").Any(same => same.Value > 1);

    private static bool IsThere(this JsonElement element) => element.ValueKind != JsonValueKind.Undefined;
}
