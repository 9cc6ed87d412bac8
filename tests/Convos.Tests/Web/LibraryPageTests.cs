using System.Net;
using Convos.Data;
using Convos.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>The library by forms alone: kept, checked by content, served, and put into a chat's bar.</summary>
public sealed class LibraryPageTests(TestApp app) : IClassFixture<TestApp>
{
    private static DateTime Now => DateTime.UtcNow;

    [Fact]
    public async Task Files_are_kept_under_their_own_names_and_those_that_break_a_rule_are_told_beside_the_others()
    {
        var inbox = await Make.Inbox(app.Database, $"Depósito {Make.Number()}");
        var (_, session) = await Person(Role.Supervisor, inbox);
        using var _ = session;
        await session.Get("/library/new");

        var mixed = await session.Upload("/library/new", [("files", MediaFiles.Pdf, "Lista_de_precios.pdf"), ("files", MediaFiles.Exe, "virus.pdf"), ("files", [], "vacio.txt")], ("folder", $"{inbox}"));
        var single = await session.Upload("/library/new", [("files", Photo.Of(), "IMG_0001.png")], ("folder", "everyone"), ("title", " Frente del local "));
        var list = await session.Get($"/library?folder={inbox}");
        var found = await session.Get("/library?q=FRENTE+DEL");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, mixed.Status);
        // What was refused is known, too, so that its bytes go some day.
        Assert.Equal(1, await Make.One<int>(app.Database, "select count(*)::int from files where name = @name", new { name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(MediaFiles.Exe)) }));
        Assert.Equal(
            ["virus.pdf: El archivo dice ser un documento, pero es un programa (.exe). Para enviar un documento se acepta PDF, TXT, DOC, DOCX, XLS, XLSX, PPT o PPTX.", "vacio.txt: El archivo está vacío."],
            mixed.Document.QuerySelectorAll(".problems li").Select(line => line.TextContent.Trim()));
        Assert.Contains("Los demás se guardaron.", mixed.Document.QuerySelector(".form")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, single.Status);
        Assert.Equal(["Lista de precios"], list.Document.QuerySelectorAll(".library td a.clip").Select(link => link.TextContent));
        Assert.Equal("Frente del local", found.Document.QuerySelector(".library td a.clip")!.TextContent);
        Assert.Contains("IMG_0001.png", found.Document.QuerySelector(".library .quiet")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nada", "Elige al menos un archivo.")]
    [InlineData("999999", "Esa carpeta no existe o no puedes guardar en ella.")]
    [InlineData("otra", "Esa carpeta no existe o no puedes guardar en ella.")]
    public async Task What_is_wrong_with_the_form_is_said_in_a_sentence(string folder, string sentence)
    {
        var (_, session) = await Person(Role.Supervisor, await Make.Inbox(app.Database));
        using var _ = session;
        await session.Get("/library/new");

        var answer = await session.Upload("/library/new", folder == "nada" ? [] : [("files", MediaFiles.Pdf, "a.pdf")], ("folder", folder));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, sentence), (answer.Status, answer.Document.QuerySelector(".problems")!.TextContent.Trim()));
    }

    [Fact]
    public async Task A_file_is_renamed_moved_deleted_and_brought_back()
    {
        var inbox = await Make.Inbox(app.Database);
        var (lead, session) = await Person(Role.Supervisor, inbox);
        using var _ = session;
        var id = await Kept(lead, inbox, "Antes", Photo.Of(), "foto.png");
        await session.Get($"/library/{id}");

        var wrong = await session.Post($"/library/{id}", ("title", ""), ("folder", "everyone"));
        await session.Post($"/library/{id}", ("title", "Después"), ("folder", "everyone"));
        var after = await session.Get($"/library/{id}");
        await session.Post($"/library?handler=delete&id={id}");
        var gone = await session.Get("/library");
        await session.Post(gone.Document.QuerySelector(".done")!.GetAttribute("action")!);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Falta el título."), (wrong.Status, wrong.Document.QuerySelector(".problems")!.TextContent.Trim()));
        Assert.Equal(("Después", "everyone"), (after.Document.QuerySelector("#title")!.GetAttribute("value"), after.Document.QuerySelector("#folder option[selected]")?.GetAttribute("value") ?? "everyone"));
        Assert.Contains("Se eliminó «Después» de la librería.", gone.Document.QuerySelector(".done")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await session.Get($"/library/{id}")).Status);
    }

    [Fact]
    public async Task An_operator_reads_and_opens_and_keeps_nothing()
    {
        var (inbox, other) = (await Make.Inbox(app.Database), await Make.Inbox(app.Database));
        var admin = await Make.Operator(app.Database, Role.Admin);
        var (mine, foreign) = (await Kept(admin, inbox, "Mía", Photo.Of(), "foto.png"), await Kept(admin, other, "Ajena", MediaFiles.Pdf, "x.pdf"));
        var (_, session) = await Person(Role.Operator, inbox);
        using var _ = session;

        var page = await session.Get("/library?folder=" + inbox);
        var link = page.Document.QuerySelector(".library a[target]")!.GetAttribute("href")!;
        using var file = await session.Http.GetAsync(link);
        using var small = await session.Http.GetAsync(page.Document.QuerySelector(".face img")!.GetAttribute("src"));
        var version = await Make.One<string>(app.Database, "select left(file, 16) from library_files where id = @foreign", new { foreign });

        Assert.Null(page.Document.QuerySelector(".library form, .section-head .button"));
        Assert.Equal(("image/png", "image/webp"), (file.Content.Headers.ContentType!.MediaType, small.Content.Headers.ContentType!.MediaType));
        Assert.Contains("sandbox", file.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await session.Get(link.Replace("/file/", "/file/0", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await session.Get($"/library/{foreign}/file/{version}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await session.Post($"/library?handler=delete&id={mine}")).Status);
    }

    [Fact]
    public async Task What_is_ticked_in_a_chat_waits_in_its_bar_and_what_is_not_for_it_does_not()
    {
        var (inbox, other) = (await Make.Inbox(app.Database), await Make.Inbox(app.Database));
        var admin = await Make.Operator(app.Database, Role.Admin);
        var (photo, paper, elsewhere) = (await Kept(admin, inbox, "Foto", Photo.Of(), "foto.png"),
            await Kept(admin, null, "Gatos", MediaFiles.Pdf, "gatos.pdf"), await Kept(admin, other, "Ajena", MediaFiles.Pdf, "x.pdf"));
        var (ana, session) = await Person(Role.Operator, inbox);
        using var _ = session;
        var ticket = await Make.Ticket(app.Database, await app.Channel(inbox), Now);
        var url = $"/inbox/all/{ticket.Id}/library";
        var sheet = await session.Get(url);

        var none = await session.Post(url);
        var gone = await session.Post(url, ("file", $"{elsewhere}"));
        var many = await session.Post(url, [.. Enumerable.Range(1, 11).Select(one => ("file", $"{one}"))]);
        var placed = await session.Post(url, ("file", $"{paper}"), ("file", $"{photo}"));
        var chips = await session.Htmx(url, ("file", $"{photo}"));
        var searched = await session.Get($"{url}?q=gat&file={photo}", htmx: true);

        Assert.DoesNotContain("Ajena", sheet.Body, StringComparison.Ordinal);
        Assert.Equal(
            ["Marca al menos un archivo.", "Esos archivos ya no están en la librería.", "Adjunta hasta 10 archivos a la vez."],
            new[] { none, gone, many }.Select(answer => answer.Document.QuerySelector(".problems")!.TextContent.Trim()));
        Assert.Equal((HttpStatusCode.SeeOther, $"/inbox/all/{ticket.Id}"), (placed.Status, placed.Location));
        Assert.Contains("foto.png", chips.Body, StringComparison.Ordinal);
        await using var db = await app.Database.Open();
        Assert.Equal([MessageKind.Document, MessageKind.Image, MessageKind.Image], (await Uploads.Waiting(db, ana, ticket.Id)).Select(upload => upload.Kind));
        Assert.Equal([$"{photo}"], searched.Document.QuerySelectorAll("#pick-list input[checked]").Select(box => box.GetAttribute("value")));
        Assert.Equal(HttpStatusCode.NotFound, (await session.Get("/inbox/all/999999999/library")).Status);
    }

    [Fact]
    public async Task More_than_the_form_takes_is_refused_before_a_byte_is_read()
    {
        var (_, session) = await Person(Role.Supervisor);
        using var _ = session;
        await session.Get("/library/new");
        using var content = new StreamContent(Stream.Null);
        content.Headers.ContentLength = 130L * 1024 * 1024;
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/library/new") { Content = content };
        request.Headers.ExpectContinue = true;

        using var answer = await session.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private async Task<long> Kept(Viewer viewer, long? inbox, string title, byte[] bytes, string name)
    {
        var (file, wrong) = await app.Services.GetRequiredService<FileFit>().Take(new MemoryStream(bytes), null, name, default);
        Assert.Null(wrong);
        Assert.True(await Library.Add(app.Database, viewer, new(title, inbox), file!, Now));
        return await Make.One<long>(app.Database, "select max(id) from library_files where title = @title", new { title });
    }

    private async Task<(Viewer Viewer, Session Session)> Person(Role role, params long[] inboxes)
    {
        var email = $"persona{Make.Number()}@convos.test";
        return (await app.Person(email, role, inboxes), await Session.SignedIn(app, email));
    }
}
