using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Web;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>What <c>dotnet publish</c> makes, as two processes on a PostgreSQL of the installer's: one for people, one that works.</summary>
public sealed partial class PublishedTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IAsyncLifetime
{
    private const string Account = "100000000000021";
    private const string Customer = "+5491155501234";

    private FakeGraphServer graph = null!;
    private RunningApp web = null!;

    private Database Database { get; set; } = null!;

    public async Task InitializeAsync()
    {
        graph = await FakeGraphServer.Start();
        Database = new Database(await TestPostgres.Create(migrated: false));
        web = await Start(("Roles__Workers", "false"));
    }

    public async Task DisposeAsync()
    {
        await graph.DisposeAsync();
        await web.DisposeAsync();
        await Database.DisposeAsync();
        await TestPostgres.Drop(Database.ConnectionString);
    }

    [Fact]
    public async Task The_main_job_runs_over_two_processes_and_outlives_the_death_of_one()
    {
        var workers = await Workers();
        await ClaimWith(Code().Match(web.Output).Groups[1].Value);
        var channel = await Channel();
        await using var ana = await Ana(channel.InboxId);
        await ana.Page.GotoAsync("/inbox/unassigned");
        var phone = graph.Graph.Phone(Account, Customer, "Marta Gómez");

        phone.Write("Hola, ¿tienen stock?");
        await Expect(ana.Page.Locator("#tickets .row-name")).ToHaveTextAsync("Marta Gómez");
        var ticket = await Make.Of(Database, channel, Customer);
        await ana.Row(ticket).Locator(".row-link").ClickAsync();
        await ana.Move("take", ticket).ClickAsync();
        await ana.Say("Sí, quedan tres.");
        await Expect(ana.Bubble("quedan tres")).ToHaveAttributeAsync("data-delivery", "delivered");
        phone.Look();
        await Expect(ana.Bubble("quedan tres")).ToHaveAttributeAsync("data-delivery", "read");
        await ana.Move("close", ticket).ClickAsync();
        await ana.Move("reopen", ticket).ClickAsync();
        await Expect(ana.Composer).ToBeVisibleAsync();

        workers.Kill();
        await workers.DisposeAsync();
        phone.Write("¿Y mañana?");
        await ana.Say("Mañana también.");
        await Expect(ana.Bubble("Mañana también.")).ToHaveAttributeAsync("data-delivery", "queued");
        await using var again = await Workers();

        await Expect(ana.Bubble("Mañana también.")).ToHaveAttributeAsync("data-delivery", "delivered");
        await Expect(ana.Bubble("¿Y mañana?")).ToBeVisibleAsync();
        Assert.Equal(["Sí, quedan tres.", "Mañana también."], graph.Graph.Requests.All.Select(request => request.Text));
        Assert.Equal(["Hola, ¿tienen stock?", "Sí, quedan tres.", "¿Y mañana?", "Mañana también."], (await Said()).Order(new AsWritten()));
        await graph.Graph.Postman.Settled();
        await Until.True(async () => await Make.One<int>(Database, "select count(*)::int from inbound_events where state <> 'done'") == 0, "All that came being done");
        Assert.Empty(ana.Complaints);
    }

    private Task<RunningApp> Workers() => Start(
        ("Roles__Web", "false"), ("WhatsApp__GraphBaseAddress", graph.BaseAddress.ToString()), ("Outbound__AllowedHosts", "127.0.0.1"));

    private async Task<RunningApp> Start(params (string Name, string Value)[] settings)
    {
        var environment = settings.Append(("ConnectionStrings__Convos", Database.ConnectionString)).Append(("DOTNET_ENVIRONMENT", "Production")).ToDictionary();
        return await RunningApp.Start(["--urls", "http://127.0.0.1:0"], program: await Published.Program(), environment: environment).Ready();
    }

    private async Task ClaimWith(string code)
    {
        using var first = new Session(web.Http.BaseAddress!);
        await first.Get("/setup");
        var claimed = await first.Post("/setup", ("Code", code), ("Name", "Admin"), ("Email", "admin@example.org"), ("Password", "una clave larga"));
        Assert.Equal("/inbox/mine", claimed.Location);
    }

    private async Task<Channel> Channel()
    {
        await using var keys = new ServiceCollection().AddLogging().AddSingleton(Database).AddSecrets().BuildServiceProvider();
        var secrets = keys.GetRequiredService<ISecrets>();
        await using var db = await Database.Open();
        await Channels.Create(
            db, "whatsapp", "ventas", Account, "+1 555", await Inboxes.Named(db, "Ventas", DateTime.UtcNow),
            secrets.Seal("secret"), secrets.Seal("verify"), secrets.Seal("token"), DateTime.UtcNow);
        graph.Graph.Connect(new FakeNumber(Account, "15550000001", "token", "secret", () => new Uri(web.Http.BaseAddress!, "/webhooks/whatsapp/ventas")));
        return (await Channels.ByName(db, "ventas"))!;
    }

    private async Task<Workplace> Ana(long inbox)
    {
        await using var db = await Database.Open();
        var hash = new PasswordHasher<Operator>().HashPassword(null!, TestApp.Password);
        var id = await Operators.Create(db, "Ana", "ana@example.org", hash, Role.Operator, DateTime.UtcNow);
        await Inboxes.AddMember(db, inbox, id, attends: true);
        return await Workplace.SignedIn(browser.Browser, web.Http.BaseAddress!, (await Operators.Viewers(db, [id]))[id], "ana@example.org");
    }

    private async Task<IReadOnlyList<string>> Said()
    {
        await using var db = await Database.Open();
        return (await db.QueryAsync<string>("select body from messages where author in ('contact', 'operator')")).AsList();
    }

    // Whose clock was a second ahead does not matter here; that each was kept once does.
    private sealed class AsWritten : IComparer<string>
    {
        private static readonly string[] Written = ["Hola, ¿tienen stock?", "Sí, quedan tres.", "¿Y mañana?", "Mañana también."];

        public int Compare(string? x, string? y) => Array.IndexOf(Written, x).CompareTo(Array.IndexOf(Written, y));
    }

    [GeneratedRegex("with the code ([A-Z0-9]{16})")]
    private static partial Regex Code();
}
