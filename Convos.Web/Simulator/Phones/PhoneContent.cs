using System.Text.Json;
using Convos.Workers;

namespace Convos.Web;

/// <summary>A file in a bubble; <c>MediaId</c> is null where it was sent as a link.</summary>
public sealed record PhoneFile(string? MediaId, string Mime, string? Name, long Size, string? Link = null)
{
    /// <summary>Where the phone on screen gets it.</summary>
    public string Address => Link ?? $"/simulator/media/{MediaId}";
}

/// <summary>A place on a map.</summary>
public sealed record PhonePlace(string Latitude, string Longitude, string? Name, string? Address);

/// <summary>A contact card.</summary>
public sealed record PhoneCard(string Name, string? Phone);

/// <summary>A button or a line of a list that the customer can choose; <c>Kind</c> is how the answer calls itself. Null: it only stands there.</summary>
public sealed record PhoneChoice(string Id, string Title, string? Description, string? Kind);

/// <summary>What a bubble holds beside its words. <c>Kind</c> is Meta's type; <c>voice</c> is a recording.</summary>
public sealed record PhoneContent(string Kind)
{
    public PhoneFile? File { get; init; }

    public PhonePlace? Place { get; init; }

    public IReadOnlyList<PhoneCard> Cards { get; init; } = [];

    public IReadOnlyList<PhoneChoice> Choices { get; init; } = [];

    public string? Head { get; init; }

    public string? Foot { get; init; }

    public bool Forwarded { get; init; }

    /// <summary>Of what the business sent, and of what the customer sends: the two look alike on the wire.</summary>
    public static PhoneContent Of(JsonElement message, FakeMedia media)
    {
        var type = GraphRules.TypeOf(message);
        var content = message.At(type);
        var plain = new PhoneContent(type) { Forwarded = message.At("context").At("forwarded").ValueKind == JsonValueKind.True };
        return type switch
        {
            "image" or "video" or "document" or "sticker" => plain with { File = Filed(content, media) },
            "audio" => plain with { Kind = content.At("voice").ValueKind == JsonValueKind.True ? "voice" : type, File = Filed(content, media) },
            "location" => plain with
            {
                Place = new(content.At("latitude").Text() ?? "", content.At("longitude").Text() ?? "", content.At("name").Text(), content.At("address").Text()),
            },
            "contacts" => plain with { Cards = [.. content.Items().Select(card => new PhoneCard(card.At("name").At("formatted_name").Text() ?? "", Number(card)))] },
            "interactive" => Interactive(plain, content, media),
            "template" => Template(plain, content, media),
            _ => plain,
        };
    }

    /// <summary>The words of a message: its text, caption, question or answer.</summary>
    public static string Words(JsonElement message)
    {
        var content = message.At(GraphRules.TypeOf(message));
        return GraphRules.TypeOf(message) switch
        {
            "text" => content.At("body").Text(),
            "interactive" => content.At("body").At("text").Text() ?? content.At("button_reply").At("title").Text() ?? content.At("list_reply").At("title").Text(),
            "button" => content.At("text").Text(),
            "template" => string.Join(" · ", Parameters(content, "body").Select(part => part.At("text").Text()).Prepend(content.At("name").Text()).OfType<string>()),
            _ => content.At("caption").Text(),
        } ?? "";
    }

    private static PhoneContent Interactive(PhoneContent plain, JsonElement content, FakeMedia media)
    {
        var (action, head) = (content.At("action"), content.At("header"));
        var buttons = action.At("buttons").Items().Select(button => Choice(button.At("reply"), "button_reply"));
        var rows = action.At("sections").Items().SelectMany(section => section.At("rows").Items()).Select(row => Choice(row, "list_reply"));
        var link = action.At("parameters").At("display_text").Text() is { } shown ? [new PhoneChoice("", shown, action.At("parameters").At("url").Text(), null)] : Array.Empty<PhoneChoice>();
        return plain with
        {
            Head = head.At("text").Text(),
            Foot = content.At("footer").At("text").Text(),
            File = Header(head, media),
            Choices = [.. buttons, .. rows, .. link],
        };
    }

    private static PhoneContent Template(PhoneContent plain, JsonElement content, FakeMedia media)
    {
        var head = Parameters(content, "header").FirstOrDefault();
        var replies = content.At("components").Items().Where(part => part.At("type").Text() == "button" && part.At("sub_type").Text() == "quick_reply")
            .Select(part => part.At("parameters").Items().FirstOrDefault().At("payload").Text()).OfType<string>();
        return plain with { Head = head.At("text").Text(), File = Header(head, media), Choices = [.. replies.Select(payload => new PhoneChoice(payload, payload, null, "button"))] };
    }

    private static IEnumerable<JsonElement> Parameters(JsonElement template, string component) =>
        template.At("components").Items().Where(part => part.At("type").Text() == component).SelectMany(part => part.At("parameters").Items());

    private static PhoneFile? Header(JsonElement head, FakeMedia media) =>
        head.At("type").Text() is "image" or "video" or "document" ? Filed(head.At(head.At("type").Text()!), media) : null;

    private static PhoneChoice Choice(JsonElement choice, string kind) =>
        new(choice.At("id").Text() ?? "", choice.At("title").Text() ?? "", choice.At("description").Text(), kind);

    private static PhoneFile Filed(JsonElement content, FakeMedia media)
    {
        var (found, name) = (media.Find(content.At("id").Text()), content.At("filename").Text());
        return found is null
            ? new(null, content.At("mime_type").Text() ?? "", name, 0, content.At("link").Text())
            : new(found.Id, found.Mime, name ?? found.FileName, found.Bytes.Length);
    }

    private static string? Number(JsonElement card) => card.At("phones").Items().FirstOrDefault().At("phone").Text();
}
