using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Convos.Web;

namespace Convos.Tests;

/// <summary>The fake Graph blocks whom Meta would block, over HTTP.</summary>
public sealed class BlockRulesTests : IAsyncLifetime
{
    private const string Ana = "+5491155550101";

    private static readonly HttpClient Http = new();
    private FakeGraphServer meta = null!;

    public async Task InitializeAsync()
    {
        meta = await FakeGraphServer.Start(new HttpClient(new Inbox()));
        meta.Graph.Connect(new(Payload.Account, "+54 11 5555-0001", "llave", "secreto", () => new Uri("http://webhook.invalid/")));
        meta.Graph.Phone(Payload.Account, Ana).Write("hola");
    }

    public async Task DisposeAsync() => await meta.DisposeAsync();

    [Theory]
    [InlineData("""{"messaging_product":"whatsapp","block_users":[{"user":"+5491155550101"}]}""", 200, null, null)]
    [InlineData("""{"messaging_product":"whatsapp","block_users":[{"user":"+5491155550199"}]}""", 400, 139100, 131047)]
    [InlineData("""{"messaging_product":"whatsapp","block_users":[{"user":"+54 11 5555-0001"}]}""", 400, 139100, 131021)]
    [InlineData("""{"messaging_product":"whatsapp","block_users":[]}""", 400, 131008, null)]
    [InlineData("""{"messaging_product":"whatsapp","block_users":[{}]}""", 400, 131009, null)]
    [InlineData("""{"block_users":[{"user":"+5491155550101"}]}""", 400, 131008, null)]
    public async Task A_block_is_answered_as_meta_answers_it(string body, int status, int? code, int? own)
    {
        var (answered, answer) = await Send(HttpMethod.Post, body);

        Assert.Equal((status, code, own), (answered, Code(answer), Own(answer)));
    }

    [Fact]
    public async Task Of_several_those_that_can_be_are_blocked_and_the_answer_is_an_error_all_the_same()
    {
        var (status, answer) = await Send(HttpMethod.Post, """{"messaging_product":"whatsapp","block_users":[{"user":"+5491155550101"},{"user":"+5491155550199"}]}""");

        Assert.Equal((400, 139100, 131047), (status, Code(answer), Own(answer)));
        Assert.True(meta.Graph.Blocks.Has(Payload.Account, FakePhone.Key(Ana)));
    }

    [Fact]
    public async Task A_list_that_is_full_takes_nobody_more()
    {
        meta.Graph.Blocks.Most = 0;

        var (_, answer) = await Send(HttpMethod.Post, """{"messaging_product":"whatsapp","block_users":[{"user":"+5491155550101"}]}""");

        Assert.Equal(139101, Own(answer));
    }

    [Fact]
    public async Task To_whom_is_blocked_nothing_is_sent()
    {
        await Send(HttpMethod.Post, """{"messaging_product":"whatsapp","block_users":[{"user":"+5491155550101"}]}""");

        var (status, answer) = await Send(HttpMethod.Post, """{"messaging_product":"whatsapp","to":"+5491155550101","type":"text","text":{"body":"hola"}}""", "messages");
        await Send(HttpMethod.Delete, """{"messaging_product":"whatsapp","block_users":[{"user":"+5491155550101"}]}""");
        var (after, _) = await Send(HttpMethod.Post, """{"messaging_product":"whatsapp","to":"+5491155550101","type":"text","text":{"body":"hola"}}""", "messages");

        Assert.Equal((400, 131026, 200), (status, Code(answer), after));
    }

    private async Task<(int Status, JsonElement Answer)> Send(HttpMethod method, string body, string path = "block_users")
    {
        using var request = new HttpRequestMessage(method, $"{meta.BaseAddress}/v25.0/{Payload.Account}/{path}")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "llave") },
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private static int? Code(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : null;

    private static int? Own(JsonElement answer) =>
        answer.TryGetProperty("block_users", out var users) && users.TryGetProperty("failed_users", out var failed)
            ? failed[0].GetProperty("errors")[0].GetProperty("code").GetInt32()
            : null;
}
