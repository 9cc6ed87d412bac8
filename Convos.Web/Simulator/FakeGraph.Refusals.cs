using System.Text.Json;
using Convos.Workers;

namespace Convos.Web;

// Whom and what it refuses.
public sealed partial class FakeGraph
{
    /// <summary>What a caller without the number's token is answered; null for everybody else.</summary>
    public async Task<GraphAnswer?> Stranger(string version, string account, string? authorization)
    {
        await Find(account);
        var token = Bearer(authorization);
        return !version.StartsWith('v') ? GraphErrors.Answer(100, details: "Unknown path components.")
            : numbers.Values.All(number => number.AccessToken != token) ? GraphErrors.Answer(190, 401)
            : !numbers.TryGetValue(account, out var number) ? GraphErrors.Answer(100, details: $"Object with ID '{account}' does not exist.", subcode: 33)
            : number.AccessToken != token ? GraphErrors.Answer(10, 403)
            : null;
    }

    private async Task<GraphAnswer?> Refusal(string account, JsonElement body)
    {
        return IsReadMark(body) ? GraphRules.ReadMarkRefusal(body)
            : (GraphRules.Refusal(body, numbers[account]) ?? MediaRules.Refusal(body, account, Media)) is { } refusal ? refusal
            : GraphRules.TypeOf(body) == "template" ? TemplateRules.Refusal(body.At("template"), Templates(numbers[account].BusinessId))
            : Blocks.Has(account, FakePhone.Key(GraphRules.RecipientOf(body)!)) ? GraphErrors.Answer(131026, details: "Message undeliverable.")
            : await WroteLately(account, FakePhone.Key(GraphRules.RecipientOf(body)!)) ? null
            : GraphErrors.Answer(131047, details: "Message failed to send because more than 24 hours have passed since the customer last replied to this number.");
    }

    /// <summary>Within the last 24 hours.</summary>
    public async Task<bool> WroteLately(string account, string customer)
    {
        var last = Phones.Chat(account, customer).LastOrDefault(bubble => bubble.Mine)?.At ?? await LastInbound(account, customer);
        return last > Now - Window;
    }
}
