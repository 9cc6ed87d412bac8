using System.Net;
using System.Text;
using Convos.Data;
using Convos.Workers;
using Dapper;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>The whole walk without scripts: upload, columns, look, import; and what is refused.</summary>
public sealed class ImportPagesTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_file_goes_from_its_upload_to_contacts_and_its_faulty_rows_come_back_with_their_reasons()
    {
        using var session = await As(Role.Admin);
        var (one, two) = (Phone(), Phone());
        Assert.NotNull((await session.Get("/contacts/import")).Document.QuerySelector("form input[type=file]"));

        var brought = await session.Upload("/contacts/import", "file", Encoding.UTF8.GetBytes($"Nombre;Teléfono;Otra\n=María;{one};x\nLuz;{two};y\nNadie;12;z\n"), "clientes.csv");
        var page = await session.Get(brought.Location!);
        Assert.Equal(["name", "phone", ""], page.Document.QuerySelectorAll(".mapping select").Select(select => select.QuerySelector("[selected]")?.GetAttribute("value") ?? ""));
        Assert.Equal(["=María", "Luz", "Nadie"], page.Document.QuerySelectorAll(".mapping tbody tr:first-child li").Select(line => line.TextContent));
        Assert.Equal(HttpStatusCode.SeeOther, (await session.Post($"{brought.Location}?handler=check", Columns("name", "phone", ""))).Status);
        var looked = await Settled(session, brought.Location!, "checked");
        Assert.Equal("Importar 2 contactos", looked.QuerySelector(".button.main")!.TextContent);
        Assert.Equal(["4", "Teléfono", "12"], looked.QuerySelectorAll(".faults tbody td").Take(3).Select(cell => cell.TextContent));
        Assert.Equal(0, await Known(one));
        await session.Post($"{brought.Location}?handler=start");
        var done = await Settled(session, brought.Location!, "done");
        var faults = await session.Get($"{brought.Location}?handler=faults");

        Assert.Equal(["2 contactos nuevos", "0 contactos actualizados", "0 sin nada nuevo", "1 filas con errores"], done.QuerySelectorAll(".findings li").Select(line => line.TextContent.Trim()));
        Assert.Null(done.QuerySelector("#import[hx-get]"));
        Assert.Equal((1, 1), (await Known(one), await Known(two)));
        Assert.Equal(
            ["Nombre,Teléfono,Otra,Fila,Motivo", "Nadie,12,z,4,Teléfono: El número es demasiado corto: le faltan dígitos o el código de área."],
            faults.Body.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("clientes.csv", (await session.Get("/contacts/import")).Document.QuerySelector(".imports td a")!.TextContent);
    }

    [Fact]
    public async Task While_it_moves_the_page_asks_for_its_part_again_and_shows_how_far_it_is()
    {
        using var session = await As(Role.Admin);
        var location = await Brought(session, $"Nombre,Tel\nMarta,{Phone()}\n");
        var id = long.Parse(location.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        await using var db = await app.Database.Open();
        // Nobody is woken, nobody comes by, and whoever is here leaves alone what is held.
        var jobs = app.Services.GetRequiredService<IRecurringJobManager>();
        jobs.RemoveIfExists("imports");
        await db.ExecuteAsync("update contact_imports set state = 'checking' where id = @id", new { id });
        await using var held = await db.BeginTransactionAsync();
        await db.ExecuteAsync("select from contact_imports where id = @id for update", new { id });

        var part = await session.Get($"{location}?handler=state", htmx: true);
        await held.CommitAsync();
        Recurring.All.Single(line => line.Name == "imports").Add(jobs);

        Assert.DoesNotContain("<html", part.Body, StringComparison.Ordinal);
        var import = part.Document.QuerySelector("#import")!;
        Assert.Equal(("checking", "every 2s", $"{location}?handler=state"), (import.GetAttribute("data-state"), import.GetAttribute("hx-trigger"), import.GetAttribute("hx-get")));
        Assert.Equal(("1", "0"), (import.QuerySelector("progress")!.GetAttribute("max"), import.QuerySelector("progress")!.GetAttribute("value")));
        Assert.Equal("Detener la revisión", import.QuerySelector(".button")!.TextContent);
        await Settled(session, location, "checked");
    }

    [Fact]
    public async Task Columns_that_say_nothing_of_anybody_are_refused_and_what_was_chosen_stays()
    {
        using var session = await As(Role.Supervisor);
        var location = await Brought(session, "Nombre,Tel\nMarta,1\n");

        var answer = await session.Post($"{location}?handler=check", Columns("notes", ""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("Di en qué columna está el nombre, el teléfono o el correo.", answer.Document.QuerySelector(".problems")!.TextContent.Trim());
        Assert.Equal("notes", answer.Document.QuerySelector(".mapping select [selected]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("", "Elige un archivo que no esté vacío.")]
    [InlineData("\n\n", "El archivo no tiene una primera fila con los nombres de sus columnas.")]
    [InlineData("Nombre,Tel\n", "El archivo no tiene filas, o pasa de 500000. Revísalo o divídelo en varios.")]
    public async Task A_file_that_holds_nothing_is_refused(string text, string sentence)
    {
        using var session = await As(Role.Supervisor);
        await session.Get("/contacts/import");

        var answer = await session.Upload("/contacts/import", "file", Encoding.UTF8.GetBytes(text), "vacío.csv");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(sentence, answer.Document.QuerySelector(".problems")!.TextContent.Trim());
    }

    [Fact]
    public async Task What_somebody_else_brought_is_not_there_for_another_supervisor_and_is_for_an_administrator()
    {
        using var owner = await As(Role.Supervisor);
        using var other = await As(Role.Supervisor);
        using var admin = await As(Role.Admin);
        var location = await Brought(owner, "Nombre,Tel\nMarta,1\n");
        await other.Get("/contacts/import");

        Assert.Equal(HttpStatusCode.NotFound, (await other.Get(location)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Get($"{location}?handler=faults")).Status);
        await other.Post($"{location}?handler=cancel");
        Assert.NotNull((await owner.Get(location)).Document.QuerySelector(".mapping"));
        Assert.NotNull((await admin.Get(location)).Document.QuerySelector(".mapping"));
    }

    [Fact]
    public async Task The_template_has_the_heads_that_are_understood()
    {
        using var session = await As(Role.Supervisor);

        var template = await session.Get("/contacts/import?handler=template");
        var location = await Brought(session, template.Body);

        Assert.Equal(ImportColumns.All, (await session.Get(location)).Document.QuerySelectorAll(".mapping select").Select(select => select.QuerySelector("[selected]")?.GetAttribute("value")));
    }

    private static (string, string)[] Columns(params string[] meanings) =>
        [.. meanings.Select((meaning, place) => ($"Form.Columns[{place}]", meaning)), ("Form.Region", "AR"), ("Form.Known", "update")];

    private static string Phone() => $"+5491166{Make.Number():D6}";

    private static async Task<string> Brought(Session session, string csv)
    {
        await session.Get("/contacts/import");
        return (await session.Upload("/contacts/import", "file", Encoding.UTF8.GetBytes(csv), "clientes.csv")).Location!;
    }

    private static async Task<AngleSharp.Dom.IDocument> Settled(Session session, string location, string state)
    {
        AngleSharp.Dom.IDocument? document = null;
        await Until.True(async () =>
        {
            document = (await session.Get(location)).Document;
            return document.QuerySelector("#import")?.GetAttribute("data-state") == state;
        }, state);
        return document!;
    }

    private Task<int> Known(string phone) =>
        Make.One<int>(app.Database, "select count(*)::int from contact_aliases where kind = 'phone' and value = @value", new { value = PhoneNumbers.Canonical(phone) });

    private async Task<Session> As(Role role)
    {
        var email = $"{role}{Make.Number()}@convos.test".ToLowerInvariant();
        await app.Person(email, role);
        return await Session.SignedIn(app, email);
    }
}
