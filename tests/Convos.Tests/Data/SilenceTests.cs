using System.Text.Json;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>A customer who does not answer is warned once and their ticket closed; whoever answers, or waits for us, never.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class SilenceTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Answered = Noon.AddMinutes(10);
    private static readonly DateTime Warned = Answered.AddHours(3.5);
    private static readonly DateTime Over = Answered.AddHours(4);

    private Database Database => test.Database;

    [Fact]
    public async Task Half_an_hour_before_they_are_warned_once_and_then_the_system_closes_and_the_chat_says_why()
    {
        var (desk, ana, ticket) = await Silent();

        await Run(Warned.AddSeconds(-1));
        Assert.Empty(await Said(ticket));
        await Run(Warned);
        await Run(Warned.AddMinutes(10));
        Assert.Equal([$"{ticket.ContactName}, ¿sigues ahí?"], await Said(ticket));
        await Run(Over.AddSeconds(-1));
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(Database, ticket.Id)).Status);
        await Run(Over);
        await Run(Over.AddMinutes(1));

        var closed = await Make.Ticket(Database, ticket.Id);
        Assert.Equal((TicketStatus.Closed, null, Over), (closed.Status, closed.OperatorId, closed.ClosedAt));
        var data = JsonDocument.Parse(await Make.One<string>(Database,
            "select data::text from events where ticket_id = @Id and kind = 'closed' and actor_id is null", new { ticket.Id })).RootElement;
        Assert.Equal(("silence", ana.Id), (data.GetProperty("by").GetString(), data.GetProperty("from_operator").GetInt64()));
        await using var db = await Database.Open();
        Assert.Equal("silence", (await Happenings.Between(db, ana, ticket.ThreadId, null, null))[^1].By);
        Assert.Empty(await TicketCounters.Differences(db));
        await desk.Arrives(Over.AddHours(1), Make.Text(ticket.ContactPhone!, "perdón", Over.AddHours(1)));
        Assert.Equal((ticket.Id, TicketStatus.Assigned), ((await desk.Ticket(ticket.ContactPhone!)).Id, (await Make.Ticket(Database, ticket.Id)).Status));
    }

    [Fact]
    public async Task An_answer_ends_the_silence_and_the_next_one_is_warned_of_anew()
    {
        var (desk, ana, ticket) = await Silent();
        await Run(Warned);

        await desk.Arrives(Warned.AddMinutes(5), Make.Text(ticket.ContactPhone!, "acá estoy", Warned.AddMinutes(5)));
        await Run(Over.AddHours(2));
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(Database, ticket.Id)).Status);
        await desk.Replies(ana, ticket, "¡Perfecto!", Over.AddHours(2));
        await Run(Over.AddHours(5.5));

        Assert.Equal(2, (await Said(ticket)).Length);
        await Run(Over.AddHours(6));
        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(Database, ticket.Id)).Status);
    }

    [Fact]
    public async Task What_waits_for_us_is_never_closed_nor_what_nobody_could_read_nor_what_was_only_opened()
    {
        var (desk, ana, failed) = await Silent();
        var waiting = await desk.Held(ana, at: Noon);
        var noted = await desk.Held(ana, at: Noon);
        await Messages.Note(Database, ana, noted.Id, "llamar", Guid.NewGuid(), Answered);
        await DialogueDesk.EmptyOutbox(Database);
        var reply = await desk.Replies(ana, failed, "¿Sigues ahí?", Answered.AddMinutes(1));
        await Outbox.Failed(Database, (await desk.Claim(Answered.AddMinutes(1)))!, "131026 · x", Answered.AddMinutes(1));

        await Run(Over.AddHours(30));

        Assert.Equal(Delivery.Failed, (await desk.Message(reply.Id)).Delivery);
        foreach (var one in new[] { failed, waiting, noted })
        {
            Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(Database, one.Id)).Status);
            Assert.Empty(await Said(one));
        }
    }

    [Fact]
    public async Task Outside_the_24_hours_nothing_is_said_and_it_closes_all_the_same()
    {
        var (_, _, ticket) = await Silent(hours: 30);

        await Run(Answered.AddHours(29.9));
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(Database, ticket.Id)).Status);
        await Run(Answered.AddHours(30));

        Assert.Empty(await Said(ticket));
        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(Database, ticket.Id)).Status);
    }

    [Fact]
    public async Task A_clock_that_is_late_warns_first_and_closes_half_an_hour_after()
    {
        var (_, _, ticket) = await Silent();

        await Run(Over.AddHours(5));
        Assert.Equal((1, TicketStatus.Assigned), ((await Said(ticket)).Length, (await Make.Ticket(Database, ticket.Id)).Status));
        await Run(Over.AddHours(5.5));

        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(Database, ticket.Id)).Status);
    }

    [Fact]
    public async Task Words_that_have_not_left_are_not_answered_by_silence()
    {
        var (_, _, ticket) = await Silent(warning: "");

        // The channel has taken nothing for hours.
        await Tickets.CloseSilent(Database, Over.AddHours(2));

        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(Database, ticket.Id)).Status);
    }

    [Fact]
    public async Task A_message_that_is_being_taken_in_at_that_moment_wins()
    {
        var (desk, _, ticket) = await Silent(warning: "");
        await Left(Over);
        var (stored, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var arrives = Database.InTransaction(async db =>
        {
            await Ingest.Apply(db, desk.Channel, [Make.Text(ticket.ContactPhone!, "acá estoy", Over)], Over);
            stored.TrySetResult();
            await go.Task;
            return true;
        });
        await stored.Task;

        var closes = Tickets.CloseSilent(Database, Over);
        await desk.Waiting(1);
        go.SetResult();
        await arrives;

        Assert.Equal(0, await closes);
        Assert.Equal((TicketStatus.Assigned, Over), ((await Make.Ticket(Database, ticket.Id)).Status, (await Make.Ticket(Database, ticket.Id)).AwaitingSince));
    }

    [Fact]
    public async Task A_ticket_that_somebody_reopens_begins_its_silence_anew()
    {
        var (_, ana, ticket) = await Silent(warning: "");
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Over.AddMinutes(-30));
        await Tickets.Apply(Database, TicketMove.Reopen, ana, ticket.Id, Over.AddMinutes(-10));

        await Run(Over.AddHours(3));
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(Database, ticket.Id)).Status);
        await Run(Over.AddMinutes(-10).AddHours(4));

        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(Database, ticket.Id)).Status);
    }

    [Fact]
    public async Task A_warning_that_has_not_left_is_taken_back_when_they_answer()
    {
        var (desk, _, ticket) = await Silent();
        await DialogueDesk.EmptyOutbox(Database);
        await Run(Warned);
        await desk.Arrives(Warned.AddSeconds(5), Make.Text(ticket.ContactPhone!, "sí", Warned.AddSeconds(5)));

        await Run(Warned.AddSeconds(10));

        Assert.Null(await desk.Claim(Warned.AddSeconds(10)));
        Assert.Equal((Delivery.Failed, Outbox.Withdrawn), await Made());

        async Task<(Delivery, string?)> Made()
        {
            var warning = (await desk.Chat(ticket.ContactPhone!)).Single(message => message.Author == Author.Bot);
            return (warning.Delivery, warning.Failure);
        }
    }

    // Ana holds it and has answered.
    private async Task<(Desk Desk, Viewer Ana, Ticket Ticket)> Silent(int hours = 4, string warning = "{{contacto.nombre}}, ¿sigues ahí?")
    {
        var desk = await Desk.Open(Database);
        await Make.Rules(Database, desk.Inbox, rules => rules with { AutoCloseHours = hours, AutoCloseWarning = warning, AutoCloseWarningMinutes = 30 });
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone, Noon);
        await desk.Replies(ana, ticket, "¿Te sirve?", Answered);
        return (desk, ana, (await Make.Ticket(Database, ticket.Id)) with { ContactPhone = phone });
    }

    private async Task Run(DateTime at)
    {
        await Left(at);
        await SilenceWarnings.Say(Database, at);
        await Tickets.CloseSilent(Database, at);
    }

    // What operators had said by then has left.
    private async Task Left(DateTime by)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync("update messages set delivery = 'sent' where author = 'operator' and delivery = 'queued' and sent_at < @by", new { by });
    }

    private Task<string[]> Said(Ticket ticket) =>
        Make.One<string[]>(Database, "select coalesce(array_agg(body order by id), '{}') from messages where ticket_id = @Id and author = 'bot'", new { ticket.Id });
}
