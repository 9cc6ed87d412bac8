using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>The templates of an account are read page by page from a Graph as strict as Meta, and sent in the shape that it takes.</summary>
public sealed class FetchTemplatesTests : IAsyncLifetime
{
    private const string Business = "200000000000001";

    private readonly TestDatabase test = new();
    private readonly FakeTimeProvider clock = new(Make.Noon);
    private FakeGraphServer server = null!;
    private Desk desk = null!;
    private Viewer ana = null!;

    private Database Database => test.Database;

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        desk = await Desk.Open(Database);
        ana = await desk.Operator();
        server = await FakeGraphServer.Start(new HttpClient(new Inbox()));
        server.Graph.Connect(Number());
        await using var db = await Database.Open();
        await Channels.Belongs(db, desk.Channel.Id, Business);
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await test.DisposeAsync();
    }

    [Fact]
    public async Task Every_page_is_read_and_each_template_is_kept_in_its_state_and_shape()
    {
        server.Graph.TemplatesAtOnce = 2;

        await Fetch();

        var all = await All();
        Assert.Equal(FakeTemplates.All.Select(one => (one.Name, one.Language)).Order(), all.Select(one => (one.Name, one.Language)).Order());
        Assert.Equal(TemplateStatus.Paused, all.Single(one => one.Name == "te_extranamos").Status);
        Assert.Equal(("RED", TemplateCategory.Marketing), all.Where(one => one.Name == "te_extranamos").Select(one => (one.Quality, one.Category)).Single());
        Assert.Equal(TemplateStatus.Pending, all.Single(one => one.Name == "encuesta_nueva").Status);
        Assert.Equal(TemplateStatus.Rejected, all.Single(one => one.Name == "oferta_gratis").Status);
        Assert.True(all.Single(one => one.Name == "recordatorio_turno").Named);
        Assert.Equal((true, MessageKind.Image), all.Where(one => one.Name == "novedades_con_foto").Select(one => (one.Parts.IsSendable, one.Parts.File)).Single());
        Assert.Equal((true, MessageKind.Document), all.Where(one => one.Name == "factura_del_mes").Select(one => (one.Parts.IsSendable, one.Parts.File)).Single());
        Assert.False(all.Single(one => one.Name == "donde_estamos").Parts.IsSendable);
        var order = all.Single(one => one.Name == "estado_pedido").Parts;
        Assert.Equal(("Pedido {{1}}", "Tienda de prueba", "https://tienda.example/pedidos/{{1}}"), (order.Header!.Text, order.Footer, order.Buttons[0].Target));
        Assert.Equal(("A-1042", "en camino", "A-1042"), (order.Examples["header.1"], order.Examples["body.2"], order.Examples["button.0"]));
        Assert.Equal("lunes 9", all.Single(one => one.Name == "recordatorio_turno").Parts.Examples["body.fecha"]);
    }

    [Fact]
    public async Task A_page_that_fails_in_between_changes_nothing_and_says_why()
    {
        await Fetch();
        server.Graph.Connect(Number() with { Scopes = ["whatsapp_business_messaging"] });
        clock.Advance(TimeSpan.FromHours(1));

        await Fetch();

        Assert.Equal(FakeTemplates.All.Count, (await All()).Count);
        Assert.StartsWith("200 · ", await Error(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_whose_business_account_nobody_knows_says_so_and_asks_nobody()
    {
        await Make.One<int>(Database, "with c as (update channels set business_account_id = null returning 1) select count(*)::int from c");

        await Fetch();

        Assert.Equal(FetchTemplates.NoBusiness, await Error());
        Assert.Empty(await All());
    }

    [Fact]
    public async Task A_graph_that_cannot_be_reached_is_asked_again_soon()
    {
        var away = await FakeGraphServer.Start(new HttpClient(new Inbox()));
        await away.DisposeAsync();
        await Fetch(away.BaseAddress);

        Assert.NotEqual("", await Error());
        clock.Advance(TimeSpan.FromSeconds(20));
        await Fetch();
        Assert.Equal("", await Error());
        Assert.NotEmpty(await All());
    }

    [Fact]
    public async Task A_template_leaves_field_by_field_as_meta_wants_it_and_its_phone_shows_it_outside_the_window()
    {
        await Fetch();
        var (phone, late) = (Desk.Phone(), TimeSpan.FromHours(30));
        var ticket = await desk.Held(ana, phone);
        clock.Advance(late);

        await Send(ticket, "estado_pedido", ("header.1", "A-7"), ("body.1", "Marta"), ("body.2", "en camino"), ("body.3", "viernes"), ("button.0", "A-7"));

        var sent = Assert.Single(server.Graph.Requests.All);
        Assert.Equal((200, "template", phone), (sent.Status, sent.Type, sent.To));
        Assert.Equal(
            """{"name":"estado_pedido","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"text","text":"A-7"}]},{"type":"body","parameters":[{"type":"text","text":"Marta"},{"type":"text","text":"en camino"},{"type":"text","text":"viernes"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"A-7"}]}]}""",
            sent.Body!.Value.GetProperty("template").GetRawText());
        Assert.Equal(
            "Pedido A-7\n*Marta*, tu pedido ya está en camino.\nLo recibes el viernes.\nTienda de prueba\n▸ Ver pedido\n▸ Tengo un problema",
            server.Graph.Phone(desk.Channel.AccountId, phone).Chat[^1].Text);
    }

    [Fact]
    public async Task Named_variables_bear_their_names_a_code_its_own_kind_and_what_has_none_no_components()
    {
        await Fetch();
        var ticket = await desk.Held(ana);

        await Send(ticket, "recordatorio_turno", ("body.nombre", "Ana"), ("body.fecha", "lunes"), ("body.hora", "9:00"));
        await Send(ticket, "cupon_aniversario", ("body.1", "Ana"), ("button.0", "CONVOS15"));
        await Send(ticket, "gracias_por_tu_compra");

        var bodies = server.Graph.Requests.All.Select(one => (one.Status, one.Body!.Value.GetProperty("template").GetRawText())).ToList();
        Assert.Equal(
        [
            (200, """{"name":"recordatorio_turno","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","parameter_name":"nombre","text":"Ana"},{"type":"text","parameter_name":"fecha","text":"lunes"},{"type":"text","parameter_name":"hora","text":"9:00"}]}]}"""),
            (200, """{"name":"cupon_aniversario","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"Ana"}]},{"type":"button","sub_type":"copy_code","index":"0","parameters":[{"type":"coupon_code","coupon_code":"CONVOS15"}]}]}"""),
            (200, """{"name":"gracias_por_tu_compra","language":{"code":"es"}}"""),
        ], bodies);
    }

    [Fact]
    public async Task A_template_that_meta_paused_meanwhile_fails_with_its_reason_and_is_offered_no_more()
    {
        await Fetch();
        server.Graph.Keep(Business, [.. FakeTemplates.All.Select(one => one.Name == "gracias_por_tu_compra" ? one with { Status = "PAUSED" } : one)]);

        var message = await Send(await desk.Held(ana), "gracias_por_tu_compra");

        Assert.StartsWith("132015 · ", (await desk.Message(message.Id)).Failure, StringComparison.Ordinal);
        await using var db = await Database.Open();
        Assert.Null(await Templates.Find(db, desk.Channel.Id, "gracias_por_tu_compra", "es"));
    }

    [Fact]
    public async Task A_template_that_is_another_by_now_fails_and_is_read_anew()
    {
        await Fetch();
        server.Graph.Keep(Business, FakeTemplates.Make(1, "gracias_por_tu_compra", "es", "MARKETING", "APPROVED", FakeTemplates.Body("Gracias, {{1}}.", "Marta")));

        var message = await Send(await desk.Held(ana), "gracias_por_tu_compra");
        await Fetch();

        Assert.StartsWith("132000 · ", (await desk.Message(message.Id)).Failure, StringComparison.Ordinal);
        Assert.Equal("Gracias, {{1}}.", Assert.Single(await All()).Parts.Body);
    }

    private FakeNumber Number() => new(desk.Channel.AccountId, "15550000001", "token", "secret", () => new Uri("http://webhook.test/"));

    private async Task<Message> Send(Ticket ticket, string name, params (string Key, string Value)[] values)
    {
        await using var db = await Database.Open();
        var template = (await Templates.Find(db, desk.Channel.Id, name, "es"))!;
        var filled = FilledTemplate.Of(template, values.ToDictionary(value => value.Key, value => value.Value));
        Assert.Empty(filled.Problems);
        var said = await Messages.Reply(Database, ana, ticket.Id, filled.Draft(Guid.NewGuid()), clock.Now());
        Assert.Null(said.Refusal);
        await new DeliverMessages(Database, [Channel(server.BaseAddress)], new ClearSecrets(), clock, NullLogger<DeliverMessages>.Instance).Run(default);
        return said.Message!;
    }

    private Task Fetch(Uri? graph = null) =>
        new FetchTemplates(Database, [Channel(graph ?? server.BaseAddress)], new ClearSecrets(), clock, NullLogger<FetchTemplates>.Instance).Run(default);

    private static WhatsAppChannel Channel(Uri graph) => new(new HttpClient(), new HttpClient(), Options.Create(new WhatsAppOptions { GraphBaseAddress = graph }));

    private async Task<IReadOnlyList<Template>> All()
    {
        await using var db = await Database.Open();
        return await Templates.All(db, desk.Channel.Id);
    }

    private Task<string> Error() => Make.One<string>(Database, "select templates_error from channels");
}
