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

    protected Task Target(long inbox, int minutes) => Make.Rules(app.Database, inbox, rules => rules with { FirstResponseMinutes = minutes });

    protected async Task Run(string sql, object parameters)
    {
        await using var db = await app.Database.Open();
        Assert.Equal(1, await db.ExecuteAsync(sql, parameters));
    }
}
