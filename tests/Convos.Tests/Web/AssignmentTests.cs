using System.Net;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Assignment as the whole program does it, and as people see it: at once, with its reason, its countdown and its limits.</summary>
public sealed class AssignmentTests(TestApp app) : IClassFixture<TestApp>
{
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

        Assert.DoesNotContain("capacidad", within.Body, StringComparison.Ordinal);
        Assert.Contains("Tienes 2 tickets abiertos", beyond.Body, StringComparison.Ordinal);
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(app.Database, second.Id)).Status);
    }

    [Fact]
    public async Task What_waits_says_why_from_its_head()
    {
        var (desk, email) = await Automatic("strategy = 'round_robin', cap = 0");
        var ana = await app.Person(email, inboxes: desk.Inbox);
        var ticket = await Make.Ticket(app.Database, desk.Channel);
        using var session = await Session.SignedIn(app, email);

        var chat = await session.Get($"/inbox/unassigned/{ticket.Id}");
        var why = await session.Get($"/inbox/unassigned/{ticket.Id}/why");

        Assert.Equal("Sin asignar", chat.Document.QuerySelector($"#why-{ticket.Id}")!.TextContent);
        Assert.Equal("¿Por qué espera?", why.Document.QuerySelector("main h1")!.TextContent);
        Assert.Contains($"{ana.Name}: ", why.Document.QuerySelector("main .why ul")!.TextContent, StringComparison.Ordinal);
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
}
