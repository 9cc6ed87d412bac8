using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>Blue ticks: only where the inbox lets customers know, and only when whoever holds the ticket opens it from their own tray.</summary>
public sealed class SendReadReceiptsTests : OutboundTest
{
    private IEnumerable<string?> Told => Server.Graph.Requests.All.Where(request => request.Status == 200).Select(request => request.Read);

    [Fact]
    public async Task Whoever_holds_it_opens_it_from_their_own_tray_and_the_customer_is_told_once()
    {
        var phone = Desk.Phone();
        await Desk.Arrives(Make.Noon, Make.Text(phone, "hola", id: "wamid.uno"), Make.Text(phone, "¿hay alguien?", Make.Noon.AddSeconds(1), "wamid.dos"));
        var ticket = await Take(await Desk.Ticket(phone));

        await Opens(Ana, ticket, ownTray: true);
        await Opens(Ana, ticket, ownTray: true);
        await Run();
        await Run();

        Assert.Equal(["wamid.dos"], Told);
    }

    [Fact]
    public async Task What_was_read_elsewhere_first_is_told_when_it_is_opened_from_the_own_tray()
    {
        var ticket = await Ticket("wamid.uno");
        await Opens(Ana, ticket, ownTray: false);
        await Run();
        Assert.Empty(Told);

        await Opens(Ana, ticket, ownTray: true);
        await Run();

        Assert.Equal(["wamid.uno"], Told);
    }

    [Fact]
    public async Task What_came_after_is_told_when_it_is_read()
    {
        var phone = Desk.Phone();
        var ticket = await Ticket("wamid.uno", phone);
        await Opens(Ana, ticket, ownTray: true);
        await Run();
        await Desk.Arrives(Make.Noon, Make.Text(phone, "¿y?", Make.Noon.AddMinutes(1), "wamid.dos"));
        await Run();
        Assert.Equal(["wamid.uno"], Told);

        await Opens(Ana, ticket, ownTray: true);
        await Run();

        Assert.Equal(["wamid.uno", "wamid.dos"], Told);
    }

    [Fact]
    public async Task Nobody_else_and_nowhere_else_tells()
    {
        var held = await Ticket("wamid.uno");
        var queued = await Make.Ticket(Database, Desk.Channel);
        var (bruno, admin) = (await Desk.Operator(), await Make.Operator(Database, Role.Admin));

        await Opens(bruno, held, ownTray: true);
        await Opens(admin, held, ownTray: true);
        await Opens(Ana, held, ownTray: false);
        await Opens(Ana, queued, ownTray: true);
        await Run();

        Assert.Empty(Server.Graph.Requests.All);
    }

    [Fact]
    public async Task An_inbox_that_keeps_it_to_itself_tells_nobody()
    {
        var ticket = await Ticket("wamid.uno");
        await using var db = await Database.Open();
        await db.ExecuteAsync("update inboxes set read_receipts = false where id = @Inbox", new { Desk.Inbox });

        await Opens(Ana, ticket, ownTray: true);
        await Run();

        Assert.Empty(Server.Graph.Requests.All);
    }

    [Fact]
    public async Task What_does_not_get_through_is_tried_again()
    {
        var ticket = await Ticket("wamid.uno");
        await Opens(Ana, ticket, ownTray: true);
        Server.Graph.FailReading(GraphFault.BadGateway(accepts: false));
        await Run();
        await Run();
        Assert.Empty(Told);

        Clock.Advance(TimeSpan.FromSeconds(4));
        await Run();

        Assert.Equal(["wamid.uno"], Told);
    }

    [Fact]
    public async Task A_refusal_is_kept_and_ends_it()
    {
        var ticket = await Ticket("no-wamid");
        await Opens(Ana, ticket, ownTray: true);

        await Run();
        Clock.Advance(TimeSpan.FromHours(2));
        await Run();

        Assert.Single(Server.Graph.Requests.All);
        var (state, error) = await Make.One<(string, string)>(
            Database, "select state, error from read_receipts where thread_id = @ThreadId", new { ticket.ThreadId });
        Assert.Equal("refused", state);
        Assert.Contains("131009", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_is_switched_off_tells_when_it_is_on_again()
    {
        var ticket = await Ticket("wamid.uno");
        await Opens(Ana, ticket, ownTray: true);
        await Switch(on: false);
        await Run();
        Assert.Empty(Told);

        await Switch(on: true);
        await Run();

        Assert.Equal(["wamid.uno"], Told);
    }

    [Fact]
    public async Task Of_many_workers_one_tells()
    {
        await Opens(Ana, await Ticket("wamid.uno"), ownTray: true);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Run()));

        Assert.Equal(["wamid.uno"], Told);
    }

    [Fact]
    public async Task It_shows_on_the_customers_phone()
    {
        var phone = Server.Graph.Phone(Desk.Channel.AccountId, Desk.Phone());
        var (first, second) = (phone.Write("hola"), phone.Write("¿hay alguien?"));
        await Until.True(() => phone.Chat.All(bubble => bubble.State == BubbleState.Arrived), "The phone's messages");

        await Opens(Ana, await Ticket(first), ownTray: true);
        await Run();

        Assert.Equal([(first, BubbleState.Read), (second, BubbleState.Arrived)], phone.Chat.Select(bubble => (bubble.Wamid, bubble.State)));
    }

    private async Task<Ticket> Ticket(string externalId, string? phone = null)
    {
        phone ??= Desk.Phone();
        await Desk.Arrives(Make.Noon, Make.Text(phone, "hola", id: externalId));
        return await Take(await Desk.Ticket(phone));
    }

    private async Task<Ticket> Take(Ticket ticket) => (await Tickets.Apply(Database, TicketMove.Take, Ana, ticket.Id, Make.Noon)).Ticket!;

    private async Task Opens(Viewer viewer, Ticket ticket, bool ownTray)
    {
        await using var db = await Database.Open();
        await Messages.MarkRead(db, viewer, ticket.Id, Clock.Now(), ownTray);
    }

    private async Task Switch(bool on)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync("update channels set enabled = @on where id = @Id", new { on, Desk.Channel.Id });
    }

    private Task Run() => new SendReadReceipts(
        Database, [WhatsApp],
        new ClearSecrets(), Clock, NullLogger<SendReadReceipts>.Instance).Run(default);
}
