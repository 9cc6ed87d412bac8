using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Convos.Web;

namespace Convos.Tests;

/// <summary>The fake Graph refuses what Meta refuses, over HTTP.</summary>
public sealed class GraphRulesTests : IAsyncLifetime
{
    private const string Hello = """{"messaging_product":"whatsapp","to":"+5491155550101","type":"text","text":{"body":"hola"}}""";

    private static readonly HttpClient Http = new();
    private FakeGraphServer meta = null!;

    public async Task InitializeAsync()
    {
        meta = await FakeGraphServer.Start(new HttpClient(new Inbox()));
        meta.Graph.Connect(new(Payload.Account, "+54 11 5555-0001", "llave", "secreto", () => new Uri("http://webhook.invalid/")));
        meta.Graph.Connect(new("2", "+54 11 5555-0002", "otra llave", "secreto", () => new Uri("http://webhook.invalid/")));
        meta.Graph.Phone(Payload.Account, "+5491155550101").Write("hola");
    }

    public async Task DisposeAsync() => await meta.DisposeAsync();

    [Theory]
    [InlineData("", null)]
    [InlineData("\"biz_opaque_callback_data\":\"1.1\",\"recipient_type\":\"individual\",\"context\":{\"message_id\":\"wamid.1\"}", null)]
    [InlineData("\"to\":\"+54 9 (11) 5555-0101\"", null)]
    [InlineData("\"messaging_product\":null", 131008)]
    [InlineData("\"messaging_product\":\"sms\"", 131009)]
    [InlineData("\"to\":\"5491155550101\"", 131009)]
    [InlineData("\"to\":\"+0123456789\"", 131009)]
    [InlineData("\"to\":\"+54 911 casa\"", 131009)]
    [InlineData("\"to\":7", 131009)]
    [InlineData("\"to\":\"+54 11 5555-0001\"", 131021)]
    [InlineData("\"to\":\"+5491155550199\"", 131047)]
    [InlineData("\"recipient_type\":\"group\"", 131009)]
    [InlineData("\"biz_opaque_callback_data\":7", 131009)]
    [InlineData("\"context\":{\"id\":\"wamid.1\"}", 131009)]
    [InlineData("\"type\":\"fax\"", 131051)]
    [InlineData("\"type\":\"image\"", 131008)]
    [InlineData("\"text\":{}", 131008)]
    [InlineData("\"text\":{\"body\":\"  \"}", 131008)]
    [InlineData("\"text\":{\"body\":7}", 131009)]
    [InlineData("\"text\":\"hola\"", 131008)]
    [InlineData("\"text\":{\"body\":\"x\",\"preview_url\":\"sí\"}", 131009)]
    public async Task A_body_that_meta_would_refuse_is_refused_with_its_code(string changed, int? code)
    {
        using var answer = await Send(Hello[..^1] + (changed.Length == 0 ? "}" : $",{changed}}}"));

        Assert.Equal((code is null ? 200 : 400, code), ((int)answer.StatusCode, await Code(answer)));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(",\"typing_indicator\":{\"type\":\"text\"}", null)]
    [InlineData(",\"typing_indicator\":{}", 131008)]
    [InlineData(",\"typing_indicator\":\"text\"", 131009)]
    [InlineData(",\"typing_indicator\":{\"type\":\"audio\"}", 131009)]
    public async Task Typing_is_shown_with_a_read_mark_and_as_text_alone(string more, int? code)
    {
        using var answer = await Send($$"""{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"{{more}}}""");

        Assert.Equal((code is null ? 200 : 400, code), ((int)answer.StatusCode, await Code(answer)));
    }

    [Theory]
    [InlineData("""{"messaging_product":"whatsapp","type":"text","text":{"body":"hola"}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","recipient":"AR.1-2","type":"text","text":{"body":"hola"}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","recipient":"AR.12","type":"text","text":{"body":"hola"}}""", 131047)]
    [InlineData("""{"messaging_product":"whatsapp","to":"+5491155550101","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"}}""", null)]
    [InlineData("""{"messaging_product":"whatsapp","to":"+5491155550101","type":"reaction","reaction":{"message_id":"wamid.1","emoji":""}}""", null)]
    [InlineData("""{"messaging_product":"whatsapp","to":"+5491155550101","type":"reaction","reaction":{"message_id":"wamid.1"}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"+5491155550101","type":"reaction","reaction":{"emoji":"👍"}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"+5491155550101","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"ok"}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"+5491155550101","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"},"context":{"message_id":"wamid.2"}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","status":"read"}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}""", null)]
    [InlineData("""{"messaging_product":"whatsapp","status":"read","message_id":"7"}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","status":"read","message_id":7}""", 131009)]
    [InlineData("""{"status":"read","message_id":"wamid.1"}""", 131008)]
    [InlineData("""["hola"]""", 100)]
    [InlineData("""{"messaging_product":""", 100)]
    [InlineData("", 100)]
    public async Task So_is_a_body_of_another_shape(string body, int? code)
    {
        using var answer = await Send(body);

        Assert.Equal((code is null ? 200 : 400, code), ((int)answer.StatusCode, await Code(answer)));
    }

    [Theory]
    [InlineData("v25.0", Payload.Account, null, 401, 190)]
    [InlineData("v25.0", Payload.Account, "nadie", 401, 190)]
    [InlineData("v25.0", Payload.Account, "otra llave", 403, 10)]
    [InlineData("v25.0", "3", "llave", 400, 100)]
    [InlineData("latest", Payload.Account, "llave", 400, 100)]
    public async Task Strangers_are_refused(string version, string account, string? token, int status, int code)
    {
        using var answer = await Send(Hello, version, account, token);

        Assert.Equal((status, code), ((int)answer.StatusCode, await Code(answer)));
    }

    [Fact]
    public async Task What_was_received_can_be_read_and_forgotten_by_scripts()
    {
        using var taken = await Send(Hello[..^1] + """,  "biz_opaque_callback_data":"7.1"}""");
        using var refused = await Send(Hello.Replace("hola", new string('x', 4097)));

        var requests = await Http.GetFromJsonAsync<JsonElement>(meta.BaseAddress + "/requests");

        Assert.Equal(2, requests.GetArrayLength());
        var (first, second) = (requests[0], requests[1]);
        Assert.Equal((Payload.Account, "+5491155550101", "text", "hola", "7.1", 200),
            (first.GetProperty("phoneNumberId").GetString(), first.GetProperty("to").GetString(), first.GetProperty("type").GetString(),
                first.GetProperty("text").GetString(), first.GetProperty("biz_opaque_callback_data").GetString(), first.GetProperty("status").GetInt32()));
        Assert.StartsWith("wamid.", first.GetProperty("wamid").GetString());
        Assert.True(first.TryGetProperty("at", out _));
        Assert.Equal((400, 100, JsonValueKind.Null),
            (second.GetProperty("status").GetInt32(), second.GetProperty("code").GetInt32(), second.GetProperty("wamid").ValueKind));
        using var forgotten = await Http.DeleteAsync(meta.BaseAddress + "/requests");
        Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        Assert.Empty(meta.Graph.Requests.All);
    }

    [Fact]
    public async Task A_customer_whom_others_know_to_have_written_is_within_the_window()
    {
        meta.Graph.LastInbound = (account, customer) => Task.FromResult<DateTime?>(
            (account, customer) == (Payload.Account, "541155550177") ? DateTime.UtcNow.AddHours(-23) : DateTime.UtcNow.AddHours(-25));

        using var open = await Send(Hello.Replace("5550101", "5550177"));
        using var closed = await Send(Hello.Replace("5550101", "5550188"));

        Assert.Equal((200, 400), ((int)open.StatusCode, (int)closed.StatusCode));
    }

    private async Task<HttpResponseMessage> Send(string body, string version = "v25.0", string account = Payload.Account, string? token = "llave")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{meta.BaseAddress}/{version}/{account}/messages")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request);
    }

    private static async Task<int?> Code(HttpResponseMessage answer)
    {
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : null;
    }
}
