using System.Net;
using Convos.Data;
using Convos.Web;

namespace Convos.Tests;

/// <summary>Templates chosen and filled in without scripts, in an open ticket and for a new one.</summary>
public sealed class TemplatePageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_template_is_found_filled_in_and_sent_by_links_and_posts_alone()
    {
        var (session, _, ticket) = await Held();
        using var ana = session;

        var list = await ana.Get($"{Page(ticket)}?q=pedido");
        var form = await ana.Get(list.Document.QuerySelector("#template-list a")!.GetAttribute("href")!);
        var post = form.Document.QuerySelector("main form.form")!.GetAttribute("action")!;
        var wrong = await ana.Post(post, ("clientKey", $"{Guid.NewGuid()}"), ("header.1", "A-1"), ("body.1", "Marta"), ("body.2", ""), ("button.0", "A-1"));
        var sent = await ana.Post(post, ("clientKey", $"{Guid.NewGuid()}"), ("header.1", "A-1"), ("body.1", "Marta"), ("body.2", "en camino"), ("button.0", "A-1"));
        var chat = await ana.Get(sent.Location!);

        Assert.Equal(["estado pedido"], list.Document.QuerySelectorAll("#template-list b").Select(name => name.TextContent));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal("Completa este dato.", wrong.Document.QuerySelector("#field-body-2-problem")!.TextContent);
        Assert.Equal("Marta", wrong.Document.QuerySelector("#field-body-1")!.GetAttribute("value"));
        Assert.Equal((HttpStatusCode.SeeOther, $"/inbox/mine/{ticket.Id}"), (sent.Status, sent.Location));
        var bubble = chat.Document.QuerySelector(".message.out")!;
        Assert.Equal("Plantilla", bubble.QuerySelector(".kind")!.TextContent.Trim());
        Assert.Equal("Pedido A-1", bubble.QuerySelector(".template-header")!.TextContent);
        Assert.Equal("Marta, tu pedido está en camino.", bubble.QuerySelector(".body")!.TextContent);
        Assert.Equal("Tienda de prueba", bubble.QuerySelector(".template-footer")!.TextContent);
        Assert.Equal(["Ver pedido https://tienda.example/pedidos/A-1", "Gracias"], bubble.QuerySelectorAll(".template-buttons li").Select(button => string.Join(' ', button.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public async Task As_a_sheet_it_comes_as_its_part_alone_and_a_refusal_comes_back_into_it()
    {
        var (session, viewer, ticket) = await Held();
        using var ana = session;
        await ana.Post("/presence?handler=choose&available=false");

        var sheet = await ana.Get(Page(ticket), htmx: true);
        var refused = await ana.Htmx($"{Page(ticket)}?template=saludo&language=es", ("clientKey", $"{Guid.NewGuid()}"));
        var sent = await ana.Htmx($"{Page(ticket)}?template=saludo&language=es", ("clientKey", $"{Guid.NewGuid()}"), ("online", "true"));

        Assert.StartsWith("<section class=\"sheet template\"", sheet.Body.TrimStart(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("hx-target=\"#sheet\"", refused.Body, StringComparison.Ordinal);
        Assert.Contains("name=\"online\"", refused.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, sent.Status);
        Assert.Equal(MessageKind.Template, (await Make.Ticket(app.Database, ticket.Id)).LastKind);
        Assert.Equal(viewer.Id, (await Make.Ticket(app.Database, ticket.Id)).OperatorId);
    }

    [Fact]
    public async Task What_has_a_place_over_its_text_is_not_offered_and_the_list_says_so()
    {
        var (session, _, ticket) = await Held();
        using var ana = session;

        var list = await ana.Get(Page(ticket));
        var forced = await ana.Get($"{Page(ticket)}?template=con_lugar&language=es");

        Assert.DoesNotContain("con lugar", list.Document.QuerySelector("#template-list ul")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Una más lleva un lugar", list.Document.QuerySelector("#template-list")!.TextContent, StringComparison.Ordinal);
        Assert.Null(forced.Document.QuerySelector("main form.form"));
    }

    [Fact]
    public async Task A_ticket_that_is_not_ones_own_to_see_has_no_templates()
    {
        var (session, _, _) = await Held();
        using var ana = session;
        var elsewhere = await Make.Ticket(app.Database, await app.Channel(await Make.Inbox(app.Database)), DateTime.UtcNow);

        Assert.Equal(HttpStatusCode.NotFound, (await ana.Get($"/inbox/all/{elsewhere.Id}/template")).Status);
    }

    [Fact]
    public async Task A_new_number_is_read_in_the_channels_country_and_begins_with_a_template_before_which_nothing_is_stored()
    {
        var (session, viewer, _) = await Held();
        using var ana = session;
        var digits = $"{5000 + (Make.Number() % 4000)}-{1000 + (Make.Number() % 8000)}";

        var choices = await ana.Get($"/inbox/new?phone={Uri.EscapeDataString("11 " + digits)}");
        var on = await ana.Post("/inbox/new", ("phone", choices.Document.QuerySelector("main [name=phone]")!.GetAttribute("value")!), ("name", "Nadia"), ("channel", choices.Document.QuerySelector("main [name=channel]")!.GetAttribute("value")!), ("inbox", ""));
        var list = await ana.Get(on.Location!);
        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*)::int from contacts where name = 'Nadia'"));
        var form = await ana.Get(list.Document.QuerySelectorAll("#template-list a").Single(link => link.TextContent.Contains("saludo", StringComparison.Ordinal)).GetAttribute("href")!);
        var sent = await ana.Post(form.Document.QuerySelector("main form.form")!.GetAttribute("action")!, ("clientKey", $"{Guid.NewGuid()}"));

        Assert.StartsWith("+5411", choices.Document.QuerySelector("main [name=phone]")!.GetAttribute("value"), StringComparison.Ordinal);
        Assert.StartsWith("/inbox/new/template?", on.Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        var ticket = await Make.Ticket(app.Database, Id(sent));
        Assert.Equal(("Nadia", viewer.Id, "Hola de nuevo."), (ticket.ContactName, ticket.OperatorId, ticket.LastPreview));
    }

    [Fact]
    public async Task A_number_that_is_none_comes_back_with_what_is_wrong_with_it()
    {
        var (session, _, _) = await Held();
        using var ana = session;

        var wrong = await ana.Get($"/inbox/new?phone={Uri.EscapeDataString("+54 9 11 55")}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal("El número es demasiado corto: le faltan dígitos o el código de área.", wrong.Document.QuerySelector("#phone-problem")!.TextContent);
        Assert.Equal("+54 9 11 55", wrong.Document.QuerySelector("#phone")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_contact_with_an_open_ticket_shows_who_has_it_and_inside_the_window_a_ticket_opens_at_once()
    {
        var (session, viewer, ticket) = await Held();
        using var ana = session;

        var held = await ana.Get($"/inbox/new?contact={ticket.ContactId}");
        var forced = await ana.Post("/inbox/new", ("contact", $"{ticket.ContactId}"), ("channel", $"{ticket.ChannelId}"));
        await Tickets.Apply(app.Database, TicketMove.Close, viewer, ticket.Id, DateTime.UtcNow);
        var opened = await ana.Post("/inbox/new", ("contact", $"{ticket.ContactId}"), ("channel", $"{ticket.ChannelId}"));
        var nobody = await ana.Get("/inbox/new?contact=999999");

        Assert.Contains($"Lo tiene {viewer.Name}", held.Document.QuerySelector(".new-channels")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/inbox/all/{ticket.Id}", held.Document.QuerySelector(".new-channels a")!.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.Conflict, forced.Status);
        Assert.Contains($"/inbox/all/{ticket.Id}", forced.Document.QuerySelector("#new-problem")!.InnerHtml, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, opened.Status);
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(app.Database, Id(opened))).Status);
        Assert.Equal(HttpStatusCode.NotFound, nobody.Status);
    }

    [Fact]
    public async Task An_administrator_has_the_templates_read_again_and_sees_each_with_its_state()
    {
        var inbox = await Make.Inbox(app.Database);
        var channel = await app.Channel(inbox);
        await using (var db = await app.Database.Open())
        {
            await Channels.Belongs(db, channel.Id, "200000000000001");
        }

        var email = $"admin{Make.Number()}@convos.test";
        await app.Person(email, Role.Admin);
        using var admin = await Session.SignedIn(app, email);
        await admin.Get($"/settings/channels/{channel.Name}");

        var answer = await admin.Post($"/settings/channels/{channel.Name}?handler=templates");
        await Until.True(async () => (await admin.Get(answer.Location!)).Document.QuerySelectorAll("#templates li").Length == FakeTemplates.All.Count);
        var shown = (await admin.Get(answer.Location!)).Document.QuerySelector("#templates")!;

        Assert.Contains("10 aprobadas de 13.", shown.TextContent, StringComparison.Ordinal);
        Assert.Contains(shown.QuerySelectorAll("li"), line => line.TextContent.Contains("te_extranamos", StringComparison.Ordinal) && line.TextContent.Contains("Pausada", StringComparison.Ordinal));
    }

    private async Task<(Session Session, Viewer Viewer, Ticket Ticket)> Held()
    {
        var inbox = await Make.Inbox(app.Database);
        var channel = await app.Channel(inbox);
        await Make.One<int>(app.Database, "with c as (update channels set display_address = '+54 9 11 5555-0001' where id = @Id returning 1) select count(*)::int from c", new { channel.Id });
        await TemplateDesk.Tells(app.Database, channel, DateTime.UtcNow,
            TemplateDesk.Told("estado_pedido", TemplateDesk.Order), TemplateDesk.Told("saludo", TemplateDesk.Plain),
            TemplateDesk.Told("con_lugar", TemplateDesk.Plain with { Header = new(TemplateHeaderKind.Other) }));
        var email = $"ana{Make.Number()}@convos.test";
        var viewer = await app.Person(email, Role.Operator, inbox);
        var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        await Presences.Choose(app.Database, viewer.Id, available: true, DateTime.UtcNow);
        var ticket = await Make.Ticket(app.Database, channel, DateTime.UtcNow, $"+549115{Make.Number():D7}");
        return (session, viewer, (await Tickets.Apply(app.Database, TicketMove.Take, viewer, ticket.Id, DateTime.UtcNow)).Ticket!);
    }

    private static long Id(Answer answer) => long.Parse(answer.Location!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static string Page(Ticket ticket) => $"/inbox/mine/{ticket.Id}/template";
}
