using System.Net;
using System.Text;
using System.Text.Json;
using Convos.Data;
using Convos.Web.Pages;
using CsCheck;

namespace Convos.Tests;

/// <summary>«Atajos» by forms and files, and what a chat asks of them.</summary>
public sealed class ShortcutsPageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Without_javascript_one_is_written_changed_deleted_and_brought_back()
    {
        var (_, session) = await Person(Role.Operator, await Make.Inbox(app.Database));
        using var _ = session;
        await session.Get("/shortcuts/new");

        Assert.Equal(HttpStatusCode.SeeOther, (await session.Post("/shortcuts/new", ("name", "saludo"), ("text", "Hola, {{contacto.nombre}}"))).Status);
        var list = await session.Get("/shortcuts");
        var link = list.Document.QuerySelector(".shortcuts td a")!;
        Assert.Equal("/saludo", link.TextContent);
        var page = await session.Get(link.GetAttribute("href")!);
        Assert.Contains("Hola, María Pérez", page.Document.QuerySelector("#preview")!.TextContent, StringComparison.Ordinal);
        await session.Post(link.GetAttribute("href")!, ("name", "saludo"), ("text", "Buenas"));
        Assert.Equal("Buenas", (await session.Get("/shortcuts")).Document.QuerySelector(".shortcuts td p")!.TextContent);
        var id = link.GetAttribute("href")!.Split('/')[^1];
        await session.Post($"/shortcuts?handler=delete&id={id}");

        var after = await session.Get("/shortcuts");
        Assert.Contains("Se eliminó el atajo «saludo».", after.Document.QuerySelector(".done")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(after.Document.QuerySelector(".nothing"));
        await session.Post(after.Document.QuerySelector(".done")!.GetAttribute("action")!);
        Assert.Equal("/saludo", (await session.Get("/shortcuts")).Document.QuerySelector(".shortcuts td a")!.TextContent);
    }

    [Theory]
    [InlineData("", "texto", "personal", "Falta el nombre.")]
    [InlineData("dos palabras", "texto", "personal", "El nombre es una sola palabra, sin espacios ni «/».")]
    [InlineData("bien", "", "personal", "Falta el texto.")]
    [InlineData("bien", "texto", "999999", "No puedes escribir atajos para esas personas, o esa bandeja no existe.")]
    [InlineData("bien", "texto", "nadie", "No se entiende quién lo ve: «personal», «inbox» o «everyone».")]
    public async Task What_is_wrong_is_said_by_the_form_with_all_that_was_typed(string name, string text, string audience, string sentence)
    {
        var (_, session) = await Person(Role.Supervisor, await Make.Inbox(app.Database));
        using var _ = session;
        await session.Get("/shortcuts/new");

        var answer = await session.Post("/shortcuts/new", ("name", name), ("text", text), ("for", audience));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(sentence, answer.Document.QuerySelector(".problems")!.TextContent.Trim());
        Assert.Equal(name, answer.Document.QuerySelector("#name")!.GetAttribute("value"));
        Assert.Equal(text, answer.Document.QuerySelector("#text")!.TextContent);
    }

    [Fact]
    public async Task An_operator_shares_nothing_whatever_their_form_says_and_reads_what_others_share()
    {
        var inbox = await Make.Inbox(app.Database);
        var (lead, _) = await Person(Role.Supervisor, inbox);
        var shared = (await Shortcuts.Save(app.Database, lead, null, ShortcutSettings.Of($"n{Make.Number()}", "de todos", ShortcutScope.Everyone, null), Now)).Id!.Value;
        var (ana, session) = await Person(Role.Operator, inbox);
        using var _ = session;
        await session.Get("/shortcuts/new");

        await session.Post("/shortcuts/new", ("name", "mío"), ("text", "x"), ("for", "everyone"));
        var page = await session.Get($"/shortcuts/{shared}");
        var written = await session.Post($"/shortcuts/{shared}", ("name", "otro"), ("text", "x"));
        var deleted = await session.Post($"/shortcuts?handler=delete&id={shared}");

        Assert.Equal("personal", await Make.One<string>(app.Database, "select scope from shortcuts where name = 'mío' and operator_id = @Id", new { ana.Id }));
        Assert.True(page.Document.QuerySelector("#text")!.HasAttribute("readonly"));
        Assert.Null(page.Document.QuerySelector(".form .button.main"));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (written.Status, deleted.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await session.Get("/shortcuts/999999999")).Status);
    }

    [Fact]
    public async Task A_chat_is_offered_what_fits_it_and_gets_the_text_with_its_variables_filled_in()
    {
        var inbox = await Make.Inbox(app.Database);
        var (ana, session) = await Person(Role.Operator, inbox);
        using var _ = session;
        var ticket = await Make.Ticket(app.Database, await app.Channel(inbox), Now);
        var id = (await Shortcuts.Save(app.Database, ana, null, ShortcutSettings.Of("aviso", "Hoy es {{fecha}}. {{otra}}", ShortcutScope.Personal, null), Now)).Id;
        await session.Get("/shortcuts");

        var menu = JsonDocument.Parse((await session.Get($"/shortcuts?handler=menu&ticket={ticket.Id}")).Body).RootElement;
        var used = JsonDocument.Parse((await session.Post($"/shortcuts?handler=use&id={id}", ("ticket", $"{ticket.Id}"), ("zone", "Pacific/Kiritimati"))).Body).RootElement;
        var elsewhere = await session.Post($"/shortcuts?handler=use&id={id}", ("ticket", "999999999"));

        Assert.Equal(("aviso", "Solo yo", false), (menu.GetProperty("items")[0].GetProperty("name").GetString(), menu.GetProperty("items")[0].GetProperty("scope").GetString(), menu.GetProperty("more").GetBoolean()));
        Assert.Equal($"Hoy es {Variables.Date(ana with { Zone = "Pacific/Kiritimati" }, Now)}. {{{{otra}}}}", used.GetProperty("text").GetString());
        Assert.Equal("{{otra}}", used.GetProperty("missing")[0].GetString());
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.Status);
        Assert.Equal(1, await Make.One<int>(app.Database, "select uses from shortcuts where id = @id", new { id }));
    }

    [Theory]
    [InlineData("reply")]
    [InlineData("note")]
    public async Task A_variable_without_a_value_is_refused_by_name_and_the_draft_stays(string handler)
    {
        var inbox = await Make.Inbox(app.Database);
        var (ana, session) = await Person(Role.Operator, inbox);
        using var _ = session;
        await Presences.Choose(app.Database, ana.Id, available: true, Now);
        var ticket = await Make.Ticket(app.Database, await app.Channel(inbox), Now);
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now);
        var path = $"/inbox/mine/{ticket.Id}";
        await session.Get(path);
        (string, string)[] fields = [("body", "Hola {{apodo}}"), ("clientKey", Guid.NewGuid().ToString())];

        var scripted = await session.Htmx($"{path}?handler={handler}", fields);
        await session.Post($"{path}?handler={handler}", fields);
        var page = await session.Get(path);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, scripted.Status);
        Assert.Contains("{{apodo}} no tiene valor.", scripted.Body, StringComparison.Ordinal);
        Assert.Contains("{{apodo}} no tiene valor.", page.Document.QuerySelector("#toasts")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Hola {{apodo}}", page.Document.QuerySelector("#body")!.TextContent);
        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*) from messages where ticket_id = @Id and author = 'operator'", new { ticket.Id }));
    }

    [Fact]
    public async Task What_is_exported_comes_back_as_it_was_into_another_desk()
    {
        var inbox = await Make.Inbox(app.Database, $"Ventas, \"{Make.Number()}\"");
        var (lead, session) = await Person(Role.Supervisor, inbox);
        using var _ = session;
        ShortcutSettings[] all =
        [
            new("saludo", "=1+1; \"hola\",\nsegunda línea", ShortcutScope.Personal, null), new("-menos", "'=ya con apóstrofo", ShortcutScope.Inbox, inbox), new("+más", "@todos", ShortcutScope.Personal, null),
        ];
        foreach (var settings in all)
        {
            Assert.NotNull((await Shortcuts.Save(app.Database, lead, null, settings, Now)).Id);
        }

        var file = await session.Http.GetByteArrayAsync("/shortcuts?handler=csv");
        var text = Encoding.UTF8.GetString(file);
        foreach (var line in await Lines(lead))
        {
            await Shortcuts.Delete(app.Database, lead, line.Id, Now);
        }

        await session.Get("/shortcuts/import");
        var told = await session.Upload("/shortcuts/import", "file", file, "atajos.csv");
        Assert.Null(told.Document.QuerySelector(".faulty"));
        var csv = told.Document.QuerySelector("textarea[name=csv]")!.TextContent;
        var done = await session.Post("/shortcuts/import?handler=import", ("csv", csv));

        Assert.StartsWith("\uFEFFname,text,scope,inbox", text, StringComparison.Ordinal);
        Assert.Contains("'=1+1", text, StringComparison.Ordinal);
        Assert.Contains("'-menos", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        Assert.Equal(all.OrderBy(one => one.Name, StringComparer.Ordinal), (await Lines(lead)).Select(line => line.Settings).Where(one => one.Scope != ShortcutScope.Everyone).OrderBy(one => one.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_is_first_told_row_by_row_and_changes_nothing_until_it_is_confirmed()
    {
        var inbox = await Make.Inbox(app.Database);
        var name = await Make.One<string>(app.Database, "select name from inboxes where id = @inbox", new { inbox });
        var (lead, session) = await Person(Role.Supervisor, inbox);
        using var _ = session;
        var file = $"Nombre;Texto;Alcance;Bandeja\nbueno;Hola;;\notro;Chau;bandeja;{name.ToUpperInvariant()}\nOTRO;Chau;inbox;{name}\n;x;;\nsin texto;;;\najeno;x;inbox;No existe\nraro;x;nadie;\n";
        await session.Get("/shortcuts/import");

        var told = await session.Upload("/shortcuts/import", "file", Encoding.Latin1.GetBytes(file), "x.csv");

        Assert.Equal(HttpStatusCode.OK, told.Status);
        Assert.Equal(["4", "5", "6", "7", "8"], told.Document.QuerySelectorAll(".faulty td.figure").Select(cell => cell.TextContent));
        Assert.Equal(
            [
                "El archivo ya tiene una fila con ese nombre para las mismas personas.", "Falta el nombre.", "El nombre es una sola palabra, sin espacios ni «/».",
                "No puedes escribir atajos para esas personas, o esa bandeja no existe.", "No se entiende quién lo ve: «personal», «inbox» o «everyone».",
            ], told.Document.QuerySelectorAll(".faulty td:last-child").Select(cell => cell.TextContent));
        Assert.Contains("2 nuevos", told.Document.QuerySelector(".findings")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(await Lines(lead), line => line.Name is "bueno" or "otro");
        await session.Post("/shortcuts/import?handler=import", ("csv", told.Document.QuerySelector("textarea[name=csv]")!.TextContent));
        Assert.Equal(["bueno", "otro"], (await Lines(lead)).Select(line => line.Name).Where(one => one is "bueno" or "otro").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "Elige un archivo que no esté vacío.")]
    [InlineData("nombre\nuno", "El archivo no tiene las columnas «name» y «text» en su primera fila.")]
    [InlineData("a\0b", "El archivo no es texto. Guárdalo como CSV y súbelo de nuevo.")]
    [InlineData("large", "El archivo pasa de 1 MB. Divídelo en varios.")]
    [InlineData("rows", "El archivo pasa de 2000 filas. Divídelo en varios.")]
    public async Task A_file_that_is_of_no_use_is_refused_with_a_sentence(string content, string sentence)
    {
        var (_, session) = await Person(Role.Operator, await Make.Inbox(app.Database));
        using var _ = session;
        var file = content switch
        {
            "large" => new byte[(1024 * 1024) + 1],
            "rows" => Encoding.UTF8.GetBytes("name,text\n" + string.Concat(Enumerable.Range(0, 2001).Select(row => $"n{row},x\n"))),
            _ => Encoding.UTF8.GetBytes(content),
        };
        await session.Get("/shortcuts/import");

        var answer = await session.Upload("/shortcuts/import", "file", file, "x.csv");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(sentence, answer.Document.QuerySelector(".problems")!.TextContent.Trim());
    }

    [Fact]
    public void Whatever_a_text_is_a_file_brings_it_back()
    {
        string[] pieces = ["=", "+", "-", "@", "'", "\"", ",", ";", "\n", "\t", "a", "ñ", " ", "😀"];
        Gen.Int[0, pieces.Length - 1].Array[1, 12].Select(places => ShortcutSettings.Of("n", string.Concat(places.Select(place => pieces[place])), ShortcutScope.Personal, null))
            .Where(settings => settings.Fault is null)
            .Sample(settings =>
            {
                using var file = new MemoryStream();
                ShortcutsCsv.Write(file, Lines(settings), default).GetAwaiter().GetResult();
                var read = ShortcutsCsv.Read(ShortcutsCsv.Text(file.ToArray())!);

                return read.Fault is null && read.Faulty.Count == 0 && read.Rows.Single().Text == settings.Text;
            }, iter: 2_000);
    }

    private static DateTime Now => DateTime.UtcNow;

    private static async IAsyncEnumerable<ShortcutLine> Lines(ShortcutSettings settings)
    {
        await Task.CompletedTask;
        yield return new ShortcutLine(1, settings.Name, settings.Text, settings.Scope, null, null, null, 0, 0, null, true);
    }

    private async Task<IReadOnlyList<ShortcutLine>> Lines(Viewer viewer)
    {
        await using var db = await app.Database.Open();
        return await Shortcuts.List(db, viewer, new ShortcutFilter(), null, 1000);
    }

    private async Task<(Viewer Viewer, Session Session)> Person(Role role, params long[] inboxes)
    {
        var email = $"persona{Make.Number()}@convos.test";
        return (await app.Person(email, role, inboxes), await Session.SignedIn(app, email));
    }
}
