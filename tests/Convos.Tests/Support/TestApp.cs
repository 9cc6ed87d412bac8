using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Convos.Tests;

/// <summary>The whole program on a loopback port, on a database of its own, sending to a fake Graph as strict as Meta.</summary>
public sealed class TestApp : IAsyncLifetime
{
    public const string Password = "convos-demo";

    private readonly string files = Directory.CreateTempSubdirectory("convos-app-").FullName;
    private WebApplication app = null!;
    private string hash = "";
    private bool guest;
    private (string Key, string Value)[] settings = [];

    public Database Database { get; private set; } = null!;

    public FakeGraphServer Graph { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    /// <summary>The program's own; what it shares with others (browsers, Hangfire, PostgreSQL) goes by the machine's.</summary>
    public LeapingClock Clock { get; } = new();

    public async Task InitializeAsync()
    {
        Database = new Database(await TestPostgres.Create());
        await Begin();
    }

    /// <summary>On a database of the caller's, which outlives it.</summary>
    public static async Task<TestApp> On(Database database, params (string Key, string Value)[] settings)
    {
        var app = new TestApp { Database = database, guest = true, settings = settings };
        await app.Begin();
        return app;
    }

    private async Task Begin()
    {
        Graph = await FakeGraphServer.Start();
        // Who wrote without a phone has written all the same: else Meta would call every window closed.
        Graph.Graph.LastInbound = async (account, customer) =>
        {
            await using var known = await Database.Open();
            return await Correspondents.LastInbound(known, account, customer);
        };
        await Start("http://127.0.0.1:0");
        await using var db = await Database.Open();
        await Installation.MarkClaimed(db, DateTime.UtcNow);
    }

    /// <summary>Stops the program and starts it again at the same address; the database and Meta stay.</summary>
    public async Task Restart(Func<Task>? meanwhile = null)
    {
        await Stop();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await Start(Address.ToString());
    }

    public async Task DisposeAsync()
    {
        // First who calls, then who answers: a fake Graph that meets a closed door would try again for a while.
        await Graph.DisposeAsync();
        await Stop();
        Directory.Delete(files, recursive: true);
        if (guest)
        {
            return;
        }

        await Database.DisposeAsync();
        await TestPostgres.Drop(Database.ConnectionString);
    }

    /// <summary>A person who can sign in, No disponible until they arrive.</summary>
    public async Task<Viewer> Person(string email, Role role = Role.Operator, params long[] inboxes)
    {
        await using var db = await Database.Open();
        var id = await Operators.Create(db, email.Split('@')[0], email, hash, role, DateTime.UtcNow);
        foreach (var inbox in inboxes)
        {
            await Inboxes.AddMember(db, inbox, id, attends: role == Role.Operator);
        }

        return (await Operators.Viewers(db, [id]))[id];
    }

    /// <summary>A WhatsApp channel whose secrets are sealed as the program seals them, known to the fake Graph.</summary>
    public async Task<Channel> Channel(long inbox, string secret = "app-secret")
    {
        await using var db = await Database.Open();
        var secrets = Services.GetRequiredService<ISecrets>();
        var name = $"channel-{Make.Number()}";
        var account = $"10{Make.Number():D13}";
        await Channels.Create(
            db, "whatsapp", name, account, "+1 555", inbox, secrets.Seal(secret), secrets.Seal("verify"), secrets.Seal("token"), DateTime.UtcNow);
        Graph.Graph.Connect(new FakeNumber(account, "15550000001", "token", secret, () => new Uri(Address, $"/webhooks/whatsapp/{name}")));
        return (await Channels.ByName(db, name))!;
    }

    private async Task Start(string address)
    {
        var web = Path.Combine(Repository.Root, "Convos.Web");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environments.Development, ContentRootPath = web, ApplicationName = typeof(App).Assembly.GetName().Name,
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Demo:Enabled"] = "false", ["WhatsApp:GraphBaseAddress"] = Graph.BaseAddress.ToString(), ["Files:Folder"] = files, ["Data:Folder"] = files,
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(one => KeyValuePair.Create<string, string?>(one.Key, one.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(address);
        builder.Services.AddSingleton(Database).AddSingleton<TimeProvider>(Clock);
        builder.AddConvos();
        // Each sign-in costs as much as it must cost whoever guesses; here nobody does.
        builder.Services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = 1000);
        builder.Services.AddSingleton<TestFolder>().AddSingleton<IFileStore>(services => new FolderFiles(services.GetRequiredService<TestFolder>().Path));
        app = builder.Build();
        await app.Prepare();
        app.UseConvos();
        await app.StartAsync();
        // Hangfire has one log for the whole process: that of an app which ended would fail the jobs of all others.
        Hangfire.Logging.LogProvider.SetCurrentLogProvider(null);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        hash = app.Services.GetRequiredService<IPasswordHasher<Operator>>().HashPassword(null!, Password);
    }

    private async Task Stop()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
