using Convos.Data;
using Dapper;
using static Convos.Data.FactKind;

namespace Convos.Tests;

/// <summary>What happens seldom: tickets that are joined and taken apart, blocked, moved, handed over by a bot, sent again.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class SeldomFiguresTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly FactKind[] Replied = [FactKind.FirstReply, FirstTurn, NextTurn, FactKind.Handled, FactKind.Unassigned];

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_waited_in_a_ticket_that_was_joined_is_answered_in_the_other_one()
    {
        var (desk, ana) = await Open();
        var (attended, waits) = await Two(desk, ana);

        await Merges.Join(Database, ana, attended.ContactId, waits.ContactId, FigureDesk.At("Mon 10:05"));
        Assert.Equal(LineState.Us, (await Line(ana, attended)).Parts[^1].State);
        var reply = await desk.Replies(ana, attended, "Mon 10:10");

        Assert.Equal("first_reply 2/2; first_turn 2/2; next_turn 10/10", await desk.Durations(attended, Replied));
        Assert.Equal("", await desk.Durations(waits, Replied));
        await desk.Fails(reply, "Mon 10:11");
        Assert.Equal("first_reply 2/2; first_turn 2/2", await desk.Durations(attended, FactKind.FirstReply, FirstTurn, NextTurn));
        await AsToldAnew(attended, waits);
    }

    [Fact]
    public async Task Taken_apart_again_each_waits_as_it_did()
    {
        var (desk, ana) = await Open();
        var (attended, waits) = await Two(desk, ana);
        await Merges.Join(Database, ana, attended.ContactId, waits.ContactId, FigureDesk.At("Mon 10:05"));
        await using (var db = await Database.Open())
        {
            Assert.Null(await Merges.Undo(Database, ana, (await Merges.Undoable(db, ana, attended.ContactId))!.Id, FigureDesk.At("Mon 10:06")));
        }

        await desk.Does(TicketMove.Take, ana, waits, "Mon 10:07");
        await desk.Replies(ana, waits, "Mon 10:20");
        await desk.Replies(ana, attended, "Mon 10:21");

        Assert.Equal("first_reply 20/20; first_turn 20/20", await desk.Durations(waits, FactKind.FirstReply, FirstTurn, NextTurn));
        Assert.Equal("first_reply 2/2; first_turn 2/2", await desk.Durations(attended, FactKind.FirstReply, FirstTurn, NextTurn));
        await AsToldAnew(attended, waits);
    }

    [Fact]
    public async Task A_block_says_nothing_of_anybodys_work()
    {
        var (desk, ana) = await Open();
        var ticket = await desk.Writes(Desk.Phone(), "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:01");

        await Contacts.Block(Database, ana, ticket.ContactId, "spam", FigureDesk.At("Thu 10:00"));

        Assert.Equal("queue_wait 1/1", await desk.Durations(ticket, [FactKind.QueueWait, .. Replied]));
        var report = await desk.Report();
        Assert.Equal((1, 0, 0), (report.Of(Metric.Blocked).N, report.Of(Metric.LeftUnanswered).N, report.Of(Metric.Handled).N));
    }

    // Whoever closes spam tags it before or after.
    [Fact]
    public async Task What_is_tagged_as_spam_after_its_closing_was_not_abandoned()
    {
        var (desk, ana) = await Open();
        var (spam, other) = (await Tag("Spam"), await Tag("Queja"));
        var ticket = await desk.Writes(Desk.Phone(), "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:01");
        await desk.Does(TicketMove.Close, ana, ticket, "Mon 10:30");
        async Task<long> Abandoned() => (await desk.Report()).Of(Metric.Abandoned).N;
        Assert.Equal(1, await Abandoned());

        await Tags.Add(Database, ana, ticket.Id, other, FigureDesk.At("Mon 10:31"));
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from reckonings where ticket_id = @Id", new { ticket.Id }));
        Assert.Null((await Tags.Add(Database, ana, ticket.Id, spam, FigureDesk.At("Tue 10:00"))).Refusal);
        Assert.Equal(0, await Abandoned());

        await AsToldAnew(ticket);
        Assert.Null((await Tags.Remove(Database, ana, ticket.Id, spam, FigureDesk.At("Wed 10:00"))).Refusal);
        Assert.Equal(1, await Abandoned());
    }

    [Fact]
    public async Task Who_held_it_twice_held_it_for_both_times_and_nobody_for_all_times_between()
    {
        var (desk, ana) = await Open();
        var ticket = await desk.Writes(Desk.Phone(), "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:05");
        await desk.Replies(ana, ticket, "Mon 10:06");
        await desk.Does(TicketMove.Release, ana, ticket, "Mon 10:15");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:40");

        await desk.Does(TicketMove.Close, ana, ticket, "Mon 11:00");

        Assert.Equal("handled 10/10; handled 30/30; unassigned 30/30", await desk.Durations(ticket, FactKind.Handled, FactKind.Unassigned));
    }

    [Fact]
    public async Task What_waits_is_out_of_the_hours_of_the_inbox_in_which_it_waited()
    {
        var (always, ana) = (await FigureDesk.Open(Database, hours: false), await Make.Operator(Database, Role.Admin));
        var desk = await FigureDesk.Open(Database);
        var ticket = await always.Writes(Desk.Phone(), "Sat 10:00");
        await always.Does(TicketMove.Transfer, ana, ticket, "Sat 12:00", toInbox: desk.Desk.Inbox);

        var parts = (await Line(ana, ticket)).Parts;

        Assert.Equal([(LineState.Queue, FigureDesk.At("Sat 10:00")), (LineState.OutOfHours, FigureDesk.At("Sat 12:00"))], parts.Take(2).Select(part => (part.State, part.From)));
    }

    [Fact]
    public async Task What_the_bot_took_is_told_apart()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Make.Noon);
        await desk.Writes(phone, "2", Make.Noon.AddMinutes(2));

        var ticket = await desk.Desk.Ticket(phone);

        Assert.Equal(120, await Make.One<int>(Database, "select seconds from facts where ticket_id = @Id and kind = 'bot'", new { ticket.Id }));
        Assert.Equal(LineState.Bot, (await Line(await Make.Operator(Database, Role.Admin), ticket)).Parts[0].State);
    }

    [Fact]
    public async Task A_reply_that_was_merely_unconfirmed_counts_from_the_first_time()
    {
        var (desk, ana) = await Open();
        var ticket = await desk.Writes(Desk.Phone(), "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:01");
        var reply = await desk.Replies(ana, ticket, "Mon 10:05");
        await Make.One<int>(Database, "update messages set delivery = 'uncertain', unconfirmed = true where id = @Id returning 1", new { reply.Id });

        Assert.Null((await Messages.Retry(Database, ana, reply.Id, FigureDesk.At("Mon 10:20"))).Refusal);

        await desk.Does(TicketMove.Close, ana, ticket, "Mon 11:00");
        Assert.Equal("first_reply 5/5", await desk.Durations(ticket, FactKind.FirstReply));
    }

    [Fact]
    public async Task The_curve_of_one_day_has_its_median_and_the_queue_its_most()
    {
        var (desk, ana) = await Open();
        var ticket = await desk.Writes(Desk.Phone(), "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, ticket, "Mon 10:01");
        await desk.Replies(ana, ticket, "Mon 10:05");
        await Make.One<int>(Database,
            """
            with kept as (
              insert into queue_snapshots (at, taken_at, inbox_id, open, unassigned, pending, oldest) values
                (@at, @at, @Inbox, 3, 1, 2, @at::timestamptz - interval '9 minutes'),
                (@at::timestamptz + interval '1 hour', @at::timestamptz + interval '1 hour', @Inbox, 2, 2, 0, null) returning 1)
            select count(*)::int from kept
            """, new { at = FigureDesk.At("Mon 11:00"), desk.Desk.Inbox });
        var day = new ReportQuery(FigureDesk.Monday, FigureDesk.Monday, FigureDesk.Zone, Inbox: desk.Desk.Inbox);
        Assert.Equal(300, (await desk.ReportOf(day)).Of(Metric.FirstReply).Median);

        var admin = await Make.Operator(Database, Role.Admin, online: false);
        await using var db = await Database.Open();
        Assert.InRange((await Reports.Series(db, admin, day)).Single().FirstReply.Median!.Value, 294, 306);
        Assert.Equal([(3, 1, 2, 540L), (2, 2, 0, null)], (await Reports.Queue(db, admin, day)).Select(point => (point.Open, point.Unassigned, point.Pending, point.Longest)));
        var week = await Reports.Queue(db, admin, day with { To = FigureDesk.Monday.AddDays(6) });
        Assert.Equal([(FigureDesk.At("Mon 00:00"), 3, 2, 2, (long?)540)], week.Select(point => (point.At, point.Open, point.Unassigned, point.Pending, point.Longest)));
    }

    // Ana attends one, answered at 10:02; another customer of the same channel waits since 10:00.
    private static async Task<(Ticket Attended, Ticket Waits)> Two(FigureDesk desk, Viewer ana)
    {
        var attended = await desk.Writes(Desk.Phone(), "Mon 10:00");
        await desk.Does(TicketMove.Take, ana, attended, "Mon 10:01");
        await desk.Replies(ana, attended, "Mon 10:02");
        return (attended, await desk.Writes(Desk.Phone(), "Mon 10:00"));
    }

    private async Task AsToldAnew(params Ticket[] tickets)
    {
        var ids = tickets.Select(ticket => ticket.Id).ToArray();
        Task<string> Told() => Make.One<string>(Database, "select string_agg(to_jsonb(f) - 'id' #>> '{}', E'\\n' order by f.ticket_id, f.at, f.event_id, f.kind) from facts f where f.ticket_id = any(@ids)", new { ids });
        var before = await Told();
        await using (var db = await Database.Open())
        {
            await db.ExecuteAsync("delete from facts where ticket_id = any(@ids); insert into reckonings (ticket_id) select unnest(@ids)", new { ids });
        }

        while (await Facts.CatchUp(Database) > 0)
        {
        }

        Assert.Equal(before, await Told());
    }

    private async Task<TicketLine> Line(Viewer viewer, Ticket ticket) => (await TicketLine.Read(Database, viewer, ticket.Id, FigureDesk.At("Tue+1 10:00")))!;

    private async Task<long> Tag(string name)
    {
        await using var db = await Database.Open();
        return (await Tags.Create(db, name, "", 1, Make.Noon))!.Value;
    }

    private async Task<(FigureDesk Desk, Viewer Ana)> Open()
    {
        var desk = await FigureDesk.Open(Database);
        return (desk, await desk.Desk.Operator());
    }
}
