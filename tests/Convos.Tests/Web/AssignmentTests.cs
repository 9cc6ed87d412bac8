using System.Net;
using Convos.Data;
using Convos.Workers;
using Dapper;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>Assignment as the whole program does it, and as people see it: at once, with its reason, its countdown and its limits.</summary>
public sealed class AssignmentTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task What_waited_is_handed_out_when_somebody_comes_online_and_says_why()
    {
        var (desk, email) = await Automatic("strategy = 'round_robin'");
        var ana = await app.Person(email, inboxes: desk.Inbox);
        var now = DateTime.UtcNow;
        var tickets = new[] { await Make.Ticket(app.Database, desk.Channel, now.AddMinutes(-2)), await Make.Ticket(app.Database, desk.Channel, now.AddMinutes(-1)) };
        using var session = await Session.SignedIn(app, email);

        // Arriving in Conversaciones is what makes her available.
        await session.Get("/inbox/mine");

        foreach (var ticket in tickets)
        {
            await Until.True(async () => (await Make.Ticket(app.Database, ticket.Id)).OperatorId == ana.Id);
        }

        var why = await session.Get($"/inbox/mine/{tickets[0].Id}/why");
        Assert.Equal("¿Por qué me tocó?", why.Document.QuerySelector("main h1")!.TextContent);
        Assert.Contains($"Era el turno de {ana.Name}.", why.Document.QuerySelector(".why-lines")!.TextContent, StringComparison.Ordinal);
        var chat = await session.Get($"/inbox/mine/{tickets[0].Id}");
        Assert.Contains($"Asignado a {ana.Name}", chat.Document.QuerySelector("[data-kind=assigned]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finishing_one_and_raising_a_cap_make_room_for_the_next()
    {
        var (desk, email) = await Automatic("strategy = 'least_busy', cap = 1");
        var ana = await app.Person(email, inboxes: desk.Inbox);
        using var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        var tickets = new List<Ticket>();
        for (var n = 0; n < 3; n++)
        {
            tickets.Add(await Make.Ticket(app.Database, desk.Channel, DateTime.UtcNow.AddMinutes(n - 9)));
        }

        await Holds(ana, tickets[0]);
        await session.Post($"/inbox/mine/{tickets[0].Id}/close");
        await Holds(ana, tickets[1]);
        Assert.Equal(TicketStatus.Queued, (await Make.Ticket(app.Database, tickets[2].Id)).Status);
        await using var db = await app.Database.Open();
        var settings = (await Inboxes.SettingsOf(db, desk.Inbox))!;
        await db.ExecuteAsync("update inboxes set cap = 2 where id = @id", new { id = desk.Inbox });
        await Audit.Note(db, ana.Id, AuditAction.Enabled, AuditSubject.Inbox, desk.Inbox, settings.Name, DateTime.UtcNow);

        await Holds(ana, tickets[2]);
    }

    [Fact]
    public async Task A_ticket_that_is_taken_over_makes_room_with_whoever_held_it()
    {
        var (desk, email) = await Automatic("strategy = 'round_robin', cap = 1");
        var ana = await app.Person(email, inboxes: desk.Inbox);
        var lead = await app.Person($"lead{Make.Number()}@convos.test", Role.Supervisor, desk.Inbox);
        await Presences.Choose(app.Database, lead.Id, available: true, DateTime.UtcNow);
        using var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        var (first, next) = (await Make.Ticket(app.Database, desk.Channel, DateTime.UtcNow.AddMinutes(-2)), await Make.Ticket(app.Database, desk.Channel, DateTime.UtcNow.AddMinutes(-1)));
        await Holds(ana, first);
        var (jobs, storage) = (app.Services.GetRequiredService<IRecurringJobManager>(), app.Services.GetRequiredService<JobStorage>());
        // Not by the clock, which is the net below.
        jobs.RemoveIfExists("assignment");

        Assert.Null((await Tickets.Apply(app.Database, TicketMove.TakeOver, lead, first.Id, DateTime.UtcNow)).Refusal);

        await Holds(ana, next);
        Recurring.Register(jobs, storage);
    }

    [Fact]
    public async Task An_unanswered_ticket_counts_down_and_its_holder_may_ask_for_time_once()
    {
        var (desk, email) = await Automatic("rotation_minutes = 5");
        var ana = await app.Person(email, inboxes: desk.Inbox);
        using var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        var ticket = await desk.Held(ana, at: DateTime.UtcNow);
        await Until.True(async () => (await Make.Ticket(app.Database, ticket.Id)).RotatesAt is not null);

        var before = await session.Get($"/inbox/mine/{ticket.Id}");
        await session.Htmx($"/inbox/mine/{ticket.Id}?handler=moretime");
        await Until.True(async () => await Make.Ticket(app.Database, ticket.Id) is { RotatesAt: not null, MayAskForTime: false });
        var after = await session.Get($"/inbox/mine/{ticket.Id}");

        Assert.NotNull(before.Document.QuerySelector("#chat .rotates time"));
        Assert.Equal("Más tiempo", before.Document.QuerySelector($"#time-{ticket.Id}")!.TextContent);
        Assert.NotNull(after.Document.QuerySelector("#chat .rotates time"));
        Assert.Null(after.Document.QuerySelector($"#time-{ticket.Id}"));
    }

    [Fact]
    public async Task Taking_more_than_the_limit_is_done_and_said()
    {
        var (desk, email) = await Automatic("cap = 1");
        await app.Person(email, inboxes: desk.Inbox);
        using var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/unassigned");
        var (first, second) = (await Make.Ticket(app.Database, desk.Channel), await Make.Ticket(app.Database, desk.Channel));

        var within = await session.Htmx($"/inbox/unassigned/{first.Id}?handler=take");
        var beyond = await session.Htmx($"/inbox/unassigned/{second.Id}?handler=take");

        Assert.DoesNotContain("tope", within.Body, StringComparison.Ordinal);
        Assert.Contains("Tienes 2 tickets abiertos", beyond.Body, StringComparison.Ordinal);
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(app.Database, second.Id)).Status);
    }

    [Fact]
    public async Task Whoever_may_not_see_a_ticket_may_not_ask_why()
    {
        var (desk, email) = await Automatic("cap = 1");
        await app.Person(email, inboxes: await Make.Inbox(app.Database));
        using var session = await Session.SignedIn(app, email);

        Assert.Equal(HttpStatusCode.NotFound, (await session.Get($"/inbox/all/{(await Make.Ticket(app.Database, desk.Channel)).Id}/why")).Status);
    }

    private async Task<(Desk Desk, string Email)> Automatic(string settings)
    {
        var desk = await Desk.Open(app.Database);
        await using var db = await app.Database.Open();
        await db.ExecuteAsync($"update inboxes set {settings} where id = @id", new { id = desk.Inbox });
        return (desk, $"person{Make.Number()}@convos.test");
    }

    private Task Holds(Viewer person, Ticket ticket) =>
        Until.True(async () => (await Make.Ticket(app.Database, ticket.Id)).OperatorId == person.Id);
}
