using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Somebody writes from the business's own phone on a channel that greets: a person has taken over, and the bot is silent.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TakenOverTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private const string Greeting = "¡Hola! Elige:\n\n1. Ventas\n2. Soporte\n3. Hablar con una persona";

    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task An_echo_is_no_answer_to_the_menu_opens_nothing_and_is_not_answered()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Noon);

        await Echoes(desk, phone, "2", Noon.AddMinutes(1));

        Assert.Equal([Greeting], await desk.Said());
        Assert.Equal(0, await desk.Tickets());
    }

    [Theory]
    [InlineData("¡Hola, Marta!")]
    [InlineData("2")]
    [InlineData("Soporte")]
    public async Task What_the_customer_writes_next_is_for_a_person_also_where_it_would_be_a_choice(string words)
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Noon);
        await Echoes(desk, phone, "Soy Marta. ¿Cuántos quieres?", Noon.AddMinutes(1));

        await desk.Writes(phone, words, Noon.AddMinutes(2));

        var ticket = await desk.Desk.Ticket(phone);
        Assert.Equal([Greeting], await desk.Said());
        Assert.Equal((desk.Desk.Inbox, TicketOrigin.Dialogue, Noon.AddMinutes(2)), (ticket.InboxId, ticket.Origin, ticket.AwaitingSince));
        Assert.Equal(["contact Hola", $"bot {Greeting}", "phone Soy Marta. ¿Cuántos quieres?", $"contact {words}"], await Said(ticket));
        Assert.Equal(0, await Sessions(desk));
    }

    [Fact]
    public async Task A_choice_made_before_it_and_delivered_after_it_still_leads_where_it_leads()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Noon);
        await Echoes(desk, phone, "Ya te atiendo", Noon.AddMinutes(2));

        await desk.Desk.Arrives(Noon.AddMinutes(3), Make.Text(phone, "2", Noon.AddMinutes(1)));

        var ticket = await desk.Desk.Ticket(phone);
        Assert.Equal([Greeting], await desk.Said());
        Assert.Equal((desk.Support, null), (ticket.InboxId, ticket.AwaitingSince));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Together_in_one_batch_it_is_the_same(int second)
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());

        await desk.Desk.Arrives(Noon.AddMinutes(1), Make.Text(phone, "¿están?", Noon.AddSeconds(2)), Echo(phone, "Sí, dime", Noon.AddSeconds(second)));

        var ticket = await desk.Desk.Ticket(phone);
        Assert.Empty(await desk.Said());
        Assert.Equal((desk.Desk.Inbox, second == 0), (ticket.InboxId, ticket.AwaitingSince is not null));
        Assert.Equal(2, (await Said(ticket)).Count);
    }

    [Fact]
    public async Task Who_answers_what_the_phone_wrote_first_is_not_greeted_by_a_bot()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await Echoes(desk, phone, "Su pedido está listo", Noon);

        await desk.Writes(phone, "Voy", Noon.AddHours(1));

        var ticket = await desk.Desk.Ticket(phone);
        Assert.Empty(await desk.Said());
        Assert.Equal((desk.Desk.Inbox, TicketOrigin.Inbound), (ticket.InboxId, ticket.Origin));
        Assert.Equal(["phone Su pedido está listo", "contact Voy"], await Said(ticket));
    }

    [Fact]
    public async Task Out_of_hours_nobody_is_told_so_by_the_bot_while_a_person_writes()
    {
        var (schedule, night) = (await DialogueDesk.Schedule(Database), Noon.AddHours(10));
        var (desk, phone) = (await DialogueDesk.Open(Database, dialogue => dialogue with { ScheduleId = schedule }), Desk.Phone());
        await Echoes(desk, phone, "Sigo por aquí", night);

        await desk.Writes(phone, "¡Qué bien!", night.AddMinutes(1));

        Assert.Empty(await desk.Said());
        Assert.Null(await Make.One<DateTime?>(Database,
            "select told_out_of_hours_at from contacts c join threads th on th.contact_id = c.id where th.channel_id = @id", new { id = desk.Desk.Channel.Id }));
    }

    [Fact]
    public async Task After_a_day_of_silence_the_bot_greets_again()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        await desk.Writes(phone, "Hola", Noon);
        await Echoes(desk, phone, "Ya te atiendo", Noon.AddMinutes(1));

        await desk.Writes(phone, "Hola otra vez", Noon.AddHours(25));

        Assert.Equal([Greeting, Greeting], await desk.Said());
        Assert.Equal(0, await desk.Tickets());
    }

    [Fact]
    public async Task What_the_phone_wrote_into_a_ticket_that_is_closed_keeps_nobody_from_being_greeted()
    {
        var (desk, phone) = (await DialogueDesk.Open(Database), Desk.Phone());
        var ana = await Make.Operator(Database, inboxes: desk.Sales);
        await using var db = await Database.Open();
        await db.ExecuteAsync("update inboxes set grace = interval '1 hour' where id = @id", new { id = desk.Sales });
        await desk.Writes(phone, "Hola", Noon);
        await desk.Writes(phone, "1", Noon.AddMinutes(1));
        await Echoes(desk, phone, "Ya te atiendo", Noon.AddMinutes(2));
        await Tickets.Apply(Database, TicketMove.Close, ana, (await desk.Desk.Ticket(phone)).Id, Noon.AddMinutes(6));

        await desk.Writes(phone, "Hola", Noon.AddHours(3));

        Assert.Equal(2, (await desk.Said()).Count(text => text == Greeting));
    }

    [Fact]
    public async Task The_same_echo_twice_is_one_and_one_that_waits_for_its_turn_changes_nobody_elses_dialogue()
    {
        var (desk, one, two) = (await DialogueDesk.Open(Database), Desk.Phone(), Desk.Phone());
        await desk.Desk.Arrives(Noon, Make.Text(one, "Hola", Noon), Make.Text(two, "Hola", Noon));
        var echo = Echo(one, "Ya te atiendo", Noon.AddMinutes(1));
        await desk.Desk.Arrives(Noon.AddMinutes(1), echo);
        await desk.Desk.Arrives(Noon.AddMinutes(1), echo);

        await desk.Desk.Arrives(Noon.AddMinutes(2), Make.Text(one, "2", Noon.AddMinutes(2)), Make.Text(two, "2", Noon.AddMinutes(2)));

        Assert.Equal((desk.Desk.Inbox, desk.Support), ((await desk.Desk.Ticket(one)).InboxId, (await desk.Desk.Ticket(two)).InboxId));
        Assert.Equal([Greeting, Greeting, "Ya te atienden."], await desk.Said());
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from messages where channel_id = @id and author = 'phone'", new { id = desk.Desk.Channel.Id }));
    }

    private static InboundMessage Echo(string phone, string text, DateTime at) => Make.Text(phone, text, at) with { ByPhone = true };

    private static Task Echoes(DialogueDesk desk, string phone, string text, DateTime at) => desk.Desk.Arrives(at, Echo(phone, text, at));

    private async Task<IReadOnlyList<string>> Said(Ticket ticket)
    {
        await using var db = await Database.Open();
        return (await db.QueryAsync<string>("select author || ' ' || body from messages where ticket_id = @id order by sent_at, id", new { id = ticket.Id })).AsList();
    }

    private Task<int> Sessions(DialogueDesk desk) => Make.One<int>(Database,
        "select count(*)::int from dialogue_sessions s join threads th on th.id = s.thread_id where th.channel_id = @id", new { id = desk.Desk.Channel.Id });
}
