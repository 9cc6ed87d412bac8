using System.Globalization;
using System.Net;
using Convos.Data;

namespace Convos.Tests;

/// <summary>«Horarios»: what an administrator writes, and that no version is ever lost.</summary>
public sealed class SchedulesTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task An_edit_makes_a_new_version_and_the_old_one_can_still_be_read()
    {
        using var admin = await Admin();
        var made = await admin.Post("/settings/schedules/new", Fields());
        var id = long.Parse(made.Location!.Split('/')[^1], CultureInfo.InvariantCulture);

        await admin.Post($"/settings/schedules/{id}", Fields(("Form.BasedOn", "1"), ("Form.Week[0][0].Until", "13:00")));
        var now = (await admin.Get($"/settings/schedules/{id}")).Document;
        var old = await admin.Get($"/settings/schedules/{id}?version=1");

        Assert.Equal(HttpStatusCode.SeeOther, made.Status);
        Assert.Equal("13:00", now.QuerySelector("[name='Form.Week[0][0].Until']")!.GetAttribute("value"));
        Assert.Equal("2", now.QuerySelector("[name='Form.BasedOn']")!.GetAttribute("value"));
        Assert.Contains("9:00–18:00", old.Body);
        Assert.DoesNotContain("9:00–13:00", old.Body);
        Assert.Contains("Navidad", old.Body);
        Assert.Equal("created edited", await Make.One<string>(app.Database,
            "select string_agg(action, ' ' order by id) from audit where subject = 'schedule' and subject_id = @id", new { id }));
    }

    [Fact]
    public async Task Saving_what_is_there_already_makes_no_version_and_no_line_of_the_audit()
    {
        using var admin = await Admin();
        var (id, name) = await Made(admin);

        await admin.Post($"/settings/schedules/{id}", Fields(("Form.BasedOn", "1"), ("Form.Name", name)));

        Assert.Equal((1, 1), await Make.One<(int, int)>(app.Database,
            """
            select (select count(*)::int from schedule_versions where schedule_id = @id),
              (select count(*)::int from audit where subject = 'schedule' and subject_id = @id)
            """, new { id }));
    }

    [Fact]
    public async Task Of_two_who_edit_the_same_version_the_second_is_told_and_keeps_what_was_typed()
    {
        using var admin = await Admin();
        var (id, name) = await Made(admin);
        await admin.Post($"/settings/schedules/{id}", Fields(("Form.BasedOn", "1"), ("Form.Name", name), ("Form.Week[0][0].Until", "13:00")));

        var late = await admin.Post($"/settings/schedules/{id}", Fields(("Form.BasedOn", "1"), ("Form.Name", name), ("Form.Week[0][0].Until", "14:30")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.Contains("Otra persona cambió este horario", late.Body);
        Assert.Equal("14:30", late.Document.QuerySelector("[name='Form.Week[0][0].Until']")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("Form.Name", " ", "Escribe un nombre")]
    [InlineData("Form.Zone", "Buenos Aires", "zona horaria de la lista")]
    [InlineData("Form.Zone", "", "zona horaria de la lista")]
    [InlineData("Form.Week[0][0].Until", "", "las dos horas")]
    [InlineData("Form.Week[0][0].Until", "25:99", "las dos horas")]
    [InlineData("Form.Week[0][0].Until", "09:00", "Lunes: una franja empieza y termina")]
    [InlineData("Form.Week[0][1].From", "10:00", "Lunes: hay franjas que se superponen")]
    [InlineData("Form.Holidays[0].Date", "", "fecha del feriado «Navidad»")]
    public async Task What_cannot_be_saved_is_said_in_a_sentence_and_what_was_typed_stays(string field, string value, string sentence)
    {
        using var admin = await Admin();

        var answer = await admin.Post("/settings/schedules/new", Fields(("Form.Week[0][1].From", "19:00"), ("Form.Week[0][1].Until", "20:00"), (field, value)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(sentence, answer.Body);
        Assert.Contains("Navidad", answer.Body);
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        using var admin = await Admin();
        var (_, name) = await Made(admin);

        var answer = await admin.Post("/settings/schedules/new", Fields(("Form.Name", name.ToUpperInvariant())));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Ya hay un horario con ese nombre", answer.Body);
    }

    [Fact]
    public async Task Without_javascript_monday_is_copied_and_rows_are_added_and_nothing_is_saved_yet()
    {
        using var admin = await Admin();

        var copied = (await admin.Post("/settings/schedules/new?handler=copy", Fields(("Form.Name", "Sin guardar")))).Document;

        Assert.Equal("18:00", copied.QuerySelector("[name='Form.Week[4][0].Until']")!.GetAttribute("value"));
        Assert.Equal("", copied.QuerySelector("[name='Form.Week[5][0].Until']")!.GetAttribute("value"));
        Assert.NotNull(copied.QuerySelector("[name='Form.Holidays[2].Date']"));
        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*)::int from schedules where name = 'Sin guardar'"));
    }

    [Fact]
    public async Task While_it_is_written_it_says_whether_it_would_be_open_now()
    {
        using var admin = await Admin();
        (string, string)[] always = [.. Enumerable.Range(0, 7).SelectMany(day => new[] { ($"Form.Week[{day}][0].From", "00:00"), ($"Form.Week[{day}][0].Until", "00:00") })];

        var open = await admin.Htmx("/settings/schedules/new?handler=now", [("Form.Zone", "Asia/Kolkata"), .. always]);
        var unknown = await admin.Htmx("/settings/schedules/new?handler=now", ("Form.Zone", "Marte"));

        Assert.Contains("abierto siempre", open.Body);
        Assert.Contains("Elige una zona horaria", unknown.Body);
    }

    private static async Task<(long Id, string Name)> Made(Session admin)
    {
        var name = $"Oficina {Make.Number()} ñ";
        var made = await admin.Post("/settings/schedules/new", Fields(("Form.Name", name)));
        return (long.Parse(made.Location!.Split('/')[^1], CultureInfo.InvariantCulture), name);
    }

    private async Task<Session> Admin()
    {
        var email = $"person{Make.Number()}@convos.test";
        await app.Person(email, Role.Admin);
        var admin = await Session.SignedIn(app, email);
        await admin.Get("/settings/schedules/new");
        return admin;
    }

    // The last of a name counts.
    private static (string, string)[] Fields(params (string Name, string Value)[] fields) =>
    [
        .. new (string Name, string Value)[]
        {
            ("Form.Name", $"Oficina {Make.Number()}"), ("Form.Zone", "America/Argentina/Buenos_Aires"), ("Form.BasedOn", "0"),
            ("Form.Week[0][0].From", "09:00"), ("Form.Week[0][0].Until", "18:00"), ("Form.Holidays[0].Date", "2026-12-25"), ("Form.Holidays[0].Name", "Navidad"),
        }.Concat(fields).GroupBy(field => field.Name).Select(group => group.Last()),
    ];
}
