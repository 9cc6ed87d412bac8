using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Web;

/// <summary>
/// A customer's phone, in a chat with one business number. What is done on it becomes a signed webhook.
/// <c>address</c> is a number (<c>+5491155550101</c>) or a business-scoped user id (<c>AR.123</c>).
/// </summary>
public sealed partial class FakePhone(FakeGraph graph, FakeNumber number, string address, string? name, TimeProvider clock)
{
    private readonly string customer = Key(address);

    public IReadOnlyList<PhoneBubble> Chat => graph.Phones.Chat(number.Id, customer);

    /// <summary>The business is writing.</summary>
    public bool SeesTyping => graph.Phones.IsTyped(number.Id, customer, Now);

    /// <summary>The customer as the chats know them: every spelling of a number is one customer.</summary>
    public static string Key(string address) => IsNumber(address) ? PhoneNumbers.Canonical(address) : address;

    public string Write(string text, string? quoted = null) =>
        Send(new() { ["type"] = "text", ["text"] = new JsonObject { ["body"] = text } }, text, quoted);

    /// <summary>Any kind of message: <paramref name="typed"/> holds <c>type</c> and the object named like it.</summary>
    public string Send(JsonObject typed, string shown, string? quoted = null)
    {
        var wamid = FakeGraph.NewId();
        if (quoted is not null)
        {
            typed["context"] = new JsonObject { ["from"] = Digits(number.Display), ["id"] = quoted };
        }

        var quotedText = Chat.FirstOrDefault(bubble => bubble.Wamid == quoted)?.Label;
        using var content = JsonDocument.Parse(typed.ToJsonString());
        graph.Phones.Add(number.Id, customer, new(wamid, Mine: true, shown, Now, BubbleState.Leaving, QuotedText: quotedText)
        {
            Content = PhoneContent.Of(content.RootElement, graph.Media),
        });
        graph.Postman.Follow(Leave(wamid, Letter(typed, wamid)));
        return wamid;
    }

    /// <summary>A null emoji takes the reaction back.</summary>
    public void React(string wamid, string? emoji)
    {
        graph.Phones.Change(number.Id, customer, wamid, bubble => bubble with { MyReaction = emoji });
        var reaction = new JsonObject { ["message_id"] = wamid };
        if (emoji is not null)
        {
            reaction["emoji"] = emoji;
        }

        _ = Post(Letter(new() { ["type"] = "reaction", ["reaction"] = reaction }, FakeGraph.NewId()));
    }

    /// <summary>Somebody looks at the screen: what arrived is read.</summary>
    public void Look()
    {
        foreach (var bubble in graph.Phones.Read(number.Id, customer))
        {
            graph.Sent.Tell(bubble.Wamid, "read", TimeSpan.Zero);
        }
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task Leave(string wamid, Letter letter)
    {
        var arrived = await Post(letter);
        graph.Phones.Change(number.Id, customer, wamid, bubble => bubble with { State = arrived ? BubbleState.Arrived : BubbleState.Lost });
    }

    // Whom the business blocked at Meta writes to nobody.
    private Task<bool> Post(Letter letter) => graph.Blocks.Has(number.Id, customer) ? Task.FromResult(false) : graph.Postman.Post(letter);

    private Letter Letter(JsonObject typed, string wamid)
    {
        var profile = new JsonObject { ["name"] = name ?? address };
        typed[IsNumber(address) ? "from" : "from_user_id"] = Id;
        typed["id"] = wamid;
        typed["timestamp"] = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new(number, "messages", typed, new() { ["profile"] = profile, [IsNumber(address) ? "wa_id" : "user_id"] = Id });
    }

    private string Id => IsNumber(address) ? Digits(address) : address;

    private static bool IsNumber(string address) => !address.Contains('.');

    private static string Digits(string phone) => string.Concat(phone.Where(char.IsAsciiDigit));
}
