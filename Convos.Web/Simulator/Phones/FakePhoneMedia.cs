using System.Text.Json.Nodes;

namespace Convos.Web;

/// <summary>What a customer sends beside text, and takes back.</summary>
public sealed partial class FakePhone
{
    /// <summary>Meta keeps the file; the webhook names it. Nothing is checked: a customer's WhatsApp takes what it is given.</summary>
    /// <param name="type"><c>image</c>, <c>video</c>, <c>audio</c>, <c>document</c> or <c>sticker</c>.</param>
    /// <param name="voice">A recording: of <c>audio</c> only.</param>
    /// <param name="animated">Null: as the bytes of a sticker say.</param>
    public string SendMedia(
        string type, byte[] bytes, string mime, string? fileName = null, string? caption = null, bool voice = false, bool? animated = null,
        string? quoted = null, bool forwarded = false)
    {
        var media = graph.Media.Keep(number.Id, mime, fileName, bytes, FakeMedia.ReceivedLives);
        var content = new JsonObject { ["id"] = media.Id, ["mime_type"] = mime, ["sha256"] = media.Base64Hash };
        if (caption is not null && type is not ("audio" or "sticker"))
        {
            content["caption"] = caption;
        }

        if (fileName is not null && type == "document")
        {
            content["filename"] = fileName;
        }

        if (type == "audio")
        {
            content["voice"] = voice;
        }

        if (type == "sticker")
        {
            content["animated"] = animated ?? MediaBytes.Sticker(bytes)?.Animated ?? false;
        }

        var typed = new JsonObject { ["type"] = type, [type] = content };
        return Send(forwarded ? Forwarded(typed) : typed, content["caption"]?.GetValue<string>() ?? "", quoted);
    }

    public string SendLocation(double latitude, double longitude, string? name = null, string? address = null, bool forwarded = false)
    {
        var place = new JsonObject { ["latitude"] = latitude, ["longitude"] = longitude };
        if (name is not null)
        {
            place["name"] = name;
        }

        if (address is not null)
        {
            place["address"] = address;
        }

        var typed = new JsonObject { ["type"] = "location", ["location"] = place };
        return Send(forwarded ? Forwarded(typed) : typed, "");
    }

    public string SendContact(params (string Name, string Phone)[] cards) => Send(
        new() { ["type"] = "contacts", ["contacts"] = new JsonArray([.. cards.Select(card => Card(card.Name, card.Phone))]) }, "");

    /// <summary>Presses a button or chooses a line of a list; nothing where the message offers no such thing.</summary>
    public string? Choose(string wamid, string id)
    {
        var choice = Chat.FirstOrDefault(bubble => bubble.Wamid == wamid)?.Content.Choices.FirstOrDefault(one => one.Kind is not null && one.Id == id);
        if (choice is null)
        {
            return null;
        }

        var reply = new JsonObject { ["id"] = choice.Id, ["title"] = choice.Title };
        if (choice.Description is not null)
        {
            reply["description"] = choice.Description;
        }

        JsonObject typed = choice.Kind == "button"
            ? new() { ["type"] = "button", ["button"] = new JsonObject { ["payload"] = choice.Id, ["text"] = choice.Title } }
            : new() { ["type"] = "interactive", ["interactive"] = new JsonObject { ["type"] = choice.Kind, [choice.Kind!] = reply } };
        return Send(typed, choice.Title, wamid);
    }

    /// <summary>Something that Meta tells of and does not pass on.</summary>
    public string SendUnsupported(string kind = "poll_creation") => Send(
        new()
        {
            ["type"] = "unsupported",
            ["errors"] = new JsonArray(GraphErrors.Error(131051, "Message type is currently not supported.")),
            ["unsupported"] = new JsonObject { ["type"] = kind },
        }, "");

    /// <summary>Corrects the customer's own text or caption.</summary>
    public void Edit(string wamid, string text)
    {
        if (Mine(wamid) is not { } bubble)
        {
            return;
        }

        var type = bubble.Content.Kind;
        var content = type == "text" ? new JsonObject { ["body"] = text } : new JsonObject { ["caption"] = text };
        if (bubble.Content.File is { } file && graph.Media.Find(file.MediaId) is { } media)
        {
            (content["id"], content["mime_type"], content["sha256"]) = (media.Id, media.Mime, media.Base64Hash);
        }

        graph.Phones.Change(number.Id, customer, wamid, old => old with { Text = text, Edited = true });
        Tell("edit", wamid, new() { ["context"] = new JsonObject { ["id"] = "M0" }, ["type"] = type, [type] = content });
    }

    /// <summary>Takes the customer's own message back.</summary>
    public void Revoke(string wamid)
    {
        if (Mine(wamid) is null)
        {
            return;
        }

        graph.Phones.Change(number.Id, customer, wamid, old => old with { Text = "", Content = new("deleted") });
        Tell("revoke", wamid, null);
    }

    // What was said before this process began is known here by the words alone.
    private PhoneBubble? Mine(string wamid) => Chat.FirstOrDefault(bubble => bubble.Mine && bubble.Wamid == wamid && bubble.Content.Kind != "deleted");

    private void Tell(string type, string wamid, JsonObject? message)
    {
        var content = new JsonObject { ["original_message_id"] = wamid };
        if (message is not null)
        {
            content["message"] = message;
        }

        _ = Post(Letter(new() { ["type"] = type, [type] = content }, FakeGraph.NewId()));
    }

    private static JsonObject Forwarded(JsonObject typed)
    {
        typed["context"] = new JsonObject { ["forwarded"] = true };
        return typed;
    }

    private static JsonObject Card(string name, string phone) => new()
    {
        ["name"] = new JsonObject { ["formatted_name"] = name, ["first_name"] = name.Split(' ')[0] },
        ["phones"] = new JsonArray(new JsonObject { ["phone"] = phone, ["wa_id"] = Digits(phone), ["type"] = "CELL" }),
    };
}
