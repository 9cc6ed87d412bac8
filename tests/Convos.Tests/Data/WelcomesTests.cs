using Convos.Data;

namespace Convos.Tests;

/// <summary>An inbox's welcome: once a ticket, when it gets its first operator, and no reply of anybody's.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class WelcomesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Later = Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_takes_a_ticket_first_is_named_to_its_customer_once_and_the_customer_still_waits()
    {
        var desk = await Welcoming();
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await Make.Ticket(Database, desk.Channel);

        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Later);
        await Say(Later);
        await Tickets.Apply(Database, TicketMove.Release, ana, ticket.Id, Later);
        await Tickets.Apply(Database, TicketMove.Take, bruno, ticket.Id, Later);
        await Say(Later);

        Assert.Equal([$"Hola {ticket.ContactName}, soy {ana.Name}. Ticket {ticket.Id}, 2 de marzo de 2026."], await Said(ticket));
        var now = await Make.Ticket(Database, ticket.Id);
        Assert.Equal((Noon, Author.Contact, "hola"), (now.AwaitingSince, now.LastAuthor, now.LastPreview));
        Assert.Equal("opened received taken said released taken", await Make.One<string>(Database,
            "select string_agg(kind, ' ' order by id) from events where ticket_id = @Id", new { ticket.Id }));
    }

    [Fact]
    public async Task A_transfer_out_of_the_queue_is_a_first_operator_too()
    {
        var desk = await Welcoming();
        var (lead, ana) = (await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox), await desk.Operator());
        var ticket = await Make.Ticket(Database, desk.Channel);

        await Tickets.Apply(Database, TicketMove.Transfer, lead, ticket.Id, Later, toOperator: ana.Id);
        await Say(Later);

        Assert.Contains($"soy {ana.Name}", Assert.Single(await Said(ticket)));
    }

    [Fact]
    public async Task So_is_whoever_it_is_handed_to_by_itself()
    {
        var desk = await Welcoming();
        await Make.Rules(Database, desk.Inbox, rules => rules with { Strategy = Strategy.RoundRobin });
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel);

        Assert.Equal(1, await Assignments.HandOut(Database, desk.Inbox, () => Later));
        await Say(Later);

        Assert.Contains($"soy {ana.Name}", Assert.Single(await Said(ticket)));
    }

    [Fact]
    public async Task While_nobody_holds_the_ticket_the_welcome_waits_for_whoever_comes_next()
    {
        var desk = await Welcoming();
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await Make.Ticket(Database, desk.Channel);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Later);
        await Tickets.Apply(Database, TicketMove.Release, ana, ticket.Id, Later);

        await Say(Later);
        Assert.Empty(await Said(ticket));
        await Tickets.Apply(Database, TicketMove.Take, bruno, ticket.Id, Later);
        await Say(Later);

        Assert.Contains($"soy {bruno.Name}", Assert.Single(await Said(ticket)));
    }

    [Fact]
    public async Task Whom_an_operator_writes_to_first_is_not_welcomed()
    {
        var desk = await Welcoming();
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Say(Later);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Later);

        var opened = (await Tickets.OpenOn(Database, ana, ticket.ThreadId, Later.AddMinutes(1))).Ticket!;
        await Say(Later.AddMinutes(1));

        Assert.Empty(await Said(opened));
    }

    [Theory]
    [InlineData("after the operator's own words")]
    [InlineData("outside the 24 hours")]
    [InlineData("on a channel that is switched off")]
    [InlineData("once the ticket is closed")]
    public async Task Nothing_is_said_where_it_has_no_place_any_more_nor_later(string why)
    {
        var desk = await Welcoming();
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        switch (why)
        {
            case "after the operator's own words":
                await desk.Replies(ana, ticket, "¿En qué te ayudo?", Later);
                break;
            case "outside the 24 hours":
                await Say(Noon.AddHours(25));
                break;
            case "on a channel that is switched off":
                await Channels.Switch(Database, (await Make.Operator(Database, Role.Admin)).Id, desk.Channel.Name, false, Later);
                break;
            default:
                await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Later);
                break;
        }

        await Say(Later);

        Assert.Empty(await Said(ticket));
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from welcomes where ticket_id = @Id", new { ticket.Id }));
    }

    [Fact]
    public async Task Workers_that_look_at_the_same_time_say_it_once()
    {
        var desk = await Welcoming();
        var ticket = await desk.Held(await desk.Operator());

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Say(Later)));

        Assert.Single(await Said(ticket));
    }

    [Fact]
    public async Task An_inbox_without_a_welcome_owes_none_also_when_it_gets_one_later()
    {
        var desk = await Desk.Open(Database);
        var ticket = await desk.Held(await desk.Operator());
        await Make.Rules(Database, desk.Inbox, rules => rules with { Welcome = "Hola" });

        await Say(Later);

        Assert.Empty(await Said(ticket));
    }

    private async Task<Desk> Welcoming()
    {
        var desk = await Desk.Open(Database);
        await Make.Rules(Database, desk.Inbox, rules => rules with
        {
            Welcome = "Hola {{contacto.nombre}}, soy {{operador.nombre}}. Ticket {{ticket.numero}}, {{fecha}}.",
        });
        return desk;
    }

    private async Task Say(DateTime at)
    {
        while (await Welcomes.SayNext(Database, at))
        {
        }
    }

    private Task<string[]> Said(Ticket ticket) =>
        Make.One<string[]>(Database, "select coalesce(array_agg(body order by id), '{}') from messages where ticket_id = @Id and author = 'bot'", new { ticket.Id });
}
