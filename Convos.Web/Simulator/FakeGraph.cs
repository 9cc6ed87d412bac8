using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Workers;

namespace Convos.Web;

/// <summary>
/// Meta, as far as this product meets it: a send call that refuses what Meta refuses, statuses that follow by webhook,
/// and customers' phones. All in memory; safe to use from everywhere at once.
/// </summary>
public sealed partial class FakeGraph : IAsyncDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);
    private static readonly TimeSpan Typing = TimeSpan.FromSeconds(25);

    private readonly ConcurrentDictionary<string, FakeNumber> numbers = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<FakeTemplate>> templates = new();
    private readonly CancellationTokenSource stopping = new();

    // Who sees on a phone what a call did finds the call, and who finds the call sees what it did.
    private readonly Lock atOnce = new();

    public FakeGraph(HttpClient webhooks, TimeProvider clock, ILogger log)
    {
        (Phones, Requests) = (new(atOnce), new(atOnce));
        Clock = clock;
        Postman = new(webhooks, clock, log, stopping.Token);
        Sent = new(Postman, clock, stopping.Token);
        (Media, Questions, Files, Blocks) = (new(clock), new(this), new(this), new(this));
    }

    public Postman Postman { get; }

    public SentMessages Sent { get; }

    public Phones Phones { get; }

    public GraphRequests Requests { get; }

    public FakeMedia Media { get; }

    /// <summary>What it answers when it is asked about an account, and about a file.</summary>
    public FakeGraphQuestions Questions { get; }

    public FakeGraphMedia Files { get; }

    public FakeBlocks Blocks { get; }

    public TimeProvider Clock { get; }

    /// <summary>When a customer last wrote to a number before this process began: (phone number id, customer).</summary>
    public Func<string, string, Task<DateTime?>> LastInbound { get; set; } = (_, _) => Task.FromResult<DateTime?>(null);

    /// <summary>Whether a customer wrote this message to a number before this process began: (phone number id, message id).</summary>
    public Func<string, string, Task<bool>> Wrote { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Asked for a number that nobody connected.</summary>
    public Func<string, Task<FakeNumber?>> Unknown { get; set; } = _ => Task.FromResult<FakeNumber?>(null);

    /// <summary>All that anybody connected: asked for where a question names no number.</summary>
    public Func<Task<IReadOnlyList<FakeNumber>>> Everybody { get; set; } = () => Task.FromResult<IReadOnlyList<FakeNumber>>([]);

    public IReadOnlyList<FakeNumber> Numbers => [.. numbers.Values.OrderBy(number => number.Id, StringComparer.Ordinal)];

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    public void Connect(FakeNumber number) => numbers[number.Id] = number;

    public FakePhone Phone(string accountId, string address, string? name = null) => new(this, numbers[accountId], address, name, Clock);

    public async Task FindAll()
    {
        foreach (var number in (await Everybody()).Where(number => !numbers.ContainsKey(number.Id)))
        {
            Connect(number);
        }
    }

    /// <summary>Connected, or found by <see cref="Unknown"/> now.</summary>
    public async Task<FakeNumber?> Find(string accountId)
    {
        if (!numbers.ContainsKey(accountId) && await Unknown(accountId) is { } found)
        {
            Connect(found);
        }

        return numbers.GetValueOrDefault(accountId);
    }

    /// <summary>More than this Meta tells on no page, however many are asked for.</summary>
    public int TemplatesAtOnce { get; set; } = 5;

    /// <summary>Of a business account (WABA).</summary>
    public IReadOnlyList<FakeTemplate> Templates(string businessId) => templates.GetValueOrDefault(businessId, FakeTemplates.All);

    public void Keep(string businessId, params IReadOnlyList<FakeTemplate> those) => templates[businessId] = those;

    public static string NewId() => "wamid." + Convert.ToBase64String(RandomNumberGenerator.GetBytes(30));

    /// <summary>The send call.</summary>
    public async Task<GraphAnswer> Answer(GraphCall call, CancellationToken ct = default)
    {
        using var payload = WhatsAppPayload.TryParse(call.Body, out var parsed) ? parsed : null;
        var body = payload?.RootElement ?? default;
        var fault = Fault(call.AccountId, body);
        var refusal = fault is { Accepts: false } ? fault.Answer : await Stranger(call.Version, call.AccountId, call.Authorization) ?? await Refusal(call.AccountId, body);
        var failure = refusal is not null || IsReadMark(body) ? null
            : fault?.FailsWith is { } code ? new(code) : await IsAimless(call.AccountId, body) ? new(131009) : MediaRules.Failure(body, Media);
        GraphAnswer answer;
        lock (atOnce)
        {
            var wamid = refusal is not null ? null : IsReadMark(body) ? Read(call.AccountId, body) : Accept(numbers[call.AccountId], body, failure);
            answer = refusal ?? fault?.Answer ?? (wamid is null ? new(200, """{"success":true}""") : Accepted(body, wamid));
            Requests.Add(GraphRequest.Of(call.AccountId, body, answer, wamid, Now));
        }

        await Task.Delay(fault?.Hold ?? default, Clock, ct);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Postman.Settled();
        stopping.Dispose();
    }

    public static string? Bearer(string? authorization) =>
        AuthenticationHeaderValue.TryParse(authorization, out var header) && header.Scheme == "Bearer" ? header.Parameter : null;

    // Meta takes a reaction to whatever it is, and tells later that there is no such message of the customer's.
    private async Task<bool> IsAimless(string account, JsonElement body)
    {
        var target = body.At("reaction").At("message_id").Text();
        return GraphRules.TypeOf(body) == "reaction"
            && !Phones.Knows(account, FakePhone.Key(GraphRules.RecipientOf(body)!), target!) && !await Wrote(account, target!);
    }

    private string Accept(FakeNumber number, JsonElement body, GraphFailure? failure)
    {
        var (wamid, recipient) = (NewId(), GraphRules.RecipientOf(body)!);
        Sent.Add(wamid, number, recipient, body.At("biz_opaque_callback_data").Text());
        if (failure is not null)
        {
            Sent.Tell(wamid, "failed", Postman.Habits.SentAfter, failure);
            return wamid;
        }

        Phones.Receive(number.Id, FakePhone.Key(recipient), wamid, body, Now, Media, Words(number, body));
        Sent.Tell(wamid, "sent", Postman.Habits.SentAfter);
        if (GraphRules.TypeOf(body) != "reaction")
        {
            Sent.Tell(wamid, "delivered", Postman.Habits.DeliveredAfter);
        }

        return wamid;
    }

    private string? Words(FakeNumber number, JsonElement body) => GraphRules.TypeOf(body) != "template" ? null
        : Templates(number.BusinessId)
            .First(one => one.Name == body.At("template").At("name").Text() && one.Language == body.At("template").At("language").At("code").Text())
            .Read(body.At("template"));

    // What was said before this process began is not on any phone.
    private string? Read(string account, JsonElement body)
    {
        var customer = Phones.ReadByBusiness(account, body.At("message_id").Text()!);
        if (customer is not null && body.At("typing_indicator").IsObject())
        {
            Phones.ShowTyping(account, customer, Now + Typing);
        }

        return null;
    }

    private static GraphAnswer Accepted(JsonElement body, string wamid)
    {
        var to = GraphRules.RecipientOf(body)!;
        return new(200, new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["contacts"] = new JsonArray(new JsonObject { ["input"] = to, [to.StartsWith('+') ? "wa_id" : "user_id"] = to.TrimStart('+') }),
            ["messages"] = new JsonArray(new JsonObject { ["id"] = wamid }),
        }.ToJsonString());
    }

    private static bool IsReadMark(JsonElement body) => body.At("status").Text() == "read";
}
