using System.Net;
using System.Text.Json;
using Convos.Data;

namespace Convos.Tests;

/// <summary>Files that go with an «atajo»: kept by its form, put into the bar when it is used in a reply.</summary>
public sealed class ShortcutFilesTests(TestApp app) : IClassFixture<TestApp>
{
    private static DateTime Now => DateTime.UtcNow;

    [Fact]
    public async Task They_are_kept_listed_and_taken_away_by_the_form()
    {
        var (_, session) = await Person(Role.Operator, await Make.Inbox(app.Database));
        using var _ = session;
        await session.Get("/shortcuts/new");

        await session.Upload("/shortcuts/new", [("files", MediaFiles.Pdf, "menu.pdf"), ("files", Photo.Of(), "local.png")], ("name", "menu"), ("text", "El menú de hoy"));
        var list = await session.Get("/shortcuts");
        var url = list.Document.QuerySelector(".shortcuts td a")!.GetAttribute("href")!;
        var form = await session.Get(url);
        var first = form.Document.QuerySelector("input[name=removed]")!.GetAttribute("value")!;
        await session.Upload(url, [("files", MediaFiles.Mp3, "jingle.mp3")], ("name", "menu"), ("text", "El menú de hoy"), ("removed", first));
        var after = await session.Get(url);

        Assert.Contains("Con 2 archivos", list.Document.QuerySelector(".with-files")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["menu.pdf", "local.png"], form.Document.QuerySelectorAll(".kept-file b").Select(name => name.TextContent));
        Assert.Equal(["local.png", "jingle.mp3"], after.Document.QuerySelectorAll(".kept-file b").Select(name => name.TextContent));
    }

    [Fact]
    public async Task One_that_no_channel_takes_is_told_and_nothing_is_changed()
    {
        var (ana, session) = await Person(Role.Operator, await Make.Inbox(app.Database));
        using var _ = session;
        await session.Get("/shortcuts/new");

        var wrong = await session.Upload("/shortcuts/new", [("files", MediaFiles.Pdf, "bien.pdf"), ("files", MediaFiles.Exe, "mal.exe")], ("name", "uno"), ("text", "queda"));
        var many = await session.Upload("/shortcuts/new", [.. Enumerable.Range(0, 11).Select(n => ("files", MediaFiles.Pdf, $"{n}.pdf"))], ("name", "uno"), ("text", "queda"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (wrong.Status, many.Status));
        Assert.Contains("mal.exe: El archivo es un programa", wrong.Document.QuerySelector(".field > .problems")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("queda", wrong.Document.QuerySelector("#text")!.TextContent);
        Assert.Equal("Un atajo lleva hasta 10 archivos.", many.Document.QuerySelector(".problems")!.TextContent.Trim());
        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*)::int from shortcuts where operator_id = @Id", new { ana.Id }));
    }

    [Fact]
    public async Task They_wait_in_the_bar_of_a_reply_and_a_note_takes_none()
    {
        var inbox = await Make.Inbox(app.Database);
        var (ana, session) = await Person(Role.Operator, inbox);
        using var _ = session;
        var ticket = await Make.Ticket(app.Database, await app.Channel(inbox), Now);
        await session.Get("/shortcuts/new");
        await session.Upload("/shortcuts/new", [("files", MediaFiles.Pdf, "menu.pdf")], ("name", "menu"), ("text", "El menú"));
        var id = await Make.One<long>(app.Database, "select id from shortcuts where operator_id = @Id", new { ana.Id });

        var menu = JsonDocument.Parse((await session.Get($"/shortcuts?handler=menu&ticket={ticket.Id}")).Body).RootElement;
        var note = await Used(session, id, ticket, note: true);
        var reply = await Used(session, id, ticket, note: false);

        Assert.Equal(1, menu.GetProperty("items")[0].GetProperty("files").GetInt32());
        Assert.Equal((0, "El menú"), (note.GetProperty("chips").GetArrayLength(), note.GetProperty("text").GetString()));
        Assert.Contains("menu.pdf", Assert.Single(reply.GetProperty("chips").EnumerateArray()).GetString(), StringComparison.Ordinal);
        await using var db = await app.Database.Open();
        var upload = Assert.Single(await Uploads.Waiting(db, ana, ticket.Id));
        Assert.Equal((MessageKind.Document, "menu.pdf"), (upload.Kind, upload.FileName));
        Assert.DoesNotContain(upload.File, await StoredFiles.Prune(db, Now.AddYears(1)));
    }

    [Fact]
    public async Task What_is_shared_tells_its_files_in_the_audit()
    {
        var (_, session) = await Person(Role.Supervisor, await Make.Inbox(app.Database));
        using var _ = session;
        await session.Get("/shortcuts/new");
        var name = $"menu{Make.Number()}";

        await session.Upload("/shortcuts/new", [("files", MediaFiles.Pdf, "menu.pdf")], ("name", name), ("text", "El menú"), ("for", "everyone"));

        Assert.Equal("""[[], ["menu.pdf"]]""", await Make.One<string>(app.Database, "select changes->>'files' from audit where subject = 'shortcut' and subject_name = @name", new { name }));
    }

    private static async Task<JsonElement> Used(Session session, long id, Ticket ticket, bool note) =>
        JsonDocument.Parse((await session.Post($"/shortcuts?handler=use&id={id}", ("ticket", $"{ticket.Id}"), ("note", note ? "true" : "false"))).Body).RootElement;

    private async Task<(Viewer Viewer, Session Session)> Person(Role role, params long[] inboxes)
    {
        var email = $"persona{Make.Number()}@convos.test";
        return (await app.Person(email, role, inboxes), await Session.SignedIn(app, email));
    }
}
