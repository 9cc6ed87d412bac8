using System.Globalization;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>«Auditoría»: what a filter shows is what it exports.</summary>
public sealed class AuditPageTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private Viewer ana = null!;
    private Session admin = null!;

    public async Task InitializeAsync()
    {
        await using var db = await app.Database.Open();
        await db.ExecuteAsync("delete from audit");
        var email = Links.Email("auditora");
        ana = await app.Person(email, Role.Admin);
        admin = await Session.SignedIn(app, email);
    }

    public Task DisposeAsync()
    {
        admin.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Each_condition_narrows_and_the_newest_stands_first()
    {
        var other = await app.Person(Links.Email("otra"), Role.Admin);
        await Note(ana.Id, AuditAction.Created, AuditSubject.Inbox, 1, "Ventas", At(1));
        await Note(other.Id, AuditAction.Edited, AuditSubject.Inbox, 1, "Ventas", At(2), Changes.None.With("name", "Venta", "Ventas"));
        await Note(null, AuditAction.Enabled, AuditSubject.Operator, ana.Id, "Ana", At(3));

        Assert.Equal(["Ana", "Ventas", "Ventas"], await Names(""));
        Assert.Equal(["Ventas"], await Names($"person={other.Id}"));
        Assert.Equal(["Ana"], await Names("subject=Operator"));
        Assert.Equal(["Ventas"], await Names("action=Created"));
        Assert.Equal(["Ventas", "Ventas"], await Names("q=VENT%C3%81S"));
        Assert.Equal(["Ana", "Ventas"], await Names("from=2026-03-02"));
        Assert.Equal(["Ventas", "Ventas"], await Names("to=2026-03-02"));
        Assert.Equal([], await Names("q=%25"));
    }

    [Fact]
    public async Task A_line_says_who_did_what_to_what_and_each_field_before_and_after()
    {
        await Note(ana.Id, AuditAction.Edited, AuditSubject.Operator, ana.Id, "Carla", At(1),
            Changes.None.With("role", "operator", "admin").With("enabled", true, false).With("unheard_of", 1, 2));
        await Note(null, AuditAction.Invited, AuditSubject.Operator, ana.Id, "Carla", At(2));

        var page = await admin.Get("/settings/audit");

        var lines = page.Document.QuerySelectorAll(".audit li").Select(line => string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("La línea de comandos creó un enlace de acceso para la cuenta Carla", lines[0], StringComparison.Ordinal);
        Assert.Contains($"{ana.Name} cambió la cuenta Carla", lines[1], StringComparison.Ordinal);
        Assert.Contains("Rol Operador → Administrador", lines[1], StringComparison.Ordinal);
        Assert.Contains("Sí → No", lines[1], StringComparison.Ordinal);
        Assert.Contains("unheard_of 1 → 2", lines[1], StringComparison.Ordinal);
        Assert.Equal($"/settings/people/{ana.Id}", page.Document.QuerySelector(".audit a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_timetable_is_told_as_people_say_it()
    {
        Hours[] office = [new(new TimeOnly(9, 0), new TimeOnly(18, 30))];
        var timetable = new Timetable("UTC", [office, [], [], [], [], [], []], [new Holiday(new DateOnly(2026, 12, 25), "Navidad", null)]);
        await Note(ana.Id, AuditAction.Created, AuditSubject.Schedule, 1, "Oficina", At(1), Changes.Between(null, timetable));

        var fields = (await admin.Get("/settings/audit")).Document.QuerySelectorAll(".audit ins").Select(field => field.TextContent);

        Assert.Equal(["lunes 9:00–18:30", "UTC", "25/12/2026 Navidad cerrado"], fields);
    }

    [Fact]
    public async Task Days_are_those_of_the_reader()
    {
        await using (var db = await app.Database.Open())
        {
            await db.ExecuteAsync("update operators set zone = 'America/Argentina/Buenos_Aires' where id = @Id", new { ana.Id });
        }

        await Note(ana.Id, AuditAction.Created, AuditSubject.Team, 1, "De noche", new DateTime(2026, 3, 2, 1, 30, 0, DateTimeKind.Utc));

        Assert.Equal(["De noche"], await Names("from=2026-03-01&to=2026-03-01"));
        Assert.Equal([], await Names("from=2026-03-02"));
        Assert.Contains("2026-03-01T22:30:00.000-03:00", await Csv("from=2026-03-01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_even_at_one_instant()
    {
        for (var n = 0; n < 120; n++)
        {
            await Note(ana.Id, AuditAction.Created, AuditSubject.Tag, n, $"t{n}", At(1));
        }

        var seen = new List<string>();
        for (var next = "/settings/audit?subject=Tag"; next is not null;)
        {
            var page = await admin.Get(next);
            seen.AddRange(NamesOn(page));
            next = page.Document.QuerySelector(".more a")?.GetAttribute("href");
        }

        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(n => $"t{n}"), seen);
    }

    [Fact]
    public async Task The_file_has_exactly_the_lines_of_the_screen_and_is_itself_logged()
    {
        await Note(ana.Id, AuditAction.Created, AuditSubject.Team, 1, "Uno, \"dos\"", At(1));
        await Note(ana.Id, AuditAction.Removed, AuditSubject.Team, 1, "Tres", At(2));
        await Note(ana.Id, AuditAction.Created, AuditSubject.Inbox, 1, "Otra", At(3));

        var shown = await Names("subject=Team");
        var file = await Csv("subject=Team");

        Assert.StartsWith("Cuándo,Quién,Qué,", file, StringComparison.Ordinal);
        Assert.Equal(shown.Count + 1, file.Trim().Split("\r\n").Length);
        Assert.Contains("\"Uno, \"\"dos\"\"\"", file, StringComparison.Ordinal);
        Assert.Contains("eliminó el equipo,Tres,", file, StringComparison.Ordinal);
        Assert.DoesNotContain("Otra", file, StringComparison.Ordinal);
        Assert.Equal("{\"filter\": [null, \"?subject=Team\"]}",
            await Make.One<string>(app.Database, "select changes::text from audit where action = 'exported' and actor_id = @Id", new { ana.Id }));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+54 9 11")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    public async Task What_a_spreadsheet_would_run_is_text(string name)
    {
        await Note(ana.Id, AuditAction.Created, AuditSubject.Team, 1, name, At(1));

        Assert.Contains($"'{name}", await Csv("subject=Team"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=ayer")]
    [InlineData("subject=Nada")]
    [InlineData("person=x")]
    [InlineData("q=%00")]
    public async Task A_filter_that_means_nothing_is_refused(string query)
    {
        var answer = await admin.Get($"/settings/audit?{query}");

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.Status);
    }

    private static DateTime At(int day) => new(2026, 3, day, 12, 0, 0, DateTimeKind.Utc);

    private static IReadOnlyList<string> NamesOn(Answer page) =>
        [.. page.Document.QuerySelectorAll(".audit li > p").Select(line => (line.QuerySelector("a") ?? line.QuerySelectorAll("b")[^1]).TextContent)];

    private async Task<IReadOnlyList<string>> Names(string query) => NamesOn(await admin.Get($"/settings/audit?{query}"));

    private async Task<string> Csv(string query)
    {
        using var answer = await admin.Http.GetAsync($"/settings/audit?handler=csv&{query}");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        return (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF');
    }

    private async Task Note(long? actor, AuditAction action, AuditSubject subject, long? id, string name, DateTime at, Changes? changes = null)
    {
        await using var db = await app.Database.Open();
        await Audit.Note(db, actor, action, subject, id, name, at, changes);
    }
}
