using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Convos.Data;
using Convos.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Convos.Tests;

/// <summary>Logs, figures and traces leave the installation more easily than its database does: they name nobody and quote nobody.</summary>
public sealed class PrivacyTests(TestDatabase test) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Account = "100000000000041";
    private const string Customer = "+5491155509876";
    private const string Email = "operadora.reconocible@example.org";

    private static readonly string[] Personal =
    [
        "Zenobia", "91155509876", "55509876", "palabras-de-la-clienta", "respuesta-de-la-operadora", "operadora.reconocible", "Operadora Reconocible",
        TestApp.Password, "clave-equivocada", "enlace-de-una-vez", "app-secret-of-the-number", "access-token-of-the-number", "texto-envenenado",
    ];

    private readonly ConcurrentQueue<string> exported = new();
    private WebApplication collector = null!;
    private FakeGraphServer graph = null!;

    public async Task InitializeAsync()
    {
        graph = await FakeGraphServer.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        // What is exported is protobuf, in which a text stands as it is.
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            exported.Enqueue($"{signal} {Encoding.UTF8.GetString(body.ToArray())}");
        });
        await collector.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await graph.DisposeAsync();
        await collector.DisposeAsync();
    }

    [Fact]
    public async Task Neither_a_log_nor_a_figure_nor_a_trace_names_anybody_or_repeats_their_words()
    {
        var inbox = await Prepare();
        var app = RunningApp.Start(["--urls", "http://127.0.0.1:0"], environment: Settings());
        await app.Ready();
        graph.Graph.Connect(new FakeNumber(
            Account, "15550000001", "access-token-of-the-number", "app-secret-of-the-number", () => new Uri(app.Http.BaseAddress!, "/webhooks/whatsapp/privada")));

        await MainJob(app);
        await Mishaps(app, inbox);
        app.Http.DefaultRequestHeaders.Authorization = new("Bearer", "figures");
        await Until.True(async () => (await app.Http.GetStringAsync("/metrics")).Contains("convos_inbound_parked{otel_scope_name=\"Convos\"} 1", StringComparison.Ordinal), "The figures");
        var figures = await app.Http.GetStringAsync("/metrics");
        foreach (var (signal, word) in new[] { ("traces", "ingest"), ("traces", "convos.attempt"), ("traces", "/inbox/*/1"), ("traces", "select"), ("metrics", "convos.inbound.parked") })
        {
            await Until.True(() => Exported(signal, word), $"The export of {signal} with «{word}»");
        }

        await app.DisposeAsync();

        Assert.All(Personal, word =>
        {
            Assert.DoesNotContain(word, app.Output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(word, figures, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(exported, text => text.Contains(word, StringComparison.OrdinalIgnoreCase));
        });
        var lines = app.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')).ToList();
        Assert.Contains(lines, line => JsonDocument.Parse(line).RootElement.GetProperty("Message").GetString()!.Contains("is parked", StringComparison.Ordinal));
    }

    private async Task MainJob(RunningApp app)
    {
        var phone = graph.Graph.Phone(Account, Customer, "Zenobia Quiroga");
        phone.Write("palabras-de-la-clienta");
        await Until.True(async () => await Make.One<int>(test.Database, "select count(*)::int from tickets") == 1, "The ticket");
        var ticket = await Make.One<long>(test.Database, "select id from tickets");
        using var session = new Session(app.Http.BaseAddress!);
        await session.Get("/login");
        await session.Post("/login", ("Email", Email), ("Password", "clave-equivocada"));
        Assert.Equal(HttpStatusCode.SeeOther, (await session.Post("/login", ("Email", Email), ("Password", TestApp.Password))).Status);
        await session.Get($"/inbox/unassigned/{ticket}");
        await session.Post($"/inbox/unassigned/{ticket}?handler=take");
        await session.Post($"/inbox/mine/{ticket}?handler=reply", ("body", "respuesta-de-la-operadora"), ("clientKey", Guid.NewGuid().ToString()));
        await Until.True(async () => await Make.One<int>(test.Database, "select count(*)::int from messages where delivery = 'delivered'") == 1, "The delivery");
    }

    // What usually leads to a line in a log: a refusal of Meta that quotes the number, an event that cannot be read, a link that leads nowhere.
    private async Task Mishaps(RunningApp app, long inbox)
    {
        await using var db = await test.Database.Open();
        var channel = (await Channels.ByName(db, "privada"))!;
        await InboundEvents.Store(db, channel.Id, Encoding.UTF8.GetBytes($"{{texto-envenenado {Customer}"), DateTime.UtcNow);
        using var nowhere = await app.Http.GetAsync("/join/enlace-de-una-vez?email=operadora.reconocible@example.org");
        using var forged = await app.Http.PostAsync("/webhooks/whatsapp/privada", new StringContent($"palabras-de-la-clienta {Customer}"));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        await Until.True(async () => await Make.One<int>(test.Database, "select count(*)::int from inbound_events where state = 'parked'") == 1, "The parking");
        Assert.Equal(inbox, channel.InboxId);
    }

    private async Task<long> Prepare()
    {
        await using var keys = new ServiceCollection().AddLogging().AddSingleton(test.Database).AddSecrets().BuildServiceProvider();
        var secrets = keys.GetRequiredService<ISecrets>();
        await using var db = await test.Database.Open();
        var inbox = await Make.Inbox(test.Database);
        await Channels.Create(
            db, "whatsapp", "privada", Account, "+1 555", inbox,
            secrets.Seal("app-secret-of-the-number"), secrets.Seal("verify"), secrets.Seal("access-token-of-the-number"), DateTime.UtcNow);
        var id = await Operators.Create(
            db, "Operadora Reconocible", Email, new PasswordHasher<Operator>().HashPassword(null!, TestApp.Password), Role.Operator, DateTime.UtcNow);
        await Inboxes.AddMember(db, inbox, id, attends: true);
        await Installation.MarkClaimed(db, DateTime.UtcNow);
        return inbox;
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["ConnectionStrings__Convos"] = test.ConnectionString,
        ["WhatsApp__GraphBaseAddress"] = graph.BaseAddress.ToString(),
        ["Outbound__AllowedHosts"] = "127.0.0.1",
        ["Metrics__Enabled"] = "true",
        ["Metrics__Token"] = "figures",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
    };

    private bool Exported(string signal, string word) =>
        exported.Any(text => text.StartsWith(signal, StringComparison.Ordinal) && text.Contains(word, StringComparison.Ordinal));
}
