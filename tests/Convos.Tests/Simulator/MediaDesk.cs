using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Convos.Web;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>A fake Graph over HTTP with two numbers and one customer who wrote; and the calls that a channel makes to it.</summary>
public abstract class MediaDesk : IAsyncLifetime
{
    protected const string Customer = "+5491155550101";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    protected FakeGraphServer Meta { get; private set; } = null!;

    private protected Inbox Inbox { get; } = new();

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));

    protected FakeMedia Media => Meta.Graph.Media;

    protected FakePhone Phone => Meta.Graph.Phone(Payload.Account, Customer, "Ana");

    public async Task InitializeAsync()
    {
        Meta = await FakeGraphServer.Start(new HttpClient(Inbox), Clock);
        Meta.Graph.Postman.Habits = new(TimeSpan.Zero, TimeSpan.Zero, Gather: TimeSpan.Zero);
        Meta.Graph.Connect(new(Payload.Account, "+54 11 5555-0001", "llave", "secreto", () => new Uri("http://webhook.invalid/")));
        Meta.Graph.Connect(new("2", "+54 11 5555-0002", "otra llave", "secreto", () => new Uri("http://webhook.invalid/")));
        Phone.Write("hola");
        await Meta.Graph.Postman.Settled();
    }

    public async Task DisposeAsync() => await Meta.DisposeAsync();

    protected async Task<(int Status, JsonElement Body)> Upload(
        byte[] bytes, string contentType, string? name, string? type = "", string? product = "whatsapp", string? token = "llave", string account = Payload.Account)
    {
        using var form = new MultipartFormDataContent();
        if (product is not null)
        {
            form.Add(new StringContent(product), "messaging_product");
        }

        if (type is not null)
        {
            form.Add(new StringContent(type.Length == 0 ? contentType : type), "type");
        }

        if (name is not null)
        {
            var file = new ByteArrayContent(bytes);
            file.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            form.Add(file, "file", name);
        }

        return await Json(HttpMethod.Post, $"v25.0/{account}/media", token, form);
    }

    /// <summary>The id of a file that was taken.</summary>
    protected async Task<string> Uploaded(byte[] bytes, string contentType, string name)
    {
        var (status, body) = await Upload(bytes, contentType, name);
        Assert.Equal((200, body.ToString()), (status, body.ToString()));
        return body.GetProperty("id").GetString()!;
    }

    protected Task<(int Status, JsonElement Body)> Send(string type, string content) => Json(HttpMethod.Post, $"v25.0/{Payload.Account}/messages", "llave",
        new StringContent($$"""{"messaging_product":"whatsapp","to":"{{Customer}}","type":"{{type}}","{{type}}":{{content}}}""", Encoding.UTF8, "application/json"));

    protected Task<(int Status, JsonElement Body)> About(string id, string? query = null, string? token = "llave") =>
        Json(HttpMethod.Get, $"v25.0/{id}{query}", token);

    protected async Task<(int Status, JsonElement Body)> Json(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, $"{Meta.BaseAddress}/{path}") { Content = content };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var answer = await Http.SendAsync(request);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, body.RootElement.Clone());
    }

    protected static async Task<HttpResponseMessage> Download(string url, string? token = "llave", string? agent = "convos", CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        if (agent is not null)
        {
            request.Headers.UserAgent.ParseAdd(agent);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    protected static int? Code(JsonElement body) => body.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : null;

    protected static string Words(JsonElement body) => body.GetProperty("error").GetProperty("message").GetString()!;

    /// <summary>The last message or status that arrived at the webhook, once all has.</summary>
    private protected async Task<JsonElement> Last(string part)
    {
        await Meta.Graph.Postman.Settled();
        return Inbox.Arrived.Select(one => JsonDocument.Parse(one.Body).RootElement.GetProperty("entry")[0].GetProperty("changes")[0].GetProperty("value"))
            .Last(value => value.TryGetProperty(part, out _)).GetProperty(part)[0];
    }
}
