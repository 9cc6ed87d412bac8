using Convos.Data;

namespace Convos.Tests;

/// <summary>«Deshacer»: a closing that was taken back has never been, for anybody and for any figure.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class UndoCloseTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Closed = Noon.AddMinutes(10);
    private static readonly DateTime Undone = Closed.AddSeconds(4);

    private Database Database => test.Database;

    [Fact]
    public async Task All_that_the_ticket_was_before_the_closing_it_is_again()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var before = await desk.Held(ana);
        await Close(ana, before, "Listo");

        var undone = await Undo(ana, before);

        Assert.Null(undone.Refusal);
        Assert.Equal(before with { Version = 0 }, undone.Ticket! with { Version = 0 });
        Assert.NotNull(undone.Ticket!.AwaitingSince);
        Assert.Equal((1, 1), await Counted(ana, desk.Inbox));
        await Balanced();
    }

    [Fact]
    public async Task The_log_knows_no_closing_and_no_reopening_only_what_was_undone()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Close(ana, ticket);

        await Undo(ana, ticket);

        Assert.Equal("opened received taken closed_void close_undone", await Kinds(ticket));
    }

    [Fact]
    public async Task A_ticket_that_waited_waits_again_and_one_that_a_supervisor_closed_goes_back_to_who_held_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, lead) = (await desk.Operator(), await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox));
        var waiting = await Make.Ticket(Database, desk.Channel);
        var held = await desk.Held(ana);
        await Close(lead, waiting);
        await Close(lead, held);

        var first = await Undo(lead, waiting);
        var second = await Undo(lead, held);

        Assert.Equal((TicketStatus.Queued, null), (first.Ticket!.Status, first.Ticket.OperatorId));
        Assert.Equal((TicketStatus.Assigned, (long?)ana.Id), (second.Ticket!.Status, second.Ticket.OperatorId));
        Assert.Equal((1, 1), await Counted(ana, desk.Inbox));
        await Balanced();
    }

    [Fact]
    public async Task The_reason_and_observation_of_an_earlier_closing_stand_again()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(2), closing: new Closing(null, "La primera"));
        await Tickets.Apply(Database, TicketMove.Reopen, ana, ticket.Id, Noon.AddMinutes(4));
        await Close(ana, ticket, "La segunda");

        var undone = await Undo(ana, ticket);

        Assert.Equal("La primera", undone.Ticket!.Observation);
    }

    [Fact]
    public async Task Undone_twice_is_undone_once()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Close(ana, ticket);

        var both = await Task.WhenAll(Undo(ana, ticket), Undo(ana, ticket));

        Assert.All(both, one => Assert.Null(one.Refusal));
        Assert.Equal("opened received taken closed_void close_undone", await Kinds(ticket));
        Assert.Equal((1, 1), await Counted(ana, desk.Inbox));
    }

    [Fact]
    public async Task Nobody_but_who_closed_it_can_undo_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, lead) = (await desk.Operator(), await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox));
        var ticket = await desk.Held(ana);
        await Close(ana, ticket);

        var refused = await Undo(lead, ticket);

        Assert.Equal(RefusalReason.UndoNotYours, refused.Refusal?.Reason);
        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(Database, ticket.Id)).Status);
    }

    [Theory]
    [InlineData(7.9, null)]
    [InlineData(8.0, RefusalReason.UndoTooLate)]
    public async Task It_is_late_when_the_seconds_and_the_way_of_the_last_press_are_over(double seconds, RefusalReason? refused)
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Close(ana, ticket);

        var result = await Tickets.UndoClose(Database, ana, ticket.Id, Closed.AddSeconds(seconds));

        Assert.Equal(refused, result.Refusal?.Reason);
    }

    [Fact]
    public async Task Whoever_is_no_disponible_by_now_can_undo_and_whoever_is_disabled_cannot()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var (hers, his) = (await desk.Held(ana), await desk.Held(bruno));
        await Close(ana, hers);
        await Close(bruno, his);
        await Presences.Choose(Database, ana.Id, available: false, Closed.AddSeconds(1));
        await Make.One<int>(Database, "with gone as (update operators set available = false, disabled_at = @Closed where id = @id returning 1) select count(*)::int from gone", new { Closed, id = bruno.Id });

        var allowed = await Undo(ana, hers);
        var refused = await Undo(bruno, his);

        Assert.Null(allowed.Refusal);
        Assert.NotNull(refused.Refusal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_the_customers_message_and_the_undoing_the_first_to_come_is_the_first_served(bool messageFirst)
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        await Close(ana, ticket);
        Task Arrive() => desk.Arrives(Undone, Make.Text(phone, "¡esperá!", Undone));
        Task<MoveResult> undoing;
        Task arriving;

        await using (await desk.HoldsThread(ticket))
        {
            arriving = messageFirst ? Arrive() : Task.CompletedTask;
            await desk.Waiting(messageFirst ? 1 : 0);
            undoing = Undo(ana, ticket);
            await desk.Waiting(messageFirst ? 2 : 1);
            arriving = messageFirst ? arriving : Arrive();
            await desk.Waiting(2);
        }

        await arriving;
        var result = await undoing;
        var after = await desk.Ticket(phone);
        Assert.Equal(messageFirst ? RefusalReason.WroteMeanwhile : null, result.Refusal?.Reason);
        Assert.Equal((ticket.Id, TicketStatus.Assigned, messageFirst ? Undone : Noon), (after.Id, after.Status, after.AwaitingSince));
        Assert.Equal(
            messageFirst ? "opened received taken closed reopened received" : "opened received taken closed_void close_undone received", await Kinds(ticket));
        await Balanced();
    }

    [Fact]
    public async Task Beside_a_ticket_that_was_born_meanwhile_it_stays_closed()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        await Make.One<int>(Database, "with strict as (update inboxes set grace = interval '0' where id = @id returning 1) select count(*)::int from strict", new { id = desk.Inbox });
        var ticket = await desk.Held(ana, phone);
        await Close(ana, ticket);
        await desk.Arrives(Undone, Make.Text(phone, "otra cosa", Undone));

        var refused = await Undo(ana, ticket);

        var young = await desk.Ticket(phone);
        Assert.NotEqual(ticket.Id, young.Id);
        Assert.Equal((RefusalReason.OtherOpenTicket, (long?)young.Id), (refused.Refusal!.Reason, refused.Refusal.TicketId));
    }

    [Fact]
    public async Task A_reply_that_fails_afterwards_finds_the_customer_waiting_since_before_the_closing_that_never_was()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await desk.Replies(ana, ticket, "Ya te digo", Noon.AddMinutes(1));
        var sending = (await desk.Claim(Noon.AddMinutes(1)))!;
        await Close(ana, ticket);
        var undone = await Undo(ana, ticket);

        await Outbox.Failed(Database, sending, "131026 · no", Undone.AddSeconds(1));

        Assert.Null(undone.Ticket!.AwaitingSince);
        Assert.Equal(Noon, (await Make.Ticket(Database, ticket.Id)).AwaitingSince);
    }

    [Fact]
    public async Task A_reply_that_failed_while_it_was_closed_leaves_the_customer_waiting_once_it_is_undone()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await desk.Replies(ana, ticket, "Ya te digo", Noon.AddMinutes(1));
        var sending = (await desk.Claim(Noon.AddMinutes(1)))!;
        await Close(ana, ticket);
        await Outbox.Failed(Database, sending, "131026 · no", Closed.AddSeconds(2));

        var undone = await Undo(ana, ticket);

        Assert.Equal(Noon, undone.Ticket!.AwaitingSince);
    }

    [Fact]
    public async Task A_ticket_that_is_reopened_by_hand_waits_for_nothing_that_its_closing_answered()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Close(ana, ticket);

        var reopened = await Tickets.Apply(Database, TicketMove.Reopen, ana, ticket.Id, Closed.AddMinutes(1));

        Assert.Null(reopened.Ticket!.AwaitingSince);
    }

    [Fact]
    public async Task Many_closings_are_undone_by_one_press_and_those_that_cannot_be_are_told()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var (one, other) = (await desk.Held(ana), await desk.Held(ana));
        await Close(ana, one);
        await Tickets.Apply(Database, TicketMove.Close, ana, other.Id, Noon.AddMinutes(1));

        var outcome = await Bulk.Apply(Database, BulkAct.UndoClose, ana, [one.Id, other.Id], Undone);

        Assert.Equal(1, outcome.Done);
        Assert.Equal((other.Id, RefusalReason.UndoTooLate), (outcome.Refused.Single().TicketId, outcome.Refused.Single().Refusal.Reason));
    }

    private async Task Close(Viewer viewer, Ticket ticket, string? observation = null) =>
        Assert.Null((await Tickets.Apply(Database, TicketMove.Close, viewer, ticket.Id, Closed, closing: new Closing(null, observation))).Refusal);

    private Task<MoveResult> Undo(Viewer viewer, Ticket ticket) => Tickets.Apply(Database, TicketMove.UndoClose, viewer, ticket.Id, Undone);

    private Task<string> Kinds(Ticket ticket) =>
        Make.One<string>(Database, "select string_agg(kind, ' ' order by id) from events where ticket_id = @id", new { id = ticket.Id });

    private Task<(int, int)> Counted(Viewer viewer, long inbox) => Make.One<(int, int)>(Database,
        "select o.open_count, oi.open_count from operators o join operator_inboxes oi on oi.operator_id = o.id where o.id = @id and oi.inbox_id = @inbox",
        new { id = viewer.Id, inbox });

    private async Task Balanced()
    {
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }
}
