using System.Text;
using System.Text.Json.Nodes;

namespace Convos.Web;

/// <summary>One message or status on its way to a webhook.</summary>
/// <param name="Part"><c>messages</c> or <c>statuses</c>.</param>
/// <param name="Contact">The profile of the sender, which Meta puts beside messages.</param>
public sealed record Letter(FakeNumber Number, string Part, JsonObject Item, JsonObject? Contact = null)
{
    private readonly TaskCompletionSource<bool> delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>False where Meta gave up.</summary>
    public Task<bool> Delivered => delivered.Task;

    public void Settle(bool arrived) => delivered.TrySetResult(arrived);

    /// <summary>The payload that carries these, one change for each number and part.</summary>
    public static byte[] Seal(IEnumerable<Letter> letters)
    {
        var changes = letters.GroupBy(letter => (letter.Number, letter.Part)).Select(JsonNode? (change) => Change(change.Key.Number, change.Key.Part, [.. change]));
        var payload = new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject { ["id"] = "200000000000001", ["changes"] = new JsonArray([.. changes]) }),
        };
        // Escapes every non-ASCII character, as Meta does: a signature made over a re-serialised body would not match.
        return Encoding.UTF8.GetBytes(payload.ToJsonString());
    }

    private static JsonObject Change(FakeNumber number, string part, IReadOnlyList<Letter> letters)
    {
        var value = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["metadata"] = new JsonObject { ["display_phone_number"] = number.Display, ["phone_number_id"] = number.Id },
        };
        if (letters.Any(letter => letter.Contact is not null))
        {
            value["contacts"] = Array(letters.Select(letter => letter.Contact).OfType<JsonObject>().DistinctBy(contact => contact.ToJsonString()));
        }

        value[part] = Array(letters.Select(letter => letter.Item));
        return new() { ["field"] = "messages", ["value"] = value };
    }

    // A node has one parent; a letter may be sealed more than once.
    private static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items.Select(item => item.DeepClone())]);
}
