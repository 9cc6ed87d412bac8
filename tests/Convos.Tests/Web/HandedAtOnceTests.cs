using Convos.Data;
using Convos.Workers;
using Dapper;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>What waited goes to whoever has room for it by the news alone: the clock's net below is taken away.</summary>
public sealed class HandedAtOnceTests : IClassFixture<TestApp>
{
    private readonly TestApp app;

    public HandedAtOnceTests(TestApp app)
    {
        this.app = app;
        app.Services.GetRequiredService<IRecurringJobManager>().RemoveIfExists("assignment");
        Assert.Contains(Recurring.All, line => line.Name == "assignment");
    }

    [Fact]
    public async Task When_somebody_comes_online_and_it_says_why()
    {
        var (desk, email) = await Automatic("strategy = 'round_robin'");
        var ana = await app.Person(email, inboxes: desk.Inbox);
        var tickets = await Waiting(desk, 2);
        using var session = await Session.SignedIn(app, email);

        // Arriving in Conversaciones is what makes her available.
        await session.Get("/inbox/mine");

        foreach (var ticket in tickets)
        {
            await Holds(ana, ticket);
        }

        var why = await session.Get($"/inbox/mine/{tickets[0].Id}/why");
        Assert.Equal("¿Por qué me tocó?", why.Document.QuerySelector("main h1")!.TextContent);
        Assert.Contains($"Era el turno de {ana.Name}.", why.Document.QuerySelector(".why-lines")!.TextContent, StringComparison.Ordinal);
        var chat = await session.Get($"/inbox/mine/{tickets[0].Id}");
        Assert.Contains($"Asignado a {ana.Name}", chat.Document.QuerySelector("[data-kind=assigned]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_one_is_finished()
    {
        var (desk, ana, session) = await AtWork("strategy = 'least_busy', cap = 1");
        var tickets = await Waiting(desk, 3);
        await Holds(ana, tickets[0]);

        await session.Post($"/inbox/mine/{tickets[0].Id}/close");

        await Holds(ana, tickets[1]);
        Assert.Equal(TicketStatus.Queued, (await Make.Ticket(app.Database, tickets[2].Id)).Status);
    }

    [Fact]
    public async Task When_the_inbox_lets_each_hold_more()
    {
        var (desk, ana, _) = await AtWork("strategy = 'least_busy', cap = 1");
        var tickets = await Waiting(desk, 2);
        await Holds(ana, tickets[0]);

        await Make.Rules(app.Database, desk.Inbox, rules => rules with { Cap = 2 });

        await Holds(ana, tickets[1]);
    }

    [Fact]
    public async Task When_the_person_may_hold_more()
    {
        var (desk, ana, _) = await AtWork("strategy = 'round_robin'", cap: 1);
        var tickets = await Waiting(desk, 2);
        await Holds(ana, tickets[0]);

        await May(ana, desk, cap: 2);

        await Holds(ana, tickets[1]);
    }

    [Fact]
    public async Task When_somebody_joins_a_team_of_the_inbox()
    {
        var (desk, _) = await Automatic("strategy = 'round_robin'");
        var admin = await Make.Operator(app.Database, Role.Admin, online: false);
        var bruno = await Make.Operator(app.Database, at: DateTime.UtcNow);
        var name = $"Equipo {Make.Number()}";
        var team = (await Teams.Save(app.Database, admin.Id, null, new(name, ""), [], DateTime.UtcNow)).Id!.Value;
        await using var db = await app.Database.Open();
        await db.ExecuteAsync("insert into inbox_teams (inbox_id, team_id) values (@Inbox, @team)", new { desk.Inbox, team });
        var ticket = (await Waiting(desk, 1))[0];

        Assert.Null((await Teams.Save(app.Database, admin.Id, team, new(name, ""), [bruno.Id], DateTime.UtcNow)).Problem);

        await Holds(bruno, ticket);
    }

    [Fact]
    public async Task When_one_is_taken_over_from_them()
    {
        var (desk, ana, _) = await AtWork("strategy = 'round_robin', cap = 1");
        var lead = await app.Person($"lead{Make.Number()}@convos.test", Role.Supervisor, desk.Inbox);
        await Presences.Choose(app.Database, lead.Id, available: true, DateTime.UtcNow);
        await using (var db = await app.Database.Open())
        {
            await db.ExecuteAsync("update operators set cap = 0 where id = @Id", new { lead.Id });
        }

        var tickets = await Waiting(desk, 2);
        await Holds(ana, tickets[0]);

        Assert.Null((await Tickets.Apply(app.Database, TicketMove.TakeOver, lead, tickets[0].Id, DateTime.UtcNow)).Refusal);

        await Holds(ana, tickets[1]);
    }

    private async Task<(Desk Desk, string Email)> Automatic(string settings)
    {
        var desk = await Desk.Open(app.Database);
        await using var db = await app.Database.Open();
        await db.ExecuteAsync($"update inboxes set {settings} where id = @id", new { id = desk.Inbox });
        return (desk, $"person{Make.Number()}@convos.test");
    }

    private async Task<(Desk Desk, Viewer Person, Session Session)> AtWork(string settings, int? cap = null)
    {
        var (desk, email) = await Automatic(settings);
        var person = await app.Person(email, inboxes: desk.Inbox);
        await May(person, desk, cap);
        var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        return (desk, person, session);
    }

    private async Task May(Viewer person, Desk desk, int? cap)
    {
        var admin = await Make.Operator(app.Database, Role.Admin, online: false);
        await using var db = await app.Database.Open();
        var email = await db.QuerySingleAsync<string>("select email from operators where id = @Id", new { person.Id });
        var saved = await People.Save(app.Database, admin.Id, person.Id, new(person.Name, email, person.Role, cap),
            new Dictionary<long, InboxDuty> { [desk.Inbox] = InboxDuty.Attends }, [], DateTime.UtcNow);
        Assert.Null(saved.Refusal);
    }

    private async Task<List<Ticket>> Waiting(Desk desk, int count)
    {
        var tickets = new List<Ticket>();
        for (var n = 0; n < count; n++)
        {
            tickets.Add(await Make.Ticket(app.Database, desk.Channel, DateTime.UtcNow.AddMinutes(n - 9)));
        }

        return tickets;
    }

    private Task Holds(Viewer person, Ticket ticket) =>
        Until.True(async () => (await Make.Ticket(app.Database, ticket.Id)).OperatorId == person.Id);
}
