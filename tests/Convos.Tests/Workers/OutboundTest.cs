using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>Jobs that tell the channel something, at noon: a desk with one person, beside a fake Graph as strict as Meta.</summary>
public abstract class OutboundTest : IAsyncLifetime, IDisposable
{
    private readonly TestDatabase test = new();
    private readonly HttpClient webhooks = new(new Inbox());

    protected FakeTimeProvider Clock { get; } = new(Make.Noon);

    protected FakeGraphServer Server { get; private set; } = null!;

    protected Desk Desk { get; private set; } = null!;

    protected Viewer Ana { get; private set; } = null!;

    protected Database Database => test.Database;

    protected IReadOnlyList<GraphRequest> Calls => Server.Graph.Requests.All;

    protected WhatsAppChannel WhatsApp => new(new HttpClient(), new HttpClient(), Options.Create(new WhatsAppOptions { GraphBaseAddress = Server.BaseAddress }));

    public virtual async Task InitializeAsync()
    {
        await test.InitializeAsync();
        Desk = await Desk.Open(Database);
        Ana = await Desk.Operator();
        Server = await FakeGraphServer.Start(webhooks);
        Server.Graph.Connect(new FakeNumber(Desk.Channel.AccountId, "15550000001", "token", "secret", () => new Uri("http://webhook.test/")));
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await test.DisposeAsync();
    }

    public void Dispose()
    {
        webhooks.Dispose();
        GC.SuppressFinalize(this);
    }
}
