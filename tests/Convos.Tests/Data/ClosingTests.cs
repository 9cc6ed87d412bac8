using Convos.Data;

namespace Convos.Tests;

/// <summary>What an inbox asks at closing: the database refuses a closing that does not answer it.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ClosingTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(null, null, RefusalReason.NeedsObservation)]
    [InlineData("Resuelto", " ", RefusalReason.NeedsObservation)]
    [InlineData("Otro", "listo", RefusalReason.UnknownReason)]
    public async Task A_closing_without_what_the_inbox_asks_is_refused_and_leaves_the_ticket_open(string? reason, string? observation, RefusalReason refused)
    {
        var (ana, ticket) = await Held(requires: true);

        var result = await Close(ana, ticket, Closing.Of(reason, observation));

        Assert.Equal(refused, result.Refusal?.Reason);
        Assert.Equal("assigned", await Status(ticket));
    }

    [Fact]
    public async Task Where_no_observation_is_asked_a_reason_that_is_unknown_is_refused_as_such()
    {
        var (ana, ticket) = await Held(requires: false);

        var result = await Close(ana, ticket, Closing.Of("Otro", null));

        Assert.Equal(RefusalReason.UnknownReason, result.Refusal?.Reason);
    }

    [Fact]
    public void The_line_ends_that_a_browser_sends_count_once()
    {
        var lines = string.Join("\r\n", Enumerable.Repeat("a", Closing.Longest / 2));

        Assert.False(Closing.Of(null, lines).IsTooLong);
        Assert.True(Closing.Of(null, lines + "\r\nb").IsTooLong);
    }

    [Fact]
    public async Task What_was_said_at_closing_stays_with_the_ticket_and_its_event()
    {
        var (ana, ticket) = await Held(requires: true);

        var result = await Close(ana, ticket, Closing.Of("Resuelto", "  Pidió factura A. "));

        Assert.Equal(("Resuelto", "Pidió factura A."), (result.Ticket?.ClosingReason, result.Ticket?.Observation));
        Assert.Equal("Resuelto/Pidió factura A.", await Make.One<string>(test.Database,
            "select data ->> 'reason' || '/' || (data ->> 'observation') from events where ticket_id = @ticket and kind = 'closed'", new { ticket }));
    }

    [Fact]
    public async Task Where_nothing_is_asked_nothing_is_needed()
    {
        var (ana, ticket) = await Held(requires: false);

        var result = await Close(ana, ticket, null);

        Assert.Null(result.Refusal);
        Assert.Equal("closed", await Status(ticket));
    }

    private async Task<(Viewer Ana, long Ticket)> Held(bool requires)
    {
        var inbox = await Make.Inbox(test.Database);
        var ana = await Make.Operator(test.Database, inboxes: inbox);
        var settings = new InboxSettings($"Inbox with rules {inbox}", "", 1, true, TimeSpan.FromHours(24), true, requires, ["Resuelto", "Sin stock"]);
        var members = new Dictionary<long, InboxDuty> { [ana.Id] = InboxDuty.Attends };
        Assert.Null((await Inboxes.Save(test.Database, ana.Id, inbox, settings, members, Make.Noon)).Problem);
        var channel = await Make.Channel(test.Database, inbox);
        await Make.Arrives(test.Database, channel, Make.Noon, Make.Text($"+54911555{Make.Number():D5}", "hola"));
        var ticket = await Make.One<long>(test.Database, "select id from tickets where inbox_id = @inbox", new { inbox });
        Assert.Null((await Tickets.Apply(test.Database, TicketMove.Take, ana, ticket, Make.Noon)).Refusal);
        return (ana, ticket);
    }

    private Task<MoveResult> Close(Viewer viewer, long ticket, Closing? closing) =>
        Tickets.Apply(test.Database, TicketMove.Close, viewer, ticket, Make.Noon.AddMinutes(5), closing: closing);

    private Task<string> Status(long ticket) => Make.One<string>(test.Database, "select status from tickets where id = @ticket", new { ticket });
}
