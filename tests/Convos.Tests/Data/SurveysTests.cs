using Convos.Data;

namespace Convos.Tests;

/// <summary>What an inbox asks at a closing: once for each that stands, and only where it has its place.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class SurveysTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task It_is_asked_once_after_the_closing_can_no_longer_be_undone_and_names_who_closed_it()
    {
        var desk = await SurveyDesk.Open(Database);
        var ticket = await desk.Answered(Desk.Phone());
        await desk.Closes(ticket, 5);

        await desk.Say(5 + (7.9 / 60));
        Assert.Empty(await desk.Said(ticket));
        await desk.Say(5 + (8.0 / 60));
        await desk.Say(6);

        Assert.Equal([$"{ticket.ContactName}, ¿cómo te atendió {desk.Ana.Name}? Del 1 al 5."], await desk.Said(ticket));
        Assert.Equal("opened received taken replied closed said survey_sent", await Make.One<string>(Database,
            "select string_agg(kind, ' ' order by id) from events where ticket_id = @Id", new { ticket.Id }));
        var now = await Make.Ticket(Database, ticket.Id);
        Assert.Equal((TicketStatus.Closed, null, "Listo"), (now.Status, now.AwaitingSince, now.LastPreview));
    }

    [Fact]
    public async Task A_closing_that_is_undone_asks_nothing_and_the_next_one_does()
    {
        var desk = await SurveyDesk.Open(Database);
        var ticket = await desk.Answered(Desk.Phone());
        await desk.Closes(ticket, 5);
        Assert.Null((await Tickets.UndoClose(Database, desk.Ana, ticket.Id, SurveyDesk.At(5).AddSeconds(3))).Refusal);

        await desk.Say(6);
        Assert.Empty(await desk.Said(ticket));
        await desk.Closes(ticket, 7);
        await desk.Say(8);

        Assert.Single(await desk.Said(ticket));
        Assert.Equal("-", await desk.Scores(ticket));
    }

    [Fact]
    public async Task Each_closing_of_a_cycle_that_was_answered_asks_anew()
    {
        var desk = await SurveyDesk.Open(Database);
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        await desk.Writes(phone, "otra cosa", 10);
        await desk.Desk.Replies(desk.Ana, ticket, "Listo también", SurveyDesk.At(11));
        await desk.Closes(ticket, 12);

        await desk.Say(13);
        await desk.Writes(phone, "4", 14);

        Assert.Equal(2, (await desk.Said(ticket)).Length);
        Assert.Equal("- 4", await desk.Scores(ticket));
    }

    [Theory]
    [InlineData("nobody replied")]
    [InlineData("the only reply failed")]
    [InlineData("only a note was written")]
    [InlineData("nobody replied since it was reopened")]
    [InlineData("the window is closed")]
    [InlineData("the contact is blocked by now")]
    [InlineData("a block closed it")]
    [InlineData("the channel is switched off")]
    [InlineData("the customer wrote again")]
    [InlineData("another ticket is open")]
    [InlineData("the inbox asks no longer")]
    public async Task Nothing_is_asked_where_it_has_no_place_nor_later(string why)
    {
        var desk = await SurveyDesk.Open(Database);
        var (phone, admin) = (Desk.Phone(), await Make.Operator(Database, Role.Admin, inboxes: desk.Desk.Inbox));
        var ticket = await desk.Desk.Held(desk.Ana, phone);
        await Before(desk, ticket, phone, why);
        await (why == "a block closed it" ? Contacts.Block(Database, admin, ticket.ContactId, "spam", SurveyDesk.At(5)) : desk.Closes(ticket, 5));
        switch (why)
        {
            case "the contact is blocked by now":
                await Contacts.Block(Database, admin, ticket.ContactId, "spam", SurveyDesk.At(5.1));
                break;
            case "the channel is switched off":
                await Channels.Switch(Database, admin.Id, desk.Desk.Channel.Name, false, SurveyDesk.At(5.1));
                break;
            case "the customer wrote again":
                await desk.Writes(phone, "una cosa más", 5.1);
                break;
            case "another ticket is open":
                Assert.NotNull((await Tickets.OpenOn(Database, desk.Ana, ticket.ThreadId, SurveyDesk.At(5.1))).Ticket);
                break;
            case "the inbox asks no longer":
                await Make.Rules(Database, desk.Desk.Inbox, rules => rules with { Survey = "" });
                break;
        }

        await desk.Say(why == "the window is closed" ? (24 * 60) + 1 : 6);

        Assert.Empty(await desk.Said(ticket));
        Assert.Equal("", await desk.Scores(ticket));
        Assert.Equal("", await desk.Counted(ticket));
    }

    [Fact]
    public async Task Workers_that_look_at_the_same_time_ask_once()
    {
        var desk = await SurveyDesk.Open(Database);
        var ticket = await desk.Answered(Desk.Phone());
        await desk.Closes(ticket, 5);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => desk.Say(6)));

        Assert.Single(await desk.Said(ticket));
    }

    [Fact]
    public async Task What_closes_by_itself_is_asked_about_and_is_nobodys()
    {
        var desk = await SurveyDesk.Open(Database, rules: settings => settings with { AutoCloseHours = 1 });
        var phone = Desk.Phone();
        var ticket = await desk.Desk.Held(desk.Ana, phone);
        var reply = await desk.Desk.Replies(desk.Ana, ticket, "Listo", SurveyDesk.At(1));
        await desk.Desk.Arrives(SurveyDesk.At(1), new InboundStatus($"wamid.{phone}", SurveyDesk.At(1), Delivery.Delivered, null, $"{reply.Id}.1"));
        Assert.True(await Tickets.CloseSilent(Database, SurveyDesk.At(62)) > 0);

        await desk.Say(63);
        await desk.Writes(phone, "5", 64);

        Assert.Equal([$"{ticket.ContactName}, ¿cómo te atendió ? Del 1 al 5."], await desk.Said(ticket));
        Assert.Equal("survey_sent nobody, rated_five nobody", await desk.Counted(ticket));
    }

    [Fact]
    public async Task An_inbox_that_asks_from_now_on_does_not_ask_about_earlier_closings()
    {
        var desk = await SurveyDesk.Open(Database, rules: settings => settings with { Survey = "" });
        var ticket = await desk.Answered(Desk.Phone());
        await desk.Closes(ticket, 5);
        await Make.Rules(Database, desk.Desk.Inbox, rules => rules with { Survey = "¿Del 1 al 5?" });

        await desk.Say(6);

        Assert.Empty(await desk.Said(ticket));
    }

    private static async Task Before(SurveyDesk desk, Ticket ticket, string phone, string why)
    {
        switch (why)
        {
            case "nobody replied":
                break;
            case "only a note was written":
                Assert.Null((await Messages.Note(desk.Database, desk.Ana, ticket.Id, "nota", Guid.NewGuid(), SurveyDesk.At(1))).Refusal);
                break;
            case "the only reply failed":
                var reply = await desk.Desk.Replies(desk.Ana, ticket, "Listo", SurveyDesk.At(1));
                await desk.Desk.Arrives(SurveyDesk.At(2), new InboundStatus("wamid.failed", SurveyDesk.At(2), Delivery.Failed, "no", $"{reply.Id}.1"));
                break;
            case "nobody replied since it was reopened":
                await desk.Desk.Replies(desk.Ana, ticket, "Listo", SurveyDesk.At(1));
                await desk.Closes(ticket, 2);
                await desk.Writes(phone, "una cosa más", 3);
                break;
            default:
                await desk.Desk.Replies(desk.Ana, ticket, "Listo", SurveyDesk.At(1));
                break;
        }
    }
}
