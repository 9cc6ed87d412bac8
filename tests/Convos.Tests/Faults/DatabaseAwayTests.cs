using System.Net;
using System.Text;
using Convos.Data;
using Convos.Web;

namespace Convos.Tests;

/// <summary>The database goes away under a running program: it says so, loses nothing that it accepted, and recovers by itself.</summary>
public sealed class DatabaseAwayTests(OwnPostgres postgres) : IClassFixture<OwnPostgres>, IAsyncLifetime
{
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(8);

    private TestApp app = null!;
    private Session session = null!;
    private Channel channel = null!;
    private Viewer ana = null!;

    public async Task InitializeAsync()
    {
        app = await TestApp.On(postgres.Database);
        var inbox = await Make.Inbox(app.Database);
        channel = await app.Channel(inbox);
        ana = await app.Person("ana@convos.test", Role.Operator, inbox);
        session = await Session.SignedIn(app, "ana@convos.test");
        await session.Get("/inbox/all");
    }

    public async Task DisposeAsync()
    {
        session.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Pages_say_so_and_everything_accepted_is_there_once_afterwards()
    {
        var (asked, inFlight) = (await Held(), await Held());
        using var ended = new CancellationTokenSource();
        var stream = new StringBuilder();
        using var page = await Session.SignedIn(app, "ana@convos.test");
        var listening = Listen(page, stream, ended.Token);
        await Until.True(() => Heard(stream, "event: hello"), "The stream's first word");
        // One reply is put off until the database is away, the answer to another comes while it is.
        await Reply(asked, "primera", GraphFault.Refusal(130429));
        await Reply(inFlight, "segunda", GraphFault.Late(TimeSpan.FromSeconds(4)));
        await Until.True(() => app.Graph.Graph.Requests.All.Count >= 2, "The calls");
        var before = Write(5, "antes");
        await Until.True(() => Arrived(before), "The webhooks before");

        using var nobody = new Session(app.Address);
        await nobody.Get("/login");

        await postgres.Server.Stop();
        var during = Write(5, "durante");
        await PagesSaySo(nobody);
        await Task.Delay(Absence);
        Assert.False(Arrived(during), "A webhook was answered 200 without being stored.");
        await postgres.Server.Resume();

        await Until.True(async () => (await session.Get("/inbox/all")).Status == HttpStatusCode.OK, "The page");
        await Until.True(() => Arrived(during), "The webhooks of the meantime");
        await Until.True(async () => await Delivered(asked) && await Delivered(inFlight), "Both replies");
        await Until.True(() => before.Concat(during).All(phone => Heard(stream, phone.Words)), "The stream's news");
        Assert.False(listening.IsCompleted, "The stream ended.");
        await ended.CancelAsync();
        await OneOfEach(before.Concat(during).Select(phone => phone.Words));
        Assert.Equal(["primera", "segunda"], app.Graph.Graph.Requests.All.Where(call => call.Wamid is not null).Select(call => call.Text).Order());
        await using var db = await app.Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }

    private async Task PagesSaySo(Session nobody)
    {
        var page = await session.Get("/inbox/mine");
        var fragment = await session.Get("/inbox/mine", htmx: true);
        var post = await session.Post("/presence?handler=choose&available=false");
        var login = await nobody.Post("/login", ("Email", "ana@convos.test"), ("Password", TestApp.Password));
        using var webhook = await session.Http.PostAsync(app.Graph.Graph.Numbers[0].Webhook(), new StringContent("{}"));
        using var ready = await session.Http.GetAsync("/health/ready");
        using var alive = await session.Http.GetAsync("/health/live");

        Assert.All(new[] { page, fragment, post, login }, answer =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.Contains("La base de datos no responde.", answer.Body, StringComparison.Ordinal);
        });
        Assert.Contains("hx-partial", fragment.Body, StringComparison.Ordinal);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (webhook.StatusCode, ready.StatusCode, alive.StatusCode));
    }

    private async Task<Ticket> Held()
    {
        var phone = app.Graph.Graph.Phone(channel.AccountId, Desk.Phone(), "Cliente");
        var words = $"hola {Make.Number()}";
        phone.Write(words);
        Ticket? ticket = null;
        await Until.True(async () =>
        {
            await using var db = await app.Database.Open();
            ticket = (await Tickets.List(db, ana, new Listing(TicketView.Unassigned), null, 50, Make.Noon)).FirstOrDefault(row => row.Ticket.LastPreview == words)?.Ticket;
            return ticket is not null;
        }, "The ticket");
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket!.Id, DateTime.UtcNow);
        return ticket;
    }

    private async Task Reply(Ticket ticket, string body, GraphFault fault)
    {
        var calls = app.Graph.Graph.Requests.All.Count;
        app.Graph.Graph.FailNext(fault, channel.AccountId);
        var answer = await session.Post($"/inbox/mine/{ticket.Id}?handler=reply", ("body", body), ("clientKey", Guid.NewGuid().ToString()));
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        await Until.True(() => app.Graph.Graph.Requests.All.Count > calls, "The call");
    }

    private List<(FakePhone Phone, string Words)> Write(int customers, string word)
    {
        var written = Enumerable.Range(0, customers)
            .Select(n => (app.Graph.Graph.Phone(channel.AccountId, Desk.Phone(), "Cliente"), $"{word}-{n}")).ToList();
        written.ForEach(phone => phone.Item1.Write(phone.Item2));
        return written;
    }

    private static bool Arrived(List<(FakePhone Phone, string Words)> phones) =>
        phones.All(phone => phone.Phone.Chat.All(bubble => bubble.State == BubbleState.Arrived));

    private async Task<bool> Delivered(Ticket ticket)
    {
        await using var db = await app.Database.Open();
        return (await Messages.Thread(db, ana, ticket.ThreadId, null, 50))[^1] is { Author: Author.Operator, Delivery: Delivery.Delivered };
    }

    private async Task OneOfEach(IEnumerable<string> words)
    {
        foreach (var body in words)
        {
            Assert.Equal(1, await Make.One<int>(app.Database, "select count(*)::int from messages where body = @body", new { body }));
        }
    }

    /// <summary>As a page does it: what comes is shown, and «resync» is answered by asking again.</summary>
    private static async Task Listen(Session page, StringBuilder heard, CancellationToken ct)
    {
        using var response = await page.Http.GetAsync(
            $"/live?tab={Guid.NewGuid()}&view=All&section=conversations", HttpCompletionOption.ResponseHeadersRead, ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            var shown = line == "event: resync" ? await Again(page) : line;
            lock (heard)
            {
                heard.AppendLine(shown);
            }
        }
    }

    private static async Task<string> Again(Session page)
    {
        var answer = await page.Get("/inbox/all");
        await Until.True(async () => answer.Status == HttpStatusCode.OK || (answer = await page.Get("/inbox/all")).Status == HttpStatusCode.OK, "The page");
        return answer.Body;
    }

    private static bool Heard(StringBuilder heard, string words)
    {
        lock (heard)
        {
            return heard.ToString().Contains(words, StringComparison.Ordinal);
        }
    }
}
