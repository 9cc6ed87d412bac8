using Convos.Data;
using Convos.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>The process is killed between handing a message to Meta and writing down the answer.</summary>
public sealed class KilledWhileSendingTests(TestDatabase test) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private FakeGraphServer graph = null!;
    private Channel channel = null!;
    private long inbox;

    public async Task InitializeAsync()
    {
        graph = await FakeGraphServer.Start();
        graph.Graph.LastInbound = (_, _) => Task.FromResult<DateTime?>(DateTime.UtcNow);
        await using var keys = new ServiceCollection().AddLogging().AddSingleton(test.Database).AddSecrets().BuildServiceProvider();
        var secrets = keys.GetRequiredService<ISecrets>();
        inbox = await Make.Inbox(test.Database);
        await using var db = await test.Database.Open();
        await Channels.Create(
            db, "whatsapp", "ventas", "100000000000009", "+1 555", inbox, secrets.Seal("secret"), secrets.Seal("verify"), secrets.Seal("token"), DateTime.UtcNow);
        channel = (await Channels.ByName(db, "ventas"))!;
        graph.Graph.Connect(new FakeNumber(channel.AccountId, "15550000001", "token", "secret", () => new Uri("http://127.0.0.1:1/")));
    }

    public async Task DisposeAsync() => await graph.DisposeAsync();

    [Fact]
    public async Task The_message_becomes_uncertain_and_the_next_process_does_not_send_it_again()
    {
        var (doubtful, message) = await Reply("¿salió?");
        graph.Graph.FailNext(GraphFault.Late(TimeSpan.FromMinutes(10)));
        await using (var killed = Start())
        {
            await Until.True(() => graph.Graph.Requests.All.Count == 1, "The call", TimeSpan.FromMinutes(2));
            killed.Kill();
            await killed.Ended();
        }

        Assert.Equal("sending", await State(message));
        var (_, next) = await Reply("la siguiente");
        await using var again = Start();
        // The next process is at work, and has passed by the message that the first one held.
        await Until.True(async () => await State(next) == "sent", "The next message", TimeSpan.FromMinutes(2));
        // 45 seconds after the first one had it, which a busy machine may take to get here, its clock calls it uncertain.
        Assert.Contains(await State(message), new[] { "sending", "uncertain" });
        Assert.Equal(2, graph.Graph.Requests.All.Count);

        await Outbox.Settle(test.Database, DateTime.UtcNow.AddSeconds(46));

        Assert.Equal("uncertain", await State(message));
        Assert.Equal(["¿salió?", "la siguiente"], graph.Graph.Requests.All.Select(request => request.Text));
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(test.Database, doubtful.Id)).Status);
    }

    private RunningApp Start() => RunningApp.Start(
    [
        "--environment", "Development", "--urls", "http://127.0.0.1:0", "--Demo:Enabled", "false",
        "--ConnectionStrings:Convos", test.ConnectionString, "--WhatsApp:GraphBaseAddress", graph.BaseAddress.ToString(),
    ]);

    private async Task<(Ticket Ticket, long Message)> Reply(string body)
    {
        var now = DateTime.UtcNow;
        var ana = await Make.Operator(test.Database, at: now, inboxes: inbox);
        var ticket = await new Desk(test.Database, inbox, channel).Held(ana, at: now);
        return (ticket, (await Messages.Reply(test.Database, ana, ticket.Id, body, Guid.NewGuid(), now)).Message!.Id);
    }

    private Task<string> State(long message) =>
        Make.One<string>(test.Database, "select state from message_sends where message_id = @message", new { message });
}
