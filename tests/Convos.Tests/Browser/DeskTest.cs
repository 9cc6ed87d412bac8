using Convos.Data;
using Convos.Web;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>
/// The whole program before real browsers. Each test has an inbox with its channel to itself, and also fails when a page
/// complained: on the console, by an uncaught error, or by breaking the policy.
/// </summary>
public abstract class DeskTest(TestApp app, BrowserFixture browser) : IClassFixture<TestApp>, IClassFixture<BrowserFixture>, IAsyncLifetime
{
    private readonly List<Workplace> places = [];

    protected TestApp App => app;

    protected IBrowser Browser => browser.Browser;

    protected long Inbox { get; private set; }

    protected Channel Channel { get; private set; } = null!;

    /// <summary>Parts of complaints that this test provokes.</summary>
    protected List<string> Expected { get; } = [];

    protected static DateTime Now => DateTime.UtcNow;

    public virtual async Task InitializeAsync()
    {
        Inbox = await Make.Inbox(app.Database);
        Channel = await app.Channel(Inbox);
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var place in places)
        {
            await place.DisposeAsync();
        }

        var complaints = places.SelectMany(place => place.Complaints).Where(complaint => !Expected.Any(complaint.Contains)).ToList();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    /// <summary>A member of the inbox, signed in and arrived at «Mi Bandeja».</summary>
    protected async Task<Workplace> Arrives(string name, Uri? address = null, BrowserNewContextOptions? options = null, Role role = Role.Operator)
    {
        var email = $"{name}{Make.Number()}@convos.test";
        var viewer = await app.Person(email, role, Inbox);
        var place = await Workplace.SignedIn(browser.Browser, address ?? app.Address, viewer, email, options);
        places.Add(place);
        return place;
    }

    /// <summary>A member of the inbox who is En línea somewhere else: what they do comes through the moves.</summary>
    protected async Task<Viewer> Colleague(string name)
    {
        var viewer = await app.Person($"{name}{Make.Number()}@convos.test", Role.Operator, Inbox);
        await Presences.Choose(app.Database, viewer.Id, available: true, Now);
        return viewer;
    }

    protected FakePhone Phone(string name, string number) => app.Graph.Graph.Phone(Channel.AccountId, number, name);

    protected static string Number() => $"+549115{Make.Number():D7}";

    /// <summary>A ticket born now of one message; taken by <paramref name="holder"/>, if any.</summary>
    protected async Task<Ticket> Ticket(Viewer? holder = null, string? phone = null)
    {
        var ticket = await Make.Ticket(app.Database, Channel, Now, phone ?? Number());
        return holder is null ? ticket : await Move(TicketMove.Take, holder, ticket);
    }

    /// <summary>What the customer writes on their phone, and the ticket that is born of it.</summary>
    protected async Task<(FakePhone Phone, Ticket Ticket)> Writes(string name, string text)
    {
        var number = Number();
        var phone = Phone(name, number);
        phone.Write(text);
        return (phone, await Eventually(() => Open(number), "a ticket"));
    }

    /// <summary>An operator before the open chat of a customer who has just written, and whose ticket they hold.</summary>
    protected async Task<(Workplace Ana, FakePhone Phone, Ticket Ticket)> AtAChat(BrowserNewContextOptions? options = null, string customer = "Rosa")
    {
        var ana = await Arrives("ana", options: options);
        var (phone, ticket) = await Writes(customer, "Hola");
        ticket = await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Assertions.Expect(ana.Composer).ToBeVisibleAsync();
        return (ana, phone, ticket);
    }

    protected async Task<Ticket> Move(TicketMove move, Viewer viewer, Ticket ticket, long? toOperator = null)
    {
        var moved = await Tickets.Apply(app.Database, move, viewer, ticket.Id, Now, toOperator);
        Assert.Null(moved.Refusal);
        return moved.Ticket!;
    }

    protected async Task<Message> Reply(Viewer viewer, Ticket ticket, string text)
    {
        var said = await Messages.Reply(app.Database, viewer, ticket.Id, text, Guid.NewGuid(), Now);
        Assert.Null(said.Refusal);
        return said.Message!;
    }

    private async Task<Ticket?> Open(string number)
    {
        var id = await Make.One<long?>(app.Database,
            """
            select max(t.id) from tickets t join contact_aliases a on a.contact_id = t.contact_id where t.channel_id = @channel and a.value = @phone
            """, new { channel = Channel.Id, phone = PhoneNumbers.Canonical(number) });
        return id is null ? null : await Make.Ticket(app.Database, id.Value);
    }

    /// <summary>Polls: what happens by itself has no moment that a test could wait for.</summary>
    protected static async Task<T> Eventually<T>(Func<Task<T?>> look, string what) where T : class
    {
        var patience = DateTime.UtcNow + Until.Patience;
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            Assert.True(DateTime.UtcNow < patience, $"Never: {what}");
            await Task.Delay(100);
        }
    }
}
