using AngleSharp.Dom;
using Convos.Data;
using Convos.Web;

namespace Convos.Tests;

/// <summary>What was received is read as what it is; a quote leads to its message however old; a reaction is posted; failures are in words.</summary>
public sealed class TalkTests(TestApp app) : IClassFixture<TestApp>
{
    private static DateTime Now => DateTime.UtcNow;

    [Fact]
    public async Task A_place_is_a_link_and_its_coordinates_and_loads_no_map()
    {
        var place = await Received(MessageKind.Location, "Depósito", """{"type":"location","location":{"latitude":-34.60373,"longitude":"-58.38157","name":"Depósito","address":"Calle 1 <b>"}}""");

        Assert.Equal("https://www.openstreetmap.org/?mlat=-34.60373&mlon=-58.38157#map=17/-34.60373/-58.38157", place.QuerySelector("a[target]")!.GetAttribute("href"));
        Assert.Equal("-34.60373, -58.38157", place.QuerySelector(".coordinates")!.TextContent);
        Assert.Contains("Calle 1 <b>", place.TextContent, StringComparison.Ordinal);
        Assert.Null(place.QuerySelector("img, iframe"));
    }

    [Theory]
    [InlineData("""{"type":"location","location":{"latitude":1e9,"longitude":2}}""")]
    [InlineData("""{"type":"location","location":{"latitude":"javascript:1","longitude":2}}""")]
    [InlineData("""{"type":"location","location":{"latitude":91,"longitude":2}}""")]
    [InlineData("""{"type":"location","location":{}}""")]
    public async Task Coordinates_that_are_none_lead_nowhere(string content)
    {
        var place = await Received(MessageKind.Location, "", content);

        Assert.Null(place.QuerySelector("a[target]"));
        Assert.Contains("Ubicación", place.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cards_show_what_they_have()
    {
        var cards = await Received(MessageKind.Contacts, "Luis, …",
            """
            {"type":"contacts","contacts":[
              {"name":{"formatted_name":"Luis Paz"},"org":{"company":"Paz SRL","title":"Dueño"},"phones":[{"phone":"11 5555","wa_id":"5491155550101"},{"phone":"interno 4"}],"emails":[{"email":"luis@paz.test"}]},
              {"phones":[]}, {"name":{}}, 7]}
            """);

        var all = cards.QuerySelectorAll(".card-of");
        Assert.Equal(3, all.Length);
        Assert.Contains("Luis Paz", all[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Dueño · Paz SRL", all[0].TextContent, StringComparison.Ordinal);
        Assert.Equal(["+5491155550101", "interno 4", "luis@paz.test"], all[0].QuerySelectorAll("[data-copies]").Select(button => button.GetAttribute("data-copies")));
        Assert.Equal("/inbox/new?phone=%2B5491155550101", all[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("Contacto sin nombre", all[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_has_its_lines_and_its_total()
    {
        var order = await Received(MessageKind.Order, "lo antes posible",
            """{"type":"order","order":{"catalog_id":"1","product_items":[{"product_retailer_id":"SKU-1","quantity":2,"item_price":1500.5,"currency":"ARS"},{"product_retailer_id":"SKU-2","quantity":"1","item_price":"99","currency":"ARS"}]}}""");

        Assert.Equal(2, order.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("SKU-1", order.TextContent, StringComparison.Ordinal);
        Assert.Contains("3", order.QuerySelector("tfoot td")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("100,00 ARS", order.QuerySelector("tfoot td")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("lo antes posible", order.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MessageKind.Button, "Sí", """{"type":"button","button":{"payload":"yes","text":"Sí"}}""", "Respondió con un botón|Sí")]
    [InlineData(MessageKind.Interactive, "Ventas", """{"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Ventas","description":"Precios y stock"}}}""", "Eligió de una lista|Ventas|Precios y stock")]
    [InlineData(MessageKind.Interactive, "Sent", """{"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent","response_json":"{\"flow_token\":\"x\",\"fecha_de_entrega\":\"2026-03-02\",\"turnos\":[\"a\",\"b\"],\"ok\":true}"}}}""", "Completó un formulario|fecha de entrega|2026-03-02|a, b|✓")]
    [InlineData(MessageKind.Interactive, "Sent", """{"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent","response_json":"{no es json"}}}""", "Completó un formulario|Sent")]
    [InlineData(MessageKind.Unsupported, "", """{"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept"}}}""", "permiso para llamar|Permite que lo llamen")]
    [InlineData(MessageKind.Unsupported, "", """{"type":"unsupported","unsupported":{"type":"poll_creation"},"errors":[{"code":131051,"title":"Message type unknown"}]}""", "no entrega por esta vía (encuesta)|no admite este tipo de mensaje")]
    [InlineData(MessageKind.Unsupported, "", """{"type":"unsupported","errors":[{"code":999,"error_data":{"details":"Otra cosa"}}]}""", "no entrega por esta vía|Otra cosa")]
    public async Task Answers_and_what_is_kept_back_are_told_in_words(MessageKind kind, string body, string content, string words)
    {
        var bubble = await Received(kind, body, content);

        Assert.All(words.Split('|'), word => Assert.Contains(word, bubble.TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("flow_token", bubble.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("poll_creation", bubble.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_has_a_rendering_of_its_own()
    {
        foreach (var kind in Enum.GetValues<MessageKind>().Except([MessageKind.Note, MessageKind.Text]))
        {
            var bubble = await Received(kind, "", $$"""{"type":"{{kind.Name()}}","{{kind.Name()}}":{} }""");

            Assert.DoesNotContain("[", bubble.TextContent, StringComparison.Ordinal);
            Assert.NotEmpty(bubble.QuerySelectorAll(".kind, .body, .thing"));
        }
    }

    [Fact]
    public async Task Marks_are_shown_in_bubbles_and_notes_and_left_out_of_the_list()
    {
        var (desk, phone, ticket, session, ana) = await Chat();
        using var _ = session;
        await desk.Arrives(Now, Make.Text(phone, "*urgente* <i>ya</i>\nhttps://convos.la", Now));
        await Messages.Note(app.Database, ana, ticket.Id, "ojo: _ver_ `A-1`", Guid.NewGuid(), Now);

        var page = (await session.Get($"/inbox/all/{ticket.Id}")).Document;

        var bubble = Bubble(page, "urgente");
        Assert.Equal("urgente", bubble.QuerySelector(".body strong")!.TextContent);
        Assert.Null(bubble.QuerySelector(".body i"));
        Assert.Equal("https://convos.la/", bubble.QuerySelector(".body a")!.GetAttribute("href"));
        Assert.Equal(("ver", "A-1"), (Bubble(page, "ojo").QuerySelector("em")!.TextContent, Bubble(page, "ojo").QuerySelector("code")!.TextContent));
        Assert.Contains("urgente <i>ya</i> https", page.QuerySelector($"#ticket-{ticket.Id} .row-said")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_is_a_link_to_what_lies_around_its_message_and_pages_lead_on_from_there()
    {
        var (desk, phone, ticket, session, _) = await Chat();
        using var person = session;
        await desk.Arrives(Now, [.. Enumerable.Range(0, 130).Select(at => Make.Text(phone, $"mensaje {at}.", Now.AddMinutes(at - 200), $"wamid.{ticket.Id}.{at}"))]);
        await desk.Arrives(Now, Make.Text(phone, "sobre aquello", Now) with { QuotedExternalId = $"wamid.{ticket.Id}.40" });
        var path = $"/inbox/all/{ticket.Id}";

        var link = Bubble((await session.Get(path)).Document, "sobre aquello").QuerySelector("a.quote")!;
        var around = (await session.Get(path + link.GetAttribute("href")!.Split('#')[0])).Document;

        var shown = around.QuerySelectorAll(".message");
        Assert.Equal(50, shown.Length);
        Assert.Equal("#" + shown.Single(one => one.TextContent.Contains("mensaje 40.", StringComparison.Ordinal)).Id, "#" + link.GetAttribute("href")!.Split('#')[1]);
        Assert.Contains("mensaje 15.", shown[0].TextContent, StringComparison.Ordinal);
        var newer = (await session.Get(around.QuerySelector("[id^=newer-]")!.GetAttribute("hx-get")!, htmx: true)).Document;
        Assert.Contains("mensaje 65.", newer.QuerySelector(".message")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(50, newer.QuerySelectorAll(".message").Length);
        Assert.Null(newer.QuerySelector("[id^=older-]"));
        var last = (await session.Get(newer.QuerySelector("[id^=newer-]")!.GetAttribute("hx-get")!, htmx: true)).Document;
        Assert.NotNull(last.QuerySelector("[id^=newer-][data-gone]"));
        Assert.Contains("sobre aquello", last.QuerySelectorAll(".message")[^1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_another_thread_is_not_shown_around()
    {
        var (desk, _, ticket, session, _) = await Chat();
        using var person = session;
        var other = Tests.Desk.Phone();
        await desk.Arrives(Now, Make.Text(other, "ajeno", Now));
        var foreign = (await desk.Chat(other)).Single();

        var page = (await session.Get($"/inbox/all/{ticket.Id}?around={foreign.Id}&quote={foreign.Id}")).Document;

        Assert.Empty(page.QuerySelectorAll($"#message-{foreign.Id}, #quoting[data-message='{foreign.Id}']"));
        Assert.NotNull(Bubble(page, "hola"));
    }

    [Fact]
    public async Task Without_scripts_one_answers_a_message_and_reacts_to_it()
    {
        var (desk, phone, ticket, session, ana) = await Chat();
        using var person = session;
        await Take(ana, ticket);
        var path = $"/inbox/mine/{ticket.Id}";
        var question = (await desk.Chat(phone)).Single();

        var page = (await session.Get(path + Bubble((await session.Get(path)).Document, "hola").QuerySelector(".bubble-more")!.GetAttribute("href")!.Split('#')[0])).Document;
        Assert.Equal($"{question.Id}", page.QuerySelector("#reply #quoting input")!.GetAttribute("value"));
        await session.Post($"{path}?handler=reply", ("body", "respondo"), ("clientKey", $"{Guid.NewGuid()}"), ("quoted", $"{question.Id}"));
        await session.Post($"{path}?handler=react&message={question.Id}", ("emoji", "🙏"));

        var after = (await session.Get(path)).Document;
        Assert.Equal($"?around={question.Id}#message-{question.Id}", Bubble(after, "respondo").QuerySelector(".quote")!.GetAttribute("href"));
        var ours = after.QuerySelector($"#message-{question.Id} .reaction.ours")!;
        Assert.Equal(("🙏", $"{ana.Id}"), (ours.GetAttribute("data-emoji"), ours.GetAttribute("data-owner")));
        Assert.Contains("reaccionó con", ours.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_react_is_told_why()
    {
        var (desk, phone, ticket, session, _) = await Chat();
        using var person = session;
        var message = (await desk.Chat(phone)).Single();
        await session.Get($"/inbox/all/{ticket.Id}");

        var answer = await session.Htmx($"/inbox/all/{ticket.Id}?handler=react&message={message.Id}", ("emoji", "👍"));

        Assert.Equal(System.Net.HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("Asígnate el ticket", answer.Document.DocumentElement.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("131026 · Message undeliverable", "El número no tiene WhatsApp", "131026 · Message undeliverable")]
    [InlineData("131047 · Re-engagement message", "Pasaron más de 24 h", "131047 · Re-engagement message")]
    [InlineData("424242 · Algo nuevo de Meta", "Algo nuevo de Meta", "424242 · Algo nuevo de Meta")]
    public async Task A_failure_is_told_in_words_and_the_channels_own_are_kept_at_hand(string failure, string words, string raw)
    {
        var (desk, _, ticket, session, ana) = await Chat();
        using var person = session;
        await Take(ana, ticket);
        app.Graph.Graph.FailNext(GraphFault.Refusal(131026), desk.Channel.AccountId);
        var reply = await desk.Replies(ana, ticket, "no llegará", Now);
        // Meta refuses it; then it failed for the reason that this test wants.
        await Until.True(async () => (await desk.Message(reply.Id)).Delivery == Delivery.Failed);
        await Make.One<int>(app.Database, "update messages set delivery = 'failed', failure = @failure where id = @Id returning 1", new { reply.Id, failure });

        var unsent = (await session.Get($"/inbox/mine/{ticket.Id}")).Document.QuerySelector($"#message-{reply.Id} .unsent")!;

        Assert.Contains(words, unsent.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Split(' ')[0], unsent.TextContent, StringComparison.Ordinal);
        Assert.Equal(raw, unsent.QuerySelector("[title]")!.GetAttribute("title"));
    }

    private async Task Take(Viewer ana, Ticket ticket)
    {
        await Presences.Choose(app.Database, ana.Id, available: true, Now);
        Assert.Null((await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now)).Refusal);
    }

    private async Task<IElement> Received(MessageKind kind, string body, string content)
    {
        var (desk, phone, ticket, session, _) = await Chat();
        using var person = session;
        var message = Make.Text(phone, body, Now) with { Kind = kind, Content = content };
        await desk.Arrives(Now, message);
        return (await session.Get($"/inbox/all/{ticket.Id}")).Document.QuerySelectorAll(".message").Single(one => !one.TextContent.Contains("hola", StringComparison.Ordinal));
    }

    private async Task<(Desk Desk, string Phone, Ticket Ticket, Session Session, Viewer Ana)> Chat()
    {
        var inbox = await Make.Inbox(app.Database);
        var (desk, phone, email) = (new Desk(app.Database, inbox, await app.Channel(inbox)), Tests.Desk.Phone(), $"ana{Make.Number()}@convos.test");
        var ana = await app.Person(email, Role.Operator, inbox);
        return (desk, phone, await Make.Ticket(app.Database, desk.Channel, Now.AddMinutes(-5), phone), await Session.SignedIn(app, email), ana);
    }

    private static IElement Bubble(IDocument page, string words) =>
        page.QuerySelectorAll(".message").First(message => message.TextContent.Contains(words, StringComparison.Ordinal));
}
