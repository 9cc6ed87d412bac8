using System.Net;
using Convos.Data;

namespace Convos.Tests;

/// <summary>A ticket closed through the form that its inbox asks for: a sheet beside the chat, a page of its own without JavaScript.</summary>
public sealed class ClosePageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_closing_without_what_is_asked_comes_back_with_a_sentence_and_all_that_was_typed()
    {
        var (session, ticket) = await Held();
        using var ana = session;

        var page = await ana.Post(Close(ticket), ("reason", "No respondió"), ("observation", "  "));
        var sheet = await ana.Htmx(Close(ticket), ("reason", "Otro"), ("observation", "Llamar el lunes"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal("Esta bandeja pide una observación para finalizar.", page.Document.QuerySelector("main .problems")!.TextContent.Trim());
        Assert.Equal("No respondió", page.Document.QuerySelector("main option[selected]")!.TextContent);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sheet.Status);
        Assert.Contains("hx-target=\"#sheet\"", sheet.Body, StringComparison.Ordinal);
        Assert.Contains("Ese motivo ya no existe en la bandeja. Elige otro.", sheet.Body, StringComparison.Ordinal);
        Assert.Contains(">Llamar el lunes</textarea>", sheet.Body, StringComparison.Ordinal);
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(app.Database, ticket)).Status);
    }

    [Fact]
    public async Task A_form_that_was_filled_while_no_disponible_goes_online_and_closes_in_one_press()
    {
        var (session, ticket) = await Held();
        using var ana = session;
        await ana.Post("/presence?handler=choose&available=false");

        var refused = await ana.Post(Close(ticket), ("observation", "Llamar el lunes"));
        var closed = await ana.Post(Close(ticket), ("observation", "Llamar el lunes"), ("online", "true"));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("Llamar el lunes", refused.Document.QuerySelector("main textarea")!.TextContent);
        Assert.Equal("Ponerme en línea y finalizar", refused.Document.QuerySelector("main button[name=online]")!.TextContent);
        Assert.Equal((HttpStatusCode.SeeOther, $"/inbox/mine/{ticket}"), (closed.Status, closed.Location));
        Assert.Equal((TicketStatus.Closed, "Llamar el lunes"), await Ended(ticket));
    }

    [Fact]
    public async Task An_observation_that_is_too_long_is_a_sentence_on_one_ticket_and_on_many()
    {
        var (session, ticket) = await Held();
        using var ana = session;
        var text = new string('a', Closing.Longest + 1);

        var one = await ana.Post(Close(ticket), ("observation", text));
        var many = await ana.Htmx("/inbox/mine/bulk?handler=close", ("ids", $"{ticket}"), ("observation", text));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (one.Status, many.Status));
        Assert.Equal("La observación pasa de 2000 caracteres.", one.Document.QuerySelector("main .problems")!.TextContent.Trim());
        Assert.Contains("La observación pasa de 2000 caracteres.", many.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_are_closed_with_one_reason_and_observation_and_those_whose_inbox_asks_more_are_told_line_by_line()
    {
        var (session, asking, free) = await HeldAndFree();
        using var ana = session;

        var partly = await ana.Post("/inbox/all/bulk?handler=close", ("ids", $"{asking}"), ("ids", $"{free}"), ("observation", " "));
        var closed = await ana.Post("/inbox/all/bulk?handler=close", ("ids", $"{asking}"), ("reason", "No respondió"), ("observation", "Llamar el lunes"));

        Assert.Equal("Listo en un ticket.", partly.Document.QuerySelector(".sheet > p")!.TextContent);
        Assert.Contains("Esta bandeja pide una observación", Assert.Single(partly.Document.QuerySelectorAll(".refusals li")).TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, closed.Status);
        Assert.Equal((TicketStatus.Closed, "Llamar el lunes"), await Ended(asking));
    }

    private async Task<(Session Session, long Ticket)> Held()
    {
        var (session, ticket, _) = await HeldAndFree();
        return (session, ticket);
    }

    // The first ticket is Ana's, in an inbox that wants an observation and knows reasons; the other waits in one that asks nothing.
    private async Task<(Session Session, long Held, long Free)> HeldAndFree()
    {
        var (asking, easy) = (await Make.Inbox(app.Database), await Make.Inbox(app.Database));
        var email = $"ana{Make.Number()}@convos.test";
        var ana = await app.Person(email, Role.Operator, asking, easy);
        var rules = new InboxSettings($"Exigente {asking}", "", 1, true, TimeSpan.FromHours(24), true, true, ["Resuelto", "No respondió"]);
        await Inboxes.Save(app.Database, ana.Id, asking, rules, new Dictionary<long, InboxDuty> { [ana.Id] = InboxDuty.Attends }, DateTime.UtcNow);
        await Presences.Choose(app.Database, ana.Id, available: true, DateTime.UtcNow);
        var held = await Make.Ticket(app.Database, await app.Channel(asking), DateTime.UtcNow);
        var free = await Make.Ticket(app.Database, await app.Channel(easy), DateTime.UtcNow);
        await Tickets.Apply(app.Database, TicketMove.Take, ana, held.Id, DateTime.UtcNow);
        var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        return (session, held.Id, free.Id);
    }

    private static string Close(long ticket) => $"/inbox/mine/{ticket}/close";

    private async Task<(TicketStatus Status, string? Observation)> Ended(long id)
    {
        var ticket = await Make.Ticket(app.Database, id);
        return (ticket.Status, ticket.Observation);
    }
}
