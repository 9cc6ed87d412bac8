using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Convos.Web;

/// <summary>The fake Graph on a loopback port of its own, for a process that is not the app: a test, the bench.</summary>
public sealed class FakeGraphServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeGraphServer(WebApplication app, FakeGraph graph)
    {
        (this.app, Graph) = (app, graph);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        BaseAddress = new(address + FakeGraphEndpoints.Path);
    }

    public FakeGraph Graph { get; }

    /// <summary>For <c>WhatsApp:GraphBaseAddress</c>.</summary>
    public Uri BaseAddress { get; }

    /// <param name="webhooks">By which webhooks are posted; the server does not dispose it.</param>
    public static async Task<FakeGraphServer> Start(HttpClient? webhooks = null, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var graph = new FakeGraph(webhooks ?? Postman.Client(), clock ?? TimeProvider.System, app.Logger);
        graph.Postman.Habits = MetaHabits.InTests;
        app.UseRouting();
        app.MapFakeGraph(graph);
        await app.StartAsync();
        return new(app, graph);
    }

    public async ValueTask DisposeAsync()
    {
        await Graph.DisposeAsync();
        await app.DisposeAsync();
    }
}
