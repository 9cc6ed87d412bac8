using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using Convos.Data;

namespace Convos.Tests;

/// <summary>The main job by posts and reloads, as a browser without JavaScript does it.</summary>
public sealed class InboxTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Without_javascript_an_operator_takes_answers_finishes_and_reopens()
    {
        var (inbox, channel) = await Desk();
        var ana = await Somebody(inbox);
        using var session = await Session.SignedIn(app, ana);
        var phone = app.Graph.Graph.Phone(channel.AccountId, $"549115{Make.Number():D7}", "Cliente");
        phone.Write("Hola, ¿tienen stock?");
        var ticket = await Eventually(async () =>
        {
            var page = await session.Get("/inbox/unassigned");
            return page.Document.QuerySelector("#tickets li[data-status=queued] a")?.GetAttribute("href")?.Split('/')[^1];
        });

        Assert.Equal(HttpStatusCode.SeeOther, (await session.Post($"/inbox/unassigned/{ticket}?handler=take")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await session.Post(
            $"/inbox/mine/{ticket}?handler=reply", ("body", "¡Hola! Sí, quedan tres."), ("clientKey", Guid.NewGuid().ToString()))).Status);
        var delivered = await Eventually(async () =>
            (await session.Get($"/inbox/mine/{ticket}")).Document.QuerySelector("li[data-author=operator][data-delivery=delivered]"));
        Assert.Contains("Sí, quedan tres.", delivered.TextContent, StringComparison.Ordinal);
        await session.Post($"/inbox/mine/{ticket}/close");
        Assert.Equal("closed", await StatusOf(session, ticket));
        await session.Post($"/inbox/all/{ticket}?handler=reopen");
        Assert.Equal("assigned", await StatusOf(session, ticket));
    }

    [Fact]
    public async Task Opening_a_held_ticket_marks_it_read_for_the_customer_from_the_own_tray_alone()
    {
        var (inbox, channel) = await Desk();
        var ana = await Somebody(inbox);
        using var session = await Session.SignedIn(app, ana);
        await session.Get("/inbox/mine");
        var phone = app.Graph.Graph.Phone(channel.AccountId, $"549115{Make.Number():D7}", "Cliente");
        phone.Write("Hola, ¿tienen stock?");
        var ticket = await Eventually(async () => (await session.Get("/inbox/unassigned")).Document
            .QuerySelector("#tickets li[data-status=queued] a")?.GetAttribute("href")?.Split('/')[^1]);
        await session.Get($"/inbox/unassigned/{ticket}");
        await session.Post($"/inbox/unassigned/{ticket}?handler=take");
        await session.Get($"/inbox/all/{ticket}");
        Assert.Equal(0, await Make.One<long>(
            app.Database, "select count(*) from read_receipts where thread_id = (select thread_id from tickets where id = @id)", new { id = long.Parse(ticket, CultureInfo.InvariantCulture) }));

        await session.Get($"/inbox/mine/{ticket}");

        await Until.True(() => phone.Chat is [{ State: Convos.Web.BubbleState.Read }], "The blue ticks");
    }

    [Theory]
    [InlineData("take", "?handler=take")]
    [InlineData("release", "?handler=release")]
    [InlineData("close", "/close")]
    [InlineData("reply", "?handler=reply")]
    [InlineData("reopen", "?handler=reopen")]
    public async Task Each_of_the_five_actions_replayed_while_no_disponible_is_refused_with_a_sentence(string action, string post)
    {
        var (inbox, channel) = await Desk();
        var ana = await Somebody(inbox);
        using var session = await Session.SignedIn(app, ana);
        await session.Get("/inbox/mine");
        var viewer = await ViewerOf(ana);
        var ticket = await Make.Ticket(app.Database, channel, DateTime.UtcNow.AddMinutes(-5));
        if (action != "take")
        {
            await Tickets.Apply(app.Database, TicketMove.Take, viewer, ticket.Id, DateTime.UtcNow);
        }

        if (action == "reopen")
        {
            await Tickets.Apply(app.Database, TicketMove.Close, viewer, ticket.Id, DateTime.UtcNow);
        }

        await session.Post("/presence?handler=choose&available=false");
        var before = await Make.Ticket(app.Database, ticket.Id);

        var refused = await session.Htmx($"/inbox/all/{ticket.Id}{post}", ("body", "hola"), ("clientKey", Guid.NewGuid().ToString()));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("En línea", refused.Body, StringComparison.Ordinal);
        Assert.Equal(before, await Make.Ticket(app.Database, ticket.Id));
    }

    private async Task<(long Inbox, Channel Channel)> Desk()
    {
        var inbox = await Make.Inbox(app.Database);
        return (inbox, await app.Channel(inbox));
    }

    private async Task<string> Somebody(long inbox)
    {
        var email = $"ana{Make.Number()}@convos.test";
        await app.Person(email, Role.Operator, inbox);
        return email;
    }

    private async Task<Viewer> ViewerOf(string email)
    {
        await using var db = await app.Database.Open();
        var person = (await Operators.ByEmail(db, email))!;
        return (await Operators.Viewers(db, [person.Id]))[person.Id];
    }

    private static async Task<string?> StatusOf(Session session, string ticket) =>
        (await session.Get($"/inbox/all/{ticket}")).Document.QuerySelector($"#head-{ticket}")?.GetAttribute("data-status");

    private static async Task<T> Eventually<T>(Func<Task<T?>> look) where T : class
    {
        T? found = null;
        await Until.True(async () => (found = await look()) is not null);
        return found!;
    }
}
