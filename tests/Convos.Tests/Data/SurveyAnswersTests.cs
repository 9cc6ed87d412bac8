using Convos.Data;

namespace Convos.Tests;

/// <summary>What customers say to a survey: the first clear answer within a day is a score, all else is a message.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class SurveyAnswersTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    // Minute 5; the inbox asks, and reopens nothing.
    private async Task<(DialogueDesk Dialogue, SurveyDesk Desk, Ticket Ticket, string Phone)> ClosedAfterItsDialogue()
    {
        var dialogue = await DialogueDesk.Open(Database);
        var phone = Desk.Phone();
        await Make.Rules(Database, dialogue.Desk.Inbox, rules => rules with { Survey = "¿Del 1 al 5?", Grace = TimeSpan.Zero });
        var desk = new SurveyDesk(dialogue.Desk, await dialogue.Desk.Operator());
        await desk.Writes(phone, "hola", -2);
        await desk.Writes(phone, "3", -1);
        var ticket = await desk.Desk.Ticket(phone);
        await Convos.Data.Tickets.Apply(Database, TicketMove.Take, desk.Ana, ticket.Id, SurveyDesk.At(0));
        await desk.Desk.Replies(desk.Ana, ticket, "Listo", SurveyDesk.At(1));
        await desk.Closes(ticket, 5);
        return (dialogue, desk, ticket, phone);
    }

    private Database Database => test.Database;

    [Fact]
    public async Task A_clear_answer_rates_the_closing_and_the_ticket_stays_closed_with_nothing_that_waits()
    {
        var desk = await SurveyDesk.Open(Database, thanks: "¡Gracias, {{contacto.nombre}}!");
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);

        await desk.Writes(phone, "5", 10);

        var now = await Make.Ticket(Database, ticket.Id);
        Assert.Equal(("5", TicketStatus.Closed, null, "Listo"), (await desk.Scores(ticket), now.Status, now.AwaitingSince, now.LastPreview));
        Assert.Equal((SurveyDesk.At(10).AddHours(24), SurveyDesk.At(10)), (now.WindowClosesAt, await LastInbound(ticket)));
        Assert.Equal($"¡Gracias, {ticket.ContactName}!", (await desk.Said(ticket))[^1]);
        Assert.Equal("opened received taken replied closed said survey_sent rated said", await Log(ticket));
        Assert.Equal(1, await Tickets(ticket));
        Assert.Equal("5", (await desk.Desk.Chat(phone)).Last(message => message.Author == Author.Contact).Body);
    }

    [Theory]
    [InlineData("late")]
    [InlineData("written before the question")]
    [InlineData("unclear")]
    [InlineData("after another message")]
    [InlineData("in quoting another message")]
    [InlineData("a picture")]
    [InlineData("to a question that failed")]
    public async Task Anything_else_is_a_message_as_always(string what)
    {
        var desk = await SurveyDesk.Open(Database, rules: settings => settings with { Grace = TimeSpan.FromDays(3) });
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        var message = Make.Text(phone, "5", SurveyDesk.At(10));
        switch (what)
        {
            case "late":
                message = message with { At = SurveyDesk.At(6 + (24 * 60)).AddSeconds(1) };
                break;
            case "written before the question":
                message = message with { At = SurveyDesk.At(6).AddSeconds(-1) };
                break;
            case "unclear":
                message = message with { Body = "5 pero tardaron" };
                break;
            case "after another message":
                await desk.Writes(phone, "gracias", 7);
                await desk.Closes(await desk.Desk.Ticket(phone), 8, await Make.Operator(Database, Role.Admin));
                break;
            case "in quoting another message":
                await desk.Desk.Arrives(SurveyDesk.At(7), new InboundStatus($"wamid.q{phone}", SurveyDesk.At(7), Delivery.Delivered, null, $"{await Question(ticket)}.1"));
                message = message with { QuotedExternalId = "wamid.other" };
                break;
            case "a picture":
                message = message with { Kind = MessageKind.Image };
                break;
            default:
                await desk.Desk.Arrives(SurveyDesk.At(7), new InboundStatus($"wamid.q{phone}", SurveyDesk.At(7), Delivery.Failed, "no", $"{await Question(ticket)}.1"));
                break;
        }

        await desk.Desk.Arrives(message.At.AddSeconds(1), message);

        var now = await Make.Ticket(Database, ticket.Id);
        Assert.True(now.Status != TicketStatus.Closed && now.AwaitingSince is not null, what);
        Assert.DoesNotContain("5", await desk.Scores(ticket), StringComparison.Ordinal);
        Assert.DoesNotContain("rated", await Log(ticket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Within_the_second_of_the_question_and_to_the_end_of_the_day_it_is_an_answer()
    {
        var desk = await SurveyDesk.Open(Database);
        var (first, last) = (Desk.Phone(), Desk.Phone());
        var (early, late) = (await desk.Answered(first), await desk.Answered(last));
        await desk.Closes(early, 5);
        await desk.Closes(late, 5);
        var asked = SurveyDesk.At(6).AddMilliseconds(700);
        while (await Surveys.SayNext(Database, asked))
        {
        }

        await desk.Desk.Arrives(asked.AddSeconds(1), Make.Text(first, "4", SurveyDesk.At(6)));
        await desk.Desk.Arrives(asked.AddHours(24), Make.Text(last, "⭐⭐⭐", SurveyDesk.At(6).AddHours(24)));

        Assert.Equal(("4", "3"), (await desk.Scores(early), await desk.Scores(late)));
    }

    [Fact]
    public async Task What_comes_after_the_answer_is_a_message_also_in_the_same_batch()
    {
        var desk = await SurveyDesk.Open(Database);
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);

        await desk.Desk.Arrives(SurveyDesk.At(10), Make.Text(phone, "2", SurveyDesk.At(9)), Make.Text(phone, "5", SurveyDesk.At(9.5)));

        var now = await Make.Ticket(Database, ticket.Id);
        Assert.Equal(("2", SurveyDesk.At(9.5), "5"), (await desk.Scores(ticket), now.AwaitingSince, now.LastPreview));
        Assert.Equal("opened received taken replied closed said survey_sent rated reopened received", await Log(ticket));
        Assert.Equal("survey_sent ana, rated_two ana", await desk.Counted(ticket));
    }

    [Fact]
    public async Task The_score_stands_between_the_answer_and_the_thanks()
    {
        var desk = await SurveyDesk.Open(Database, thanks: "¡Gracias!");
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);

        await desk.Desk.Arrives(SurveyDesk.At(10).AddSeconds(2), Make.Text(phone, "5", SurveyDesk.At(10)));

        await using var db = await Database.Open();
        var rated = (await Happenings.Between(db, desk.Ana, ticket.ThreadId, null, null)).Single(one => one.Kind == "rated");
        var chat = (await desk.Desk.Chat(phone)).OrderBy(message => message.Id).Select(message => SortKey.Of(message.SentAt, message.Id)).ToList();
        Assert.Equal((5, "5", "¡Gracias!"), (rated.Score, (await desk.Desk.Chat(phone)).OrderBy(message => message.Id).ToList()[^2].Body, (await desk.Said(ticket))[^1]));
        Assert.True((chat[^2].Place, chat[^2].Tie).CompareTo((rated.Place.Place, rated.Place.Tie)) < 0 && rated.Place.Place < chat[^1].Place);
    }

    [Fact]
    public async Task A_webhook_that_is_delivered_twice_rates_once_and_a_second_number_is_a_message()
    {
        var desk = await SurveyDesk.Open(Database);
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        var answer = Make.Text(phone, "5", SurveyDesk.At(10));

        await desk.Desk.Arrives(SurveyDesk.At(10), answer);
        await desk.Desk.Arrives(SurveyDesk.At(11), answer);
        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(Database, ticket.Id)).Status);
        await desk.Writes(phone, "1", 12);

        Assert.Equal("5", await desk.Scores(ticket));
        Assert.NotEqual(TicketStatus.Closed, (await Make.Ticket(Database, ticket.Id)).Status);
    }

    [Fact]
    public async Task Where_a_dialogue_greets_it_greets_nobody_who_answers_and_the_next_message()
    {
        var (dialogue, desk, ticket, phone) = await ClosedAfterItsDialogue();
        await desk.Say(6);
        var before = (await dialogue.Said()).Length;

        await desk.Writes(phone, "1", 10);
        Assert.Equal(("1", before), (await desk.Scores(ticket), (await dialogue.Said()).Length));
        await desk.Desk.Arrives(SurveyDesk.At(11), Make.Text(phone, "buenas", SurveyDesk.At(11)));

        Assert.Equal(1, await Tickets(ticket));
        Assert.StartsWith("¡Hola! Elige:", (await dialogue.Said())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_asked_in_the_midst_of_a_dialogue()
    {
        var (dialogue, desk, ticket, phone) = await ClosedAfterItsDialogue();
        await desk.Writes(phone, "otra consulta", 5.05);

        await desk.Say(6);

        Assert.DoesNotContain("¿Del 1 al 5?", await dialogue.Said());
    }

    [Fact]
    public async Task It_is_no_news_to_whoever_had_read_the_ticket_and_never_waits_once_it_is_reopened()
    {
        var desk = await SurveyDesk.Open(Database);
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        await using (var db = await Database.Open())
        {
            await Messages.MarkRead(db, desk.Ana, ticket.Id, SurveyDesk.At(7));
        }

        await desk.Writes(phone, "5", 10);
        await using (var db = await Database.Open())
        {
            Assert.Null(await Messages.Unread(db, desk.Ana, ticket.Id));
        }

        Assert.Null((await Convos.Data.Tickets.Apply(Database, TicketMove.Reopen, desk.Ana, ticket.Id, SurveyDesk.At(11))).Refusal);
        var reply = await desk.Desk.Replies(desk.Ana, ticket, "¿Algo más?", SurveyDesk.At(12));
        await desk.Desk.Arrives(SurveyDesk.At(13), new InboundStatus($"wamid.r{phone}", SurveyDesk.At(13), Delivery.Failed, "no", $"{reply.Id}.1"));

        Assert.Null((await Make.Ticket(Database, ticket.Id)).AwaitingSince);
    }

    private Task<DateTime> LastInbound(Ticket ticket) =>
        Make.One<DateTime>(Database, "select last_inbound_at from threads where id = @ThreadId", new { ticket.ThreadId });

    private Task<int> Tickets(Ticket ticket) =>
        Make.One<int>(Database, "select count(*)::int from tickets where thread_id = @ThreadId", new { ticket.ThreadId });

    private Task<long> Question(Ticket ticket) =>
        Make.One<long>(Database, "select max(message_id) from surveys where ticket_id = @Id", new { ticket.Id });

    private Task<string> Log(Ticket ticket) => Make.One<string>(
        Database, "select string_agg(kind, ' ' order by id) from events where ticket_id = @Id and kind not in ('read', 'progressed')", new { ticket.Id });
}
