using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Convos.Tests;

/// <summary>The webhook alone on a loopback port, with a real database and one channel, «ventas».</summary>
public sealed class WebhookHost : IAsyncLifetime
{
    public const string AppSecret = "secreto de prueba";
    public const string VerifyToken = "palabra de prueba";

    private readonly TestDatabase database = new();
    private WebApplication app = null!;

    public HttpClient Http { get; private set; } = null!;

    public Uri Webhook => new(Http.BaseAddress!, "/webhooks/whatsapp/ventas");

    public long ChannelId { get; private set; }

    public Database Database => database.Database;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Database).AddSingleton(TimeProvider.System).AddSecrets().AddAuthorization();
        app = builder.Build();
        app.MapWhatsApp();
        await app.StartAsync();
        Http = new() { BaseAddress = new(app.Urls.First()) };
        ChannelId = await Connect("ventas", Payload.Account);
    }

    public ISecrets Secrets => app.Services.GetRequiredService<ISecrets>();

    public async Task<long> Connect(string name, string account, string appSecret = AppSecret, string verifyToken = VerifyToken, string display = "+54 11 5555-0001")
    {
        var secrets = Secrets;
        await using var db = await Database.Open();
        var inbox = await db.QuerySingleAsync<long>("insert into inboxes (name, created_at) values (@name, @now) returning id", new { name, now = Payload.Received });
        return await Channels.Create(
            db, "whatsapp", name, account, display, inbox,
            secrets.Seal(appSecret), secrets.Seal(verifyToken), secrets.Seal("llave"), Payload.Received);
    }

    public Task<HttpResponseMessage> Post(byte[] body, string? signature) => Post(body, signature, Webhook);

    public async Task<HttpResponseMessage> Post(byte[] body, string? signature, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        if (signature is not null)
        {
            request.Headers.Add(WhatsAppSignature.Header, signature);
        }

        return await Http.SendAsync(request);
    }

    public async Task<IReadOnlyList<byte[]>> Stored()
    {
        await using var db = await Database.Open();
        return (await db.QueryAsync<byte[]>("select body from inbound_events order by id")).AsList();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }
}
