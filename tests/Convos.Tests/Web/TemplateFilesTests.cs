using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Data;
using Convos.Web;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>Templates with a picture or a document over their text: chosen, kept, refused and sent, without scripts and with them.</summary>
public sealed class TemplateFilesTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly byte[] Jpeg = Photo.Of(SKEncodedImageFormat.Jpeg, 640, 480);

    [Fact]
    public async Task A_picture_goes_to_meta_first_and_stands_over_the_text_everywhere()
    {
        var (ana, ticket) = await Held();
        using var session = ana;
        var form = await ana.Get(Page(ticket, "novedades_con_foto"));

        var sent = await ana.Upload(Post(form), "header", Jpeg, "vestido rojo.jpg", ("clientKey", Key(form)), ("body.1", "Marta"));
        var template = await Sent(ticket);
        var bubble = (await ana.Get(sent.Location!)).Document.QuerySelector(".message.out")!;

        Assert.Equal("multipart/form-data", form.Document.QuerySelector("main form.form")!.GetAttribute("enctype"));
        Assert.Equal((HttpStatusCode.SeeOther, $"/inbox/mine/{ticket.Id}"), (sent.Status, sent.Location));
        var media = app.Graph.Graph.Media.Uploads.Last(upload => upload.ContentType == "image/jpeg" && upload.Bytes.SequenceEqual(Jpeg));
        Assert.Equal(
            Written($$$"""
            {"name":"novedades_con_foto","language":{"code":"es"},"components":[
              {"type":"header","parameters":[{"type":"image","image":{"id":"{{{media.Id}}}"}}]},
              {"type":"body","parameters":[{"type":"text","text":"Marta"}]}]}
            """), Written(template.GetRawText()));
        Assert.EndsWith("/thumbnail/", bubble.QuerySelector(".media-picture img")!.GetAttribute("src")![..^16], StringComparison.Ordinal);
        Assert.Equal("Imagen", bubble.QuerySelector(".media-picture img")!.GetAttribute("alt"));
        Assert.Equal("Marta, mira lo nuevo de la temporada.", bubble.QuerySelector(".body")!.TextContent);
        var shown = app.Graph.Graph.Phones.Chat(await Account(ticket), FakePhone.Key(ticket.ContactPhone!))[^1];
        Assert.Equal((media.Id, "Marta, mira lo nuevo de la temporada.\n▸ Ver novedades"), (shown.Content.File?.MediaId, shown.Text));
    }

    [Fact]
    public async Task A_document_goes_with_its_name()
    {
        var (ana, ticket) = await Held();
        using var session = ana;
        var form = await ana.Get(Page(ticket, "factura_del_mes"));

        var sent = await ana.Upload(Post(form), "header", MediaFiles.Pdf, "C:\\facturas\\marzo.pdf", ("clientKey", Key(form)), ("body.1", "Marta"), ("body.2", "marzo"));
        var template = await Sent(ticket);
        var bubble = (await ana.Get(sent.Location!)).Document.QuerySelector(".message.out")!;

        var media = app.Graph.Graph.Media.Uploads.Last(upload => upload.ContentType == "application/pdf");
        Assert.Equal(
            Written($$$"""
            {"name":"factura_del_mes","language":{"code":"es"},"components":[
              {"type":"header","parameters":[{"type":"document","document":{"id":"{{{media.Id}}}","filename":"marzo.pdf"}}]},
              {"type":"body","parameters":[{"type":"text","text":"Marta"},{"type":"text","text":"marzo"}]}]}
            """), Written(template.GetRawText()));
        Assert.Equal("marzo.pdf", bubble.QuerySelector(".media-file b")!.TextContent);
        Assert.Equal("Tienda de prueba", bubble.QuerySelector(".template-footer")!.TextContent);
    }

    [Fact]
    public async Task Without_its_file_it_comes_back_with_a_sentence_and_the_words()
    {
        var (ana, ticket) = await Held();
        using var session = ana;
        var form = await ana.Get(Page(ticket, "factura_del_mes"));

        var wrong = await ana.Post(Post(form), ("clientKey", Key(form)), ("body.1", "Marta"), ("body.2", "marzo"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal("Esta plantilla lleva un documento: elige el archivo.", wrong.Document.QuerySelector("#field-file-problem")!.TextContent.Trim());
        Assert.Equal("marzo", wrong.Document.QuerySelector("#field-body-2")!.GetAttribute("value"));
        Assert.Null(wrong.Document.QuerySelector("[name=upload]"));
    }

    [Theory]
    [InlineData("novedades_con_foto", "hoja.pdf", "El archivo es un documento (.pdf). Para enviar una imagen se acepta JPG o PNG.")]
    [InlineData("factura_del_mes", "foto.jpg", "El archivo es una imagen (.jpg). Para enviar un documento se acepta")]
    [InlineData("novedades_con_foto", "nada.jpg", "El archivo está vacío.")]
    public async Task A_file_that_the_channel_would_refuse_comes_back_with_the_rule_that_it_breaks(string template, string name, string sentence)
    {
        var (ana, ticket) = await Held();
        using var session = ana;
        var form = await ana.Get(Page(ticket, template));
        var content = name switch { "hoja.pdf" => MediaFiles.Pdf, "foto.jpg" => Jpeg, _ => [] };

        var wrong = await ana.Upload(Post(form), "header", content, name, ("clientKey", Key(form)), ("body.1", "Marta"), ("body.2", "marzo"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains(name, wrong.Document.QuerySelector("#field-file-problem")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(sentence, wrong.Document.QuerySelector("#field-file-problem")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Marta", wrong.Document.QuerySelector("#field-body-1")!.GetAttribute("value"));
        Assert.Null(wrong.Document.QuerySelector("[name=upload]"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_here_need_not_be_chosen_again_and_can_be_exchanged(bool htmx)
    {
        var (ana, ticket) = await Held();
        using var session = ana;
        var form = await ana.Get(Page(ticket, "novedades_con_foto"));
        var post = Post(form);

        var wrong = await ana.Upload(post, "header", Jpeg, "azul.jpg", htmx, ("clientKey", Key(form)), ("body.1", ""));
        var upload = wrong.Document.QuerySelector("[name=upload]")!.GetAttribute("value")!;
        var again = await ana.Upload(post, "header", Photo.Of(SKEncodedImageFormat.Webp), "verde.webp", htmx, ("clientKey", Key(form)), ("upload", upload), ("body.1", ""));
        var sent = htmx
            ? await ana.Htmx(post, ("clientKey", Key(form)), ("upload", upload), ("body.1", "Marta"))
            : await ana.Post(post, ("clientKey", Key(form)), ("upload", upload), ("body.1", "Marta"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("azul.jpg", wrong.Document.QuerySelector(".template-file")!.TextContent, StringComparison.Ordinal);
        Assert.False(wrong.Document.QuerySelector("#field-file")!.HasAttribute("required"));
        var (blue, green) = (Preview(wrong), Preview(again));
        Assert.StartsWith($"/uploads/{upload}/thumbnail?", blue, StringComparison.Ordinal);
        Assert.NotEqual(blue, green);
        Assert.Contains("verde.jpg", again.Document.QuerySelector(".template-file")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(htmx ? HttpStatusCode.OK : HttpStatusCode.SeeOther, sent.Status);
        Assert.Equal("image", (await Sent(ticket)).GetProperty("components")[0].GetProperty("parameters")[0].GetProperty("type").GetString());
        Assert.Equal("verde.jpg", await Make.One<string>(app.Database, "select file_name from attachments a join messages m on m.id = a.message_id where m.ticket_id = @Id", new { ticket.Id }));
    }

    [Fact]
    public async Task The_same_post_twice_is_one_message()
    {
        var (ana, ticket) = await Held();
        using var session = ana;
        var form = await ana.Get(Page(ticket, "novedades_con_foto"));

        foreach (var _ in new[] { 1, 2 })
        {
            var sent = await ana.Upload(Post(form), "header", Jpeg, "foto.jpg", ("clientKey", Key(form)), ("body.1", "Marta"));
            Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        }

        Assert.Equal(1, await Make.One<int>(app.Database, "select count(*)::int from messages where ticket_id = @Id and kind = 'template'", new { ticket.Id }));
    }

    [Fact]
    public async Task A_file_of_somebody_else_is_none()
    {
        var (bruno, other) = await Held();
        var (ana, ticket) = await Held();
        using var one = bruno;
        using var two = ana;
        var his = await bruno.Upload(Post(await bruno.Get(Page(other, "novedades_con_foto"))), "header", Jpeg, "suya.jpg", ("clientKey", $"{Guid.NewGuid()}"), ("body.1", ""));
        var upload = his.Document.QuerySelector("[name=upload]")!.GetAttribute("value")!;
        var form = await ana.Get(Page(ticket, "novedades_con_foto"));

        var carried = await ana.Post(Post(form), ("clientKey", Key(form)), ("upload", upload), ("body.1", "Marta"));
        var forged = await ana.Upload(Post(form), "header", Jpeg, "mía.jpg", ("clientKey", upload), ("body.1", "Marta"));

        Assert.All([carried, forged], answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status));
        Assert.DoesNotContain("suya.jpg", carried.Body, StringComparison.Ordinal);
        Assert.Equal("suya.jpg", await Make.One<string>(app.Database, "select file_name from uploads where id = @id", new { id = Guid.Parse(upload) }));
        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*)::int from messages where ticket_id = @Id and kind = 'template'", new { ticket.Id }));
    }

    [Fact]
    public async Task Who_is_no_disponible_keeps_the_file_while_going_online()
    {
        var (ana, ticket) = await Held();
        using var session = ana;
        var form = await ana.Get(Page(ticket, "novedades_con_foto"));
        await ana.Post("/presence?handler=choose&available=false");

        var refused = await ana.Upload(Post(form), "header", Jpeg, "foto.jpg", htmx: true, ("clientKey", Key(form)), ("body.1", "Marta"));
        var upload = refused.Document.QuerySelector("[name=upload]")!.GetAttribute("value")!;
        var sent = await ana.Htmx(Post(form), ("clientKey", Key(form)), ("upload", upload), ("body.1", "Marta"), ("online", "true"));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (refused.Status, sent.Status));
    }

    [Fact]
    public async Task A_new_ticket_begins_with_a_picture_that_was_kept_across_a_mistake()
    {
        var (ana, other) = await Held();
        using var session = ana;
        var phone = $"+549115{Make.Number():D7}";
        var url = $"/inbox/new/template?phone={Uri.EscapeDataString(phone)}&name=Nadia&channel={other.ChannelId}&template=novedades_con_foto&language=es";
        var form = await ana.Get(url);

        var wrong = await ana.Upload(Post(form), "header", Jpeg, "foto.jpg", ("clientKey", Key(form)), ("body.1", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*)::int from threads where address = @phone", new { phone }));
        var upload = wrong.Document.QuerySelector("[name=upload]")!.GetAttribute("value")!;
        var sent = await ana.Post(Post(wrong), ("clientKey", Key(wrong)), ("upload", upload), ("body.1", "Nadia"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        var ticket = await Make.Ticket(app.Database, long.Parse(sent.Location!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("image", (await Sent(ticket)).GetProperty("components")[0].GetProperty("parameters")[0].GetProperty("type").GetString());
        Assert.NotNull((await ana.Get(sent.Location!)).Document.QuerySelector(".message.out .media-picture"));
    }

    // What Meta was told, once it was.
    private async Task<JsonElement> Sent(Ticket ticket)
    {
        var account = await Account(ticket);
        GraphRequest? Told() => app.Graph.Graph.Requests.All.LastOrDefault(request => request.Type == "template" && request.PhoneNumberId == account);
        await Until.True(() => Told() is not null, "The template leaves");
        Assert.Equal(200, Told()!.Status);
        return Told()!.Body!.Value.GetProperty("template");
    }

    private async Task<(Session Session, Ticket Ticket)> Held()
    {
        var inbox = await Make.Inbox(app.Database);
        var channel = await app.Channel(inbox);
        await TemplateDesk.Tells(app.Database, channel, DateTime.UtcNow, TemplateDesk.WithPicture, TemplateDesk.WithDocument);
        var email = $"ana{Make.Number()}@convos.test";
        var viewer = await app.Person(email, Role.Operator, inbox);
        var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        await Presences.Choose(app.Database, viewer.Id, available: true, DateTime.UtcNow);
        var ticket = await Make.Ticket(app.Database, channel, DateTime.UtcNow, $"+549115{Make.Number():D7}");
        return (session, (await Tickets.Apply(app.Database, TicketMove.Take, viewer, ticket.Id, DateTime.UtcNow)).Ticket!);
    }

    private Task<string> Account(Ticket ticket) => Make.One<string>(app.Database, "select account_id from channels where id = @ChannelId", new { ticket.ChannelId });

    private static string Post(Answer form) => form.Document.QuerySelector("main form.form")!.GetAttribute("action")!;

    private static string Preview(Answer form) => form.Document.QuerySelector(".template-media img")!.GetAttribute("src")!;

    private static string Key(Answer form) => form.Document.QuerySelector("form.form [name=clientKey]")!.GetAttribute("value")!;

    private static string Page(Ticket ticket, string template) => $"/inbox/mine/{ticket.Id}/template?template={template}&language=es";

    private static string Written(string json) => JsonNode.Parse(json)!.ToJsonString();
}
