namespace Convos.Tests;

/// <summary>What happened until now lies behind every page that is opened from now on: none is told of it as of news.</summary>
public static class Past
{
    public static async Task Closed(TestApp app)
    {
        await Told(app);
        // Any transaction of the cluster, another test's too, holds back from where a page is told.
        await Until.True(
            () => Make.One<bool>(app.Database, "select not exists (select from events where xid >= pg_snapshot_xmin(pg_current_snapshot()))"), "The end of all that was under way");
    }

    // A busy machine tells late, and whoever listens by then, too. Twice: what rings is told behind what is shown.
    private static async Task Told(TestApp app)
    {
        var (inbox, email) = (await Make.Inbox(app.Database), $"past{Make.Number()}@convos.test");
        var channel = await app.Channel(inbox);
        await app.Person(email, Convos.Data.Role.Operator, inbox);
        using var session = await Session.SignedIn(app, email);
        await using var stream = await LiveStream.Of(session, "/inbox/all");
        for (var times = 0; times < 2; times++)
        {
            var ticket = await Make.Ticket(app.Database, channel, DateTime.UtcNow);
            await stream.Next(item => item.Data.Contains($"id=\"ticket-{ticket.Id}\"", StringComparison.Ordinal));
        }
    }
}
