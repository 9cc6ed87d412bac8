using System.Globalization;
using System.Net;
using Convos.Data;

namespace Convos.Tests;

/// <summary>«Bandejas de entrada»: who sees which, and what an administrator may set.</summary>
public sealed class InboxesTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Everybody_sees_the_inboxes_they_belong_to_and_only_administrators_a_way_to_edit_them()
    {
        var (mine, other) = (await Make.Inbox(app.Database), await Make.Inbox(app.Database));
        var email = Email();
        await app.Person(email, Role.Operator, mine);
        using var ana = await Session.SignedIn(app, email);
        using var admin = await Admin();

        var hers = await ana.Get("/inboxes");
        var all = await admin.Get("/inboxes");

        Assert.Contains($">{await Name(mine)}<", hers.Body);
        Assert.DoesNotContain($">{await Name(other)}<", hers.Body);
        Assert.DoesNotContain($"/inboxes/{mine}", hers.Body);
        Assert.Contains($"/inboxes/{mine}", all.Body);
        Assert.Contains($"/inboxes/{other}", all.Body);
    }

    [Fact]
    public async Task What_is_saved_is_what_the_form_shows_and_the_audit_says_what_changed()
    {
        using var admin = await Admin();
        var ana = (await app.Person(Email(), Role.Operator)).Id;

        var made = await admin.Post("/inboxes/new", Fields(("Form.Name", "Reclamos ñ"), ("Form.Colour", "7"), ("Form.GraceHours", "48"),
            ("Form.RequiresObservation", "true"), ("Form.Reasons", " Resuelto \n\nresuelto\nSin stock"), ($"Form.Duty[{ana}]", "Supervises")));
        var id = long.Parse(made.Location!.Split('/')[^1], CultureInfo.InvariantCulture);
        await admin.Post($"/inboxes/{id}", Fields(("Form.Name", "Reclamos"), ("Form.Colour", "7"), ("Form.GraceHours", "48"),
            ("Form.ReadReceipts", "false"), ("Form.RequiresObservation", "true"), ("Form.Reasons", "Resuelto\nSin stock"), ($"Form.Duty[{ana}]", "Attends")));
        var form = (await admin.Get($"/inboxes/{id}")).Document;

        Assert.Equal(HttpStatusCode.SeeOther, made.Status);
        Assert.Equal("Reclamos", form.QuerySelector("[name='Form.Name']")!.GetAttribute("value"));
        Assert.Equal("48", form.QuerySelector("[name='Form.GraceHours']")!.GetAttribute("value"));
        Assert.Equal("Resuelto\nSin stock", form.QuerySelector("[name='Form.Reasons']")!.TextContent);
        Assert.True(form.QuerySelector("[name='Form.Colour'][value='7']")!.HasAttribute("checked"));
        Assert.False(form.QuerySelector("input[type=checkbox][name='Form.ReadReceipts']")!.HasAttribute("checked"));
        Assert.Equal("Attends", form.QuerySelector($"[name='Form.Duty[{ana}]'] option[selected]")!.GetAttribute("value"));
        var logged = await Make.One<string>(app.Database,
            "select string_agg(action || ' ' || changes, E'\n' order by id) from audit where subject = 'inbox' and subject_id = @id", new { id });
        Assert.StartsWith("created {", logged);
        Assert.Contains("\"name\": [\"Reclamos ñ\", \"Reclamos\"]", logged);
        Assert.Contains("\"attends\": [[], [", logged);
        Assert.DoesNotContain("\"grace\"", logged.Split('\n')[1]);
    }

    [Theory]
    [InlineData("Form.Name", "  ", "Escribe un nombre")]
    [InlineData("Form.GraceHours", "2161", "plazo de gracia")]
    [InlineData("Form.GraceHours", "mucho", "plazo de gracia")]
    [InlineData("Form.Colour", "16", "16 colores")]
    public async Task What_cannot_be_saved_is_said_in_a_sentence_and_what_was_typed_stays(string field, string value, string sentence)
    {
        using var admin = await Admin();

        var answer = await admin.Post("/inboxes/new", Fields(("Form.Description", "escrito"), ("Form.Name", "Algo"), ("Form.GraceHours", "24"), (field, value)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(sentence, answer.Body);
        Assert.Contains("escrito", answer.Body);
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        using var admin = await Admin();
        var name = await Name(await Make.Inbox(app.Database));

        var answer = await admin.Post("/inboxes/new", Fields(("Form.Name", name.ToUpperInvariant()), ("Form.GraceHours", "24")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Ya hay una bandeja con ese nombre", answer.Body);
    }

    [Fact]
    public async Task An_inbox_that_a_channel_feeds_is_not_disabled()
    {
        using var admin = await Admin();
        var inbox = await Make.Inbox(app.Database);
        var channel = await Make.Channel(app.Database, inbox);

        var answer = await admin.Post($"/inboxes/{inbox}", Fields(("Form.Name", await Name(inbox)), ("Form.Enabled", "false"), ("Form.GraceHours", "24")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(channel.Name, answer.Body);
        Assert.True(await Make.One<bool>(app.Database, "select enabled from inboxes where id = @inbox", new { inbox }));
    }

    [Fact]
    public async Task Nobody_but_an_administrator_posts_to_an_inbox()
    {
        var inbox = await Make.Inbox(app.Database);
        var email = Email();
        await app.Person(email, Role.Supervisor, inbox);
        using var supervisor = await Session.SignedIn(app, email);
        await supervisor.Get("/inboxes");

        var answer = await supervisor.Post($"/inboxes/{inbox}", Fields(("Form.Name", "Mía")));

        Assert.NotEqual("Mía", await Name(inbox));
        Assert.True(answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.Redirect);
    }

    private async Task<Session> Admin()
    {
        var email = Email();
        await app.Person(email, Role.Admin);
        var admin = await Session.SignedIn(app, email);
        await admin.Get("/inboxes/new");
        return admin;
    }

    private static string Email() => $"person{Make.Number()}@convos.test";

    private Task<string> Name(long id) => Make.One<string>(app.Database, "select name from inboxes where id = @id", new { id });

    // The last of a name counts.
    private static (string, string)[] Fields(params (string Name, string Value)[] fields) =>
        [.. fields.GroupBy(field => field.Name).Select(group => group.Last())];
}
