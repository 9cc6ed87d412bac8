using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Workers;

namespace Convos.Web;

/// <summary>Whom businesses block at Meta: only who wrote within the last day can be, and no more than the list holds.</summary>
public sealed class FakeBlocks(FakeGraph graph)
{
    private const int AtOnce = 1000;

    private readonly ConcurrentDictionary<(string Account, string Customer), byte> blocked = new();

    public int Most { get; set; } = 64_000;

    /// <summary>What the next calls are answered instead.</summary>
    public ConcurrentQueue<GraphAnswer> Faults { get; } = new();

    public bool Has(string account, string customer) => blocked.ContainsKey((account, customer));

    public async Task<GraphAnswer> Change(GraphCall call, bool block)
    {
        using var payload = WhatsAppPayload.TryParse(call.Body, out var parsed) ? parsed : null;
        var body = payload?.RootElement ?? default;
        var answer = Faults.TryDequeue(out var fault) ? fault
            : await graph.Stranger(call.Version, call.AccountId, call.Authorization) ?? Malformed(body) ?? await Apply(call.AccountId, body, block);
        graph.Requests.Add(new(graph.Now, call.AccountId, Users(body).Select(Name).FirstOrDefault(), block ? "block" : "unblock", null, null, answer.Status, answer.Code, null));
        return answer;
    }

    /// <summary>The list, as the reference shows it.</summary>
    public async Task<GraphAnswer> All(GraphQuestion question) =>
        await graph.Stranger(question.Version, question.Id, question.Authorization) ?? new(200, new JsonObject
        {
            ["data"] = new JsonArray([.. blocked.Keys.Where(one => one.Account == question.Id).Select(one => one.Customer).Order(StringComparer.Ordinal)
                .Select(customer => new JsonObject { ["messaging_product"] = "whatsapp", ["wa_id"] = customer })]),
        }.ToJsonString());

    private static GraphAnswer? Malformed(JsonElement body) =>
        body.At("messaging_product").Text() is null ? GraphErrors.Answer(131008, details: "messaging_product")
        : body.At("messaging_product").Text() != "whatsapp" ? GraphErrors.Answer(131009, details: "messaging_product")
        : !Users(body).Any() ? GraphErrors.Answer(131008, details: "block_users")
        : Users(body).Count() > AtOnce || Users(body).Any(user => Name(user) is not { Length: > 0 }) ? GraphErrors.Answer(131009, details: "block_users")
        : null;

    private async Task<GraphAnswer> Apply(string account, JsonElement body, bool block)
    {
        var (done, failed) = (new JsonArray(), new JsonArray());
        foreach (var input in Users(body).Select(user => Name(user)!))
        {
            var customer = FakePhone.Key(input);
            var one = new JsonObject { ["input"] = input, ["wa_id"] = customer };
            if (await Problem(account, customer, block) is { } code)
            {
                one["errors"] = new JsonArray(GraphErrors.Error(code));
                failed.Add(one);
                continue;
            }

            _ = block ? blocked.TryAdd((account, customer), 0) : blocked.TryRemove((account, customer), out _);
            done.Add(one);
        }

        var users = new JsonObject { [block ? "added_users" : "removed_users"] = done };
        var answer = new JsonObject { ["messaging_product"] = "whatsapp", ["block_users"] = users };
        if (failed.Count == 0)
        {
            return new(200, answer.ToJsonString());
        }

        (users["failed_users"], answer["error"]) = (failed, GraphErrors.Error(139100));
        return new(400, answer.ToJsonString(), Code: 139100);
    }

    // Whom it has already it takes once more; whom it has not it cannot take away.
    private async Task<int?> Problem(string account, string customer, bool block) =>
        Has(account, customer) ? null
        : !block ? 131009
        : customer == FakePhone.Key(graph.Numbers.Single(number => number.Id == account).Display) ? 131021
        : !await graph.WroteLately(account, customer) ? 131047
        : blocked.Keys.Count(one => one.Account == account) >= Most ? 139101
        : null;

    private static IEnumerable<JsonElement> Users(JsonElement body) => body.At("block_users").Items();

    private static string? Name(JsonElement user) => user.At("user").Text() ?? user.At("user_id").Text();
}
