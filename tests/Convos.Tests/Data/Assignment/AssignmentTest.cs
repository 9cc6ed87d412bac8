using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What tests of assignment share: an inbox with its rule, and who holds what.</summary>
public abstract class AssignmentTest(TestDatabase test) : IClassFixture<TestDatabase>
{
    protected static readonly DateTime Now = Make.Noon.AddMinutes(5);

    protected Database Database => test.Database;

    /// <summary>An inbox that gives so; <paramref name="settings"/> are more of its columns.</summary>
    protected async Task<Desk> Automatic(Strategy strategy, string? settings = null)
    {
        var desk = await Desk.Open(Database);
        await Run($"update inboxes set strategy = @strategy{(settings is null ? "" : $", {settings}")} where id = @inbox", new { strategy = strategy.Name(), inbox = desk.Inbox });
        return desk;
    }

    protected async Task HandOutAll(Desk desk, DateTime? at = null)
    {
        while (await Assignments.HandOut(Database, desk.Inbox, () => at ?? Now) > 0)
        {
            // The next.
        }
    }

    protected async Task<long?[]> Holders(IEnumerable<Ticket> tickets)
    {
        var holders = new List<long?>();
        foreach (var ticket in tickets)
        {
            holders.Add((await Make.Ticket(Database, ticket.Id)).OperatorId);
        }

        return [.. holders];
    }

    protected async Task<AssignmentLine> Why(Viewer viewer, Ticket ticket)
    {
        await using var db = await Database.Open();
        return (await Assignments.Of(db, viewer, ticket.Id))[0];
    }

    protected async Task Run(string sql, object parameters)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync(sql, parameters);
    }

    protected async Task Balanced()
    {
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }
}
