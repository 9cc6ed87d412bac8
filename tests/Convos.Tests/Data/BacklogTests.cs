using Convos.Data;

namespace Convos.Tests;

/// <summary>What waits, as the gauges tell it.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class BacklogTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Each_queue_tells_how_much_waits_and_since_when()
    {
        var desk = await Desk.Open(test.Database);
        await using var db = await test.Database.Open();
        var nothing = await Backlog.Read(db, Make.Noon);
        await InboundEvents.Store(db, desk.Channel.Id, [1], Make.Noon);
        await InboundEvents.Store(db, desk.Channel.Id, [2], Make.Noon.AddSeconds(5));
        var parked = await InboundEvents.Store(db, desk.Channel.Id, [3], Make.Noon);
        await InboundQueue.Park(db, parked, "no", Make.Noon);
        await Make.Ticket(test.Database, desk.Channel);
        var ana = await desk.Operator();
        await desk.Replies(ana, await desk.Held(ana), "hola", Make.Noon.AddSeconds(2));

        var waiting = await Backlog.Read(db, Make.Noon.AddSeconds(10));

        Assert.Equal(new Backlog(0, null, 0, 0, null, 0, 0, Make.Noon), nothing);
        Assert.Equal((2, 1, 1), (waiting.Inbound, waiting.Parked, waiting.Outbox));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(8)), (waiting.InboundLag, waiting.OutboxLag));
        Assert.Equal((1, 1), (waiting.Queued, waiting.Assigned));
    }
}
