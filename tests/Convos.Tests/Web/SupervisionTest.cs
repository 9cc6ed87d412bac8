using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What tests of «En vivo» share: inboxes, their people, and who supervises them.</summary>
public abstract class SupervisionTest(TestApp app) : IClassFixture<TestApp>
{
    protected TestApp App => app;

    protected static DateTime Now => DateTime.UtcNow;

    protected async Task<(long Inbox, Channel Channel)> Desk()
    {
        var inbox = await Make.Inbox(app.Database);
        return (inbox, await app.Channel(inbox));
    }

    protected async Task<(Viewer Viewer, string Email)> Operator((long Inbox, Channel Channel) desk, (long Inbox, Channel Channel)? other = null, string name = "ana", bool online = true)
    {
        var email = $"{name}{Make.Number()}@convos.test";
        var viewer = await app.Person(email, Role.Operator, other is { } more ? [desk.Inbox, more.Inbox] : [desk.Inbox]);
        if (online)
        {
            await Presences.Choose(app.Database, viewer.Id, available: true, Now);
        }

        return (viewer, email);
    }

    protected async Task<Session> Supervisor(params long[] inboxes)
    {
        var email = $"lead{Make.Number()}@convos.test";
        await app.Person(email, Role.Supervisor, inboxes);
        return await Session.SignedIn(app, email);
    }

    protected async Task<Session> Admin()
    {
        var email = $"admin{Make.Number()}@convos.test";
        await app.Person(email, Role.Admin);
        return await Session.SignedIn(app, email);
    }

    protected async Task Move(TicketMove move, Viewer viewer, Ticket ticket) =>
        Assert.Null((await Tickets.Apply(app.Database, move, viewer, ticket.Id, Now)).Refusal);

    /// <summary>Twenty minutes before <paramref name="at"/>, else before now: taken after one, answered after four, closed after ten.</summary>
    protected async Task<long> Attended((long Inbox, Channel Channel) desk, Viewer by, DateTime? at = null)
    {
        var ago = (at ?? Now).AddMinutes(-20);
        var ticket = await Make.Ticket(App.Database, desk.Channel, ago);
        // Whatever goes out today must still be allowed to: what fails was no reply.
        await Run("update threads set last_inbound_at = @Now where id = (select thread_id from tickets where id = @Id)", new { ticket.Id, Now });
        Assert.Null((await Tickets.Apply(App.Database, TicketMove.Take, by, ticket.Id, ago.AddMinutes(1))).Refusal);
        Assert.NotNull((await Messages.Reply(App.Database, by, ticket.Id, "hola", Guid.NewGuid(), ago.AddMinutes(4))).Message);
        Assert.Null((await Tickets.Apply(App.Database, TicketMove.Close, by, ticket.Id, ago.AddMinutes(10))).Refusal);
        return ticket.Id;
    }

    protected Task Target(long inbox, int minutes) => Make.Rules(app.Database, inbox, rules => rules with { FirstResponseMinutes = minutes });

    protected async Task Run(string sql, object parameters)
    {
        await using var db = await app.Database.Open();
        Assert.Equal(1, await db.ExecuteAsync(sql, parameters));
    }
}
