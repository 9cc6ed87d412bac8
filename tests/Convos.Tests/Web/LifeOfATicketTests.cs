using System.Net;
using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Web.Pages;

namespace Convos.Tests;

/// <summary>«Deshacer», transfers with a note, what a chat tells of its tickets and searching in it, by HTTP.</summary>
public sealed partial class LifeOfATicketTests(TestApp app) : IClassFixture<TestApp>
{
    private static DateTime Now => DateTime.UtcNow;

    [Fact]
    public async Task A_closing_answers_with_the_chat_as_it_is_and_the_offer_to_undo_it()
    {
        var (ana, session, ticket) = await Held();
        using var _ = session;

        var closed = await session.Htmx($"/inbox/mine/{ticket.Id}/close");
        var undo = closed.Document.QuerySelector("[data-undo]")!;
        var undone = await session.Htmx(undo.GetAttribute("formaction")!);

        Assert.Equal(("5", "z", "act"), (undo.GetAttribute("data-undo"), undo.GetAttribute("aria-keyshortcuts"), undo.GetAttribute("form")));
        Assert.Contains("data-status=\"closed\"", closed.Body, StringComparison.Ordinal);
        Assert.Contains("Ticket finalizado.", closed.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, undone.Status);
        Assert.Contains($"<li id=\"ticket-{ticket.Id}\"", undone.Body, StringComparison.Ordinal);
        Assert.Equal((TicketStatus.Assigned, (long?)ana.Id), ((await Read(ticket)).Status, (await Read(ticket)).OperatorId));
    }

    [Fact]
    public async Task Without_javascript_the_page_that_follows_offers_it_once()
    {
        var (_, session, ticket) = await Held();
        using var ana = session;

        var closed = await ana.Post($"/inbox/mine/{ticket.Id}/close");
        var page = await ana.Get(closed.Location!);
        var again = await ana.Get(closed.Location!);
        var undone = await ana.Post(page.Document.QuerySelector("[data-undo]")!.GetAttribute("formaction")!);

        Assert.Null(again.Document.QuerySelector("[data-undo]"));
        Assert.Equal(HttpStatusCode.SeeOther, undone.Status);
        Assert.Equal(TicketStatus.Assigned, (await Read(ticket)).Status);
    }

    [Fact]
    public async Task Many_closings_are_undone_by_one_press()
    {
        var (viewer, session, first) = await Held();
        using var ana = session;
        var second = await Tickets.Apply(app.Database, TicketMove.Take, viewer, (await Make.Ticket(app.Database, channel!, Now)).Id, Now);

        var closed = await ana.Htmx("/inbox/mine/bulk?handler=close", ("ids", $"{first.Id}"), ("ids", $"{second.Ticket!.Id}"));
        var undone = await ana.Htmx(closed.Document.QuerySelector("[data-undo]")!.GetAttribute("formaction")!);

        Assert.Contains("2 tickets finalizados.", closed.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, undone.Status);
        Assert.DoesNotContain("data-bulk-done", undone.Body, StringComparison.Ordinal);
        Assert.Equal((TicketStatus.Assigned, TicketStatus.Assigned), ((await Read(first)).Status, (await Read(second.Ticket)).Status));
    }

    [Fact]
    public async Task Of_many_closings_those_that_were_made_can_be_undone_beside_those_that_were_refused()
    {
        var (_, session, ticket) = await Held();
        using var ana = session;

        var closed = await ana.Htmx("/inbox/mine/bulk?handler=close", ("ids", $"{ticket.Id}"), ("ids", "999999999"));
        var undo = closed.Document.QuerySelector(".sheet [data-undo]")!;

        Assert.Equal(HttpStatusCode.OK, (await ana.Htmx(undo.GetAttribute("formaction")!)).Status);
        Assert.Equal(TicketStatus.Assigned, (await Read(ticket)).Status);
    }

    [Fact]
    public async Task What_can_no_longer_be_undone_is_a_sentence()
    {
        var (viewer, session, ticket) = await Held();
        using var ana = session;
        await Tickets.Apply(app.Database, TicketMove.Close, viewer, ticket.Id, Now.AddSeconds(-30));

        var refused = await ana.Htmx($"/inbox/mine/{ticket.Id}?handler=undo");

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("Ya pasaron los 5 segundos para deshacer.", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transfer_to_who_is_away_is_made_when_its_sender_knows_it_and_loses_nothing_of_what_was_typed()
    {
        var (viewer, session, ticket) = await Held();
        using var ana = session;
        var bruno = await app.Person($"bruno{Make.Number()}@convos.test", Role.Operator, viewer.Inboxes);
        var path = $"/inbox/mine/{ticket.Id}/transfer";

        var warned = await ana.Post(path, ("to", $"person-{bruno.Id}"), ("note", "Pide factura A"), ("clientKey", Guid.NewGuid().ToString()));
        var form = warned.Document.QuerySelector("main form.transfer")!;
        var key = form.QuerySelector("[name=clientKey]")!.GetAttribute("value")!;
        var moved = await ana.Post(path, ("to", $"person-{bruno.Id}"), ("note", form.QuerySelector("textarea")!.TextContent), ("clientKey", key), ("anyway", "true"));

        Assert.Equal(HttpStatusCode.Conflict, warned.Status);
        Assert.Equal($"{bruno.Name} no está En línea. El ticket quedará a su nombre y, si no regresa, se hará lo que indica la bandeja.", form.QuerySelector(".away span")!.TextContent);
        Assert.True(form.QuerySelector($"[value=person-{bruno.Id}]")!.HasAttribute("checked"));
        Assert.Equal((HttpStatusCode.SeeOther, $"/inbox/mine/{ticket.Id}"), (moved.Status, moved.Location));
        Assert.Equal(bruno.Id, (await Read(ticket)).OperatorId);
        var chat = (await ana.Get($"/inbox/all/{ticket.Id}")).Document;
        Assert.Contains("Pide factura A", chat.QuerySelector(".message.note .body")!.TextContent, StringComparison.Ordinal);
        Assert.Matches($@"{viewer.Name} transfirió el ticket a {bruno.Name}\s+· nota", chat.QuerySelector(".happened[data-kind=transferred]")!.TextContent);
    }

    [Fact]
    public async Task A_transfer_to_nobody_and_one_to_a_stranger_are_sentences()
    {
        var (_, session, ticket) = await Held();
        using var ana = session;
        var stranger = await app.Person($"eva{Make.Number()}@convos.test");

        var nobody = await ana.Post($"/inbox/mine/{ticket.Id}/transfer", ("note", "Ojo"));
        var refused = await ana.Htmx($"/inbox/mine/{ticket.Id}/transfer", ("to", $"person-{stranger.Id}"), ("note", "Ojo"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.Status);
        Assert.Equal("Elige a quién transferir.", nobody.Document.QuerySelector("main .problems")!.TextContent.Trim());
        Assert.Equal("Ojo", nobody.Document.QuerySelector("main textarea")!.TextContent);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
    }

    [Fact]
    public async Task What_happens_to_a_ticket_is_streamed_as_the_page_has_it_and_what_is_undone_goes()
    {
        var (viewer, session, ticket) = await Held();
        using var ana = session;
        await using var stream = await LiveStream.Of(ana, $"/inbox/all/{ticket.Id}");

        await Tickets.Apply(app.Database, TicketMove.Release, viewer, ticket.Id, Now);
        var item = await stream.Next(one => Released().IsMatch(one.Data));
        var id = Released().Match(item.Data).Groups[1].Value;
        var page = (await ana.Get($"/inbox/all/{ticket.Id}")).Document.GetElementById(id)!.OuterHtml;
        await Tickets.Apply(app.Database, TicketMove.Close, viewer, ticket.Id, Now);
        var closing = await Make.One<long>(app.Database, "select id from events where ticket_id = @id and kind = 'closed'", new { id = ticket.Id });
        await stream.Next(one => one.Data.Contains($"<li id=\"event-{closing}\" class=\"happened\"", StringComparison.Ordinal));
        await Tickets.UndoClose(app.Database, viewer, ticket.Id, Now);
        await stream.Next(one => one.Data.Contains($"<li id=\"event-{closing}\" data-gone>", StringComparison.Ordinal));

        Assert.Equal(page, (await stream.Elements())[id].OuterHtml);
        Assert.Null((await ana.Get($"/inbox/all/{ticket.Id}")).Document.GetElementById($"event-{closing}"));
    }

    [Fact]
    public async Task Nothing_that_happened_ever_goes_to_the_customer()
    {
        var (viewer, session, ticket) = await Held();
        session.Dispose();

        await Tickets.Apply(app.Database, TicketMove.Close, viewer, ticket.Id, Now);
        await Tickets.UndoClose(app.Database, viewer, ticket.Id, Now);

        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*)::int from message_sends s join messages m on m.id = s.message_id where m.ticket_id = @id", new { id = ticket.Id }));
    }

    [Fact]
    public async Task Searching_shows_what_was_found_in_its_words_with_who_said_it_and_leads_there()
    {
        var (viewer, session, ticket) = await Held();
        using var ana = session;
        var note = (await Messages.Note(app.Database, viewer, ticket.Id, "Es cliente de años <b>y</b> pidió el ENVÍO a domicilio", Guid.NewGuid(), Now)).Message!;

        var page = await ana.Get($"/inbox/mine/{ticket.Id}/search?q=envio%20anos");
        var part = await ana.Get($"/inbox/mine/{ticket.Id}/search?q=envio", htmx: true);
        var bar = await ana.Get($"/inbox/mine/{ticket.Id}/search", htmx: true);
        var stranger = await app.Person($"eva{Make.Number()}@convos.test");
        using var eva = await Session.SignedIn(app, $"{stranger.Name}@convos.test");

        var hit = Assert.Single(page.Document.QuerySelectorAll(".found-list a"));
        Assert.Equal($"/inbox/mine/{ticket.Id}?around={note.Id}#message-{note.Id}", hit.GetAttribute("href"));
        Assert.Equal(["años", "ENVÍO"], hit.QuerySelectorAll("mark").Select(mark => mark.TextContent));
        Assert.Equal("Es cliente de años <b>y</b> pidió el ENVÍO a domicilio", Regex.Replace(hit.QuerySelector(".found-said")!.TextContent, @"\s+", " ").Trim());
        Assert.Equal(viewer.Name, hit.QuerySelector("b")!.TextContent);
        Assert.DoesNotContain("<form", part.Body, StringComparison.Ordinal);
        Assert.Contains("1 resultado", part.Body, StringComparison.Ordinal);
        Assert.NotNull(bar.Document.QuerySelector("#search-form #q[autofocus]"));
        Assert.Equal(HttpStatusCode.NotFound, (await eva.Get($"/inbox/mine/{ticket.Id}/search?q=envio")).Status);
    }

    [Theory]
    [InlineData("uno dos tres", "dos", "uno [dos] tres")]
    [InlineData("Perú y Peru", "peru", "[Perú] y [Peru]")]
    [InlineData("Cafe\u0301 solo", "café", "[Cafe\u0301] solo")]
    [InlineData("nada", "otra", "nada")]
    public void A_snippet_marks_what_was_looked_for(string body, string word, string marked) =>
        Assert.Equal(marked, string.Concat(Snippet.Of(body, [word]).Select(piece => piece.Found ? $"[{piece.Text}]" : piece.Text)));

    [Fact]
    public void A_snippet_of_a_long_text_is_what_stands_around_the_first_that_was_found()
    {
        var body = $"{new string('a', 200)} antes de la aguja {string.Concat(Enumerable.Repeat("😀", 200))}";

        var text = string.Concat(Snippet.Of(body, ["aguja"]).Select(piece => piece.Text));

        Assert.StartsWith("… ", text, StringComparison.Ordinal);
        Assert.Contains("antes de la aguja", text, StringComparison.Ordinal);
        Assert.EndsWith("😀…", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 100, 170);
    }

    [GeneratedRegex("<li id=\"(event-[0-9]+)\" class=\"happened\"[^>]* data-kind=\"released\"")]
    private static partial Regex Released();

    private Channel? channel;

    private async Task<(Viewer Ana, Session Session, Ticket Ticket)> Held()
    {
        var inbox = await Make.Inbox(app.Database);
        var email = $"ana{Make.Number()}@convos.test";
        var ana = await app.Person(email, Role.Operator, inbox);
        await Presences.Choose(app.Database, ana.Id, available: true, Now);
        channel = await app.Channel(inbox);
        var ticket = await Make.Ticket(app.Database, channel, Now);
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now);
        var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        return (ana, session, ticket);
    }

    private Task<Ticket> Read(Ticket ticket) => Make.Ticket(app.Database, ticket.Id);
}
