using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Convos.Web;

/// <summary>A question as it came over the wire.</summary>
public sealed record GraphQuestion(string Version, string Id, string? Authorization, IReadOnlyDictionary<string, string> Query);

/// <summary>What Meta tells about a number, a token and a business account, and refuses to tell.</summary>
public sealed class FakeGraphQuestions(FakeGraph graph)
{
    private const string Managing = "whatsapp_business_management";

    private static readonly Dictionary<string, Func<FakeNumber, JsonNode?>> Fields = new()
    {
        ["id"] = number => number.Id,
        ["display_phone_number"] = number => number.Display,
        ["verified_name"] = number => number.VerifiedName,
        ["quality_rating"] = number => number.Quality,
        ["status"] = number => number.Status,
        ["platform_type"] = _ => "CLOUD_API",
        ["code_verification_status"] = _ => "VERIFIED",
        ["name_status"] = _ => "APPROVED",
        ["throughput"] = _ => new JsonObject { ["level"] = "STANDARD" },
    };

    public async Task<GraphAnswer> Number(GraphQuestion question)
    {
        var number = await graph.Find(question.Id);
        if (Refusal(question) is { } refusal)
        {
            return refusal;
        }

        var wanted = question.Query.GetValueOrDefault("fields", "id,display_phone_number,verified_name,quality_rating").Split(',');
        return number is null || number.AccessToken != Bearer(question) ? Missing(question)
            : !number.Scopes.Contains(Managing) && !number.Scopes.Contains("whatsapp_business_messaging") ? GraphErrors.Answer(10, 403)
            : wanted.FirstOrDefault(field => !Fields.ContainsKey(field)) is { } unknown
                ? GraphErrors.Answer(100, details: $"Tried accessing nonexisting field ({unknown}) on node type (WhatsAppBusinessPhoneNumber)")
            : Tell(new JsonObject(wanted.Append("id").Distinct().Select(field => KeyValuePair.Create(field, Fields[field](number)))));
    }

    public GraphAnswer Token(GraphQuestion question)
    {
        if (Refusal(question) is { } refusal)
        {
            return refusal;
        }

        if (!question.Query.TryGetValue("input_token", out var asked) || asked.Length == 0)
        {
            return GraphErrors.Answer(100, details: "The parameter input_token is required.");
        }

        var asker = Owner(Bearer(question))!;
        return !asker.TokenTells
            ? GraphErrors.Answer(100, details: "You must provide an app access token, or a user access token that is an owner or developer of the app")
            : Tell(new JsonObject { ["data"] = Owner(asked) is { } owner ? About(owner) : Unknown() });
    }

    public GraphAnswer Apps(GraphQuestion question)
    {
        if (Refusal(question) is { } refusal)
        {
            return refusal;
        }

        return Owners(Bearer(question)).FirstOrDefault(number => number.BusinessId == question.Id) is not { } asker ? Missing(question)
            : !asker.Scopes.Contains(Managing) ? GraphErrors.Answer(200, 403)
            : Tell(new JsonObject { ["data"] = new JsonArray(asker.Subscribed ? [App(asker)] : []) });
    }

    private static JsonObject App(FakeNumber number) => new()
    {
        ["whatsapp_business_api_data"] = new JsonObject { ["id"] = number.AppId, ["name"] = "Convos", ["link"] = "https://app.invalid/" },
    };

    private static JsonObject About(FakeNumber owner) => new()
    {
        ["app_id"] = owner.AppId,
        ["type"] = "SYSTEM_USER",
        ["is_valid"] = true,
        ["expires_at"] = owner.TokenExpiresAt is { } ends ? new DateTimeOffset(ends).ToUnixTimeSeconds() : 0,
        ["scopes"] = new JsonArray([.. owner.Scopes.Select(scope => (JsonNode)scope)]),
    };

    private static JsonObject Unknown() => new() { ["is_valid"] = false, ["error"] = GraphErrors.Error(190), ["scopes"] = new JsonArray() };

    public GraphAnswer? Refusal(GraphQuestion question) =>
        !question.Version.StartsWith('v') ? GraphErrors.Answer(100, details: "Unknown path components.")
        : Bearer(question) is not { } token ? GraphErrors.Answer(104, 400)
        : Owner(token) is not { } owner ? GraphErrors.Answer(190, 401)
        : owner.TokenExpiresAt <= graph.Now ? GraphErrors.Answer(190, 401, "Error validating access token: Session has expired")
        : question.Query.TryGetValue("appsecret_proof", out var proof) && Owners(token).All(number => proof != Proof(number))
            ? GraphErrors.Answer(100, details: "Invalid appsecret_proof provided in the API argument")
        : null;

    private static string? Bearer(GraphQuestion question) => FakeGraph.Bearer(question.Authorization);

    private FakeNumber? Owner(string? token) => Owners(token).FirstOrDefault();

    // One token may serve several numbers of an account.
    private IEnumerable<FakeNumber> Owners(string? token) => graph.Numbers.Where(number => number.AccessToken == token);

    private static string Proof(FakeNumber owner) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(owner.AppSecret), Encoding.UTF8.GetBytes(owner.AccessToken)));

    public static GraphAnswer Missing(GraphQuestion question) => GraphErrors.Answer(
        100, details: $"Unsupported get request. Object with ID '{question.Id}' does not exist, cannot be loaded due to missing permissions", subcode: 33);

    private static GraphAnswer Tell(JsonObject what) => new(200, what.ToJsonString());
}
