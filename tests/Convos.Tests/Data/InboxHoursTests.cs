using Convos.Data;

namespace Convos.Tests;

/// <summary>What an inbox says to whoever opens or reopens a ticket while nobody attends: once in twelve hours, and never what a dialogue has said already.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class InboxHoursTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private const string Away = "Abrimos a las 9";

    // A Monday; the office closes at six.
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Night = Noon.AddHours(10);

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_opens_a_ticket_out_of_hours_is_told_so_and_still_waits_and_by_day_nobody_is()
    {
        var desk = await Office();
        var (late, early) = (Desk.Phone(), Desk.Phone());

        await desk.Arrives(Noon, Make.Text(early, "hola", Noon));
        await desk.Arrives(Night, Make.Text(late, "hola", Night), Make.Text(late, "¿están?", Night.AddSeconds(1)));
        await desk.Arrives(Night.AddMinutes(1), Make.Text(late, "¿hola?", Night.AddMinutes(1)), Make.Text(early, "¿y?", Night.AddMinutes(1)));

        Assert.Empty(await Said(desk, early));
        Assert.Equal([$"Hola Customer {late}: {Away}"], await Said(desk, late));
        var ticket = await desk.Ticket(late);
        Assert.Equal((Night, "¿hola?"), (ticket.AwaitingSince, ticket.LastPreview));
    }

    [Fact]
    public async Task Whoever_reopens_one_is_told_again_when_twelve_hours_have_passed()
    {
        var desk = await Office();
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        await desk.Arrives(Night, Make.Text(phone, "hola", Night));
        var ticket = await desk.Ticket(phone);

        foreach (var at in new[] { Night.AddHours(1), Night.AddHours(24) })
        {
            await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, at.AddMinutes(-1));
            await desk.Arrives(at, Make.Text(phone, "otra cosa", at));
        }

        Assert.Equal(2, (await Said(desk, phone)).Length);
        Assert.Equal(ticket.Id, (await desk.Ticket(phone)).Id);
    }

    [Fact]
    public async Task What_a_dialogue_has_told_the_inbox_does_not_tell_again()
    {
        var schedule = await DialogueDesk.Schedule(Database);
        var desk = await DialogueDesk.Open(Database, dialogue => dialogue with { ScheduleId = schedule });
        await Closes(desk.Sales, schedule);
        var phone = Desk.Phone();

        await desk.Writes(phone, "Hola", Night);
        await desk.Writes(phone, "1", Night.AddMinutes(1));

        Assert.Equal(desk.Sales, (await desk.Desk.Ticket(phone)).InboxId);
        Assert.Equal([desk.Dialogue.GreetingText(tellsClosed: true), "Ya te atienden."], await desk.Said());
    }

    [Fact]
    public async Task Where_the_dialogue_is_always_open_the_inbox_that_it_leads_to_tells()
    {
        var desk = await DialogueDesk.Open(Database);
        await Closes(desk.Support, await DialogueDesk.Schedule(Database));
        var phone = Desk.Phone();

        await desk.Writes(phone, "Hola", Night);
        await desk.Writes(phone, "2", Night.AddMinutes(1));

        Assert.Equal([desk.Dialogue.GreetingText(tellsClosed: false), "Ya te atienden.", $"Hola Customer {phone}: {Away}"], await desk.Said());
    }

    private async Task<Desk> Office()
    {
        var desk = await Desk.Open(Database);
        await Closes(desk.Inbox, await DialogueDesk.Schedule(Database));
        return desk;
    }

    private Task Closes(long inbox, long schedule) =>
        Make.Rules(Database, inbox, rules => rules with { ScheduleId = schedule, OutOfHours = $"Hola {{{{contacto.nombre}}}}: {Away}" });

    private static async Task<string[]> Said(Desk desk, string phone) =>
        [.. (await desk.Chat(phone)).Where(message => message.Author == Author.Bot).Select(message => message.Body)];
}
