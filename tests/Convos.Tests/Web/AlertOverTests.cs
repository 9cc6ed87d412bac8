using System.Text.Json;
using Convos.Data;
using Convos.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>From whom that what rang is taken back: all who may have been told of it, also those who see the ticket no more.</summary>
public sealed class AlertOverTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("taken", false)]
    [InlineData("taken_over", false)]
    [InlineData("closed", false)]
    [InlineData("close_undone", false)]
    [InlineData("assigned", false)]
    [InlineData("rotated", false)]
    [InlineData("left", false)]
    [InlineData("released", false)]
    [InlineData("returned", false)]
    [InlineData("transferred", true)]
    [InlineData("moved", true)]
    public async Task Whatever_moves_a_ticket_ends_it_for_everybody_but_its_receiver_where_it_is_and_where_it_was(string kind, bool leaves)
    {
        var (from, to) = (await Make.Inbox(app.Database), await Make.Inbox(app.Database));
        var (there, gives, receives, elsewhere) = (await Person(from), await Person(await Make.Inbox(app.Database)), await Person(to), await Person(await Make.Inbox(app.Database)));
        var happened = Event(kind, leaves ? to : from, receives.Viewer.Id, leaves ? from : null, leaves ? gives.Viewer.Id : null);

        await Ringing().Tell([happened], [there, gives, receives, elsewhere], default);

        Assert.Equal([true, leaves, false, false], new[] { there, gives, receives, elsewhere }.Select(Over));
    }

    [Fact]
    public async Task Who_held_a_ticket_that_somebody_else_released_keeps_nothing_of_it()
    {
        var holder = await Person(await Make.Inbox(app.Database));
        var inbox = await Make.Inbox(app.Database);

        await Ringing().Tell([Event("released", inbox, null, inbox, holder.Viewer.Id)], [holder], default);

        Assert.True(Over(holder));
    }

    [Fact]
    public async Task A_queued_ticket_that_goes_to_another_inbox_is_taken_back_from_the_one_and_rings_in_the_other()
    {
        var (from, to) = (await Make.Inbox(app.Database), await Make.Inbox(app.Database));
        var (stays, receives, mover) = (await Person(from), await Person(to), await Person(from, to));
        var ticket = await Make.Ticket(app.Database, await app.Channel(from), DateTime.UtcNow);
        var position = await Position();

        Assert.Null((await Tickets.Apply(app.Database, TicketMove.Transfer, mover.Viewer, ticket.Id, DateTime.UtcNow, toInbox: to)).Refusal);
        await using var db = await app.Database.Open();
        await Ringing().Tell(await Events.Since(db, position, 100), [stays, receives], default);

        Assert.Equal(["alert-over"], Items(stays));
        Assert.Equal(["alert-over", "alert"], Items(receives));
    }

    // Two threads of one customer were joined, and the ticket that ended waited for anybody.
    [Fact]
    public void Where_a_ticket_stood_that_nobody_held_is_read_though_the_event_says_nothing_of_a_holder()
    {
        Assert.Equal((5L, null), Change.Before(Event("closed", 5, null, null, null) with { Data = """{"from_inbox": 5, "from_status": "queued"}""" }));
        Assert.Null(Change.Before(Event("noted", 5, null, null, null) with { Data = null }));
    }

    private static Event Event(string kind, long inbox, long? receiver, long? fromInbox, long? fromOperator) => new(
        0, "0", DateTime.UtcNow, kind, 1, 1, 1, inbox, receiver, null, null, JsonSerializer.Serialize(new { from_inbox = fromInbox, from_operator = fromOperator }));

    private Ringing Ringing() => new(
        app.Database, app.Services.GetRequiredService<LiveHub>(), app.Services.GetRequiredService<IStringLocalizer<Texts>>(), TimeProvider.System, NullLogger<Ringing>.Instance);

    private static bool Over(Subscriber page) => Items(page).SequenceEqual(["alert-over"]);

    private static List<string?> Items(Subscriber page)
    {
        var items = new List<string?>();
        while (page.Items.TryRead(out var one))
        {
            items.Add(one.Item.EventType);
        }

        return items;
    }

    private async Task<Subscriber> Person(params long[] inboxes) =>
        new(await Make.Operator(app.Database, at: DateTime.UtcNow.AddMinutes(-5), inboxes: inboxes), Guid.NewGuid(), new Showing(null, null));

    private async Task<Watermark> Position()
    {
        await using var db = await app.Database.Open();
        return await Events.Watermark(db);
    }
}
