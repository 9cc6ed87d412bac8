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
    public async Task Every_setting_is_stored_shown_again_and_named_in_the_audit()
    {
        using var admin = await Admin();
        var (inbox, schedule) = (await Make.Inbox(app.Database), await DialogueDesk.Schedule(app.Database));
        (string, string)[] rules =
        [
            ("Form.Strategy", "Owner"), ("Form.OwnerShare", "40"), ("Form.OwnerElse", "Queue"), ("Form.Cap", "6"), ("Form.FirstResponseMinutes", "15"),
            ("Form.RotationMinutes", "10"), ("Form.OnLeave", "Reassign"), ("Form.LeaveMinutes", "7"), ("Form.Schedule", $"{schedule}"),
            ("Form.OutOfHours", "Abrimos a las 9."), ("Form.Welcome", "Soy {{operador.nombre}}."), ("Form.AutoCloseHours", "8"),
            ("Form.AutoCloseWarning", "¿Sigues ahí?"), ("Form.AutoCloseWarningMinutes", "30"), ("Form.Survey", "¿Del 1 al 5?"), ("Form.SurveyThanks", "¡Gracias!"),
        ];

        var saved = await admin.Post($"/inboxes/{inbox}", Fields([("Form.Name", await Name(inbox)), ("Form.GraceHours", "24"), .. rules]));
        var form = (await admin.Get($"/inboxes/{inbox}")).Document;
        var audit = await admin.Get("/settings/audit");

        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        foreach (var (name, value) in rules)
        {
            var fields = form.QuerySelectorAll($"[name='{name}']");
            Assert.Equal(value, fields.Length > 1 ? fields.Single(one => one.HasAttribute("checked")).GetAttribute("value")
                : (fields[0].QuerySelector("[selected]") ?? fields[0]).GetAttribute("value") ?? fields[0].TextContent);
        }

        Assert.Contains("Por propietario", audit.Body);
        Assert.Contains("Espera en No Asignado", audit.Body);
        Assert.Contains("Pasan a otro operador", audit.Body);
        Assert.Contains("Oficina ", audit.Body);
        Assert.DoesNotContain(">auto_close", audit.Body);
    }

    [Fact]
    public async Task Every_rule_that_is_broken_has_its_sentence_and_its_field_is_marked()
    {
        using var admin = await Admin();

        var answer = await admin.Post("/inboxes/new", Fields(("Form.Name", "Algo"), ("Form.GraceHours", "24"), ("Form.Strategy", "Owner"), ("Form.OwnerShare", "101"), ("Form.Cap", "muchos"), ("Form.OnLeave", "Queue"),
            ("Form.RotationMinutes", "0"), ("Form.LeaveMinutes", ""), ("Form.OutOfHours", "Cerrado"), ("Form.Welcome", "Hola {{cliente}}"),
            ("Form.AutoCloseHours", "1"), ("Form.AutoCloseWarning", "¿Sigues ahí?"), ("Form.AutoCloseWarningMinutes", "60"), ("Form.FirstResponseMinutes", "10081"),
            ("Form.Survey", "¿{{nota}}?"), ("Form.SurveyThanks", new string('x', 1001))));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(10, answer.Document.QuerySelectorAll(".problems li").Length);
        Assert.Contains("No existe la variable {{cliente}}", answer.Document.QuerySelector(".problems")!.TextContent);
        Assert.Equal("muchos", answer.Document.QuerySelector("[name='Form.Cap'][aria-invalid]")!.GetAttribute("value"));
        Assert.NotNull(answer.Document.QuerySelector("[name='Form.Welcome'][aria-invalid]"));
    }

    [Fact]
    public async Task Disabling_asks_in_the_same_form_where_what_it_holds_goes_and_then_it_goes()
    {
        using var admin = await Admin();
        var (inbox, other) = (await Make.Inbox(app.Database), await Make.Inbox(app.Database));
        var channel = await Make.Channel(app.Database, inbox);
        var ticket = await Make.Ticket(app.Database, channel, DateTime.UtcNow);
        (string, string)[] disabling = [("Form.Name", await Name(inbox)), ("Form.Description", "escrito"), ("Form.Enabled", "false"), ("Form.GraceHours", "24")];

        var asked = await admin.Post($"/inboxes/{inbox}", disabling);
        var done = await admin.Post($"/inboxes/{inbox}", [.. disabling, ("Form.TicketsTo", $"{other}"), ("Form.ChannelsTo", $"{other}")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.Status);
        Assert.Contains("escrito", asked.Body);
        Assert.Contains(channel.Name, asked.Document.QuerySelector(".handover")!.TextContent);
        Assert.Contains($"{other}", asked.Document.QuerySelectorAll("[name='Form.TicketsTo'] option").Select(option => option.GetAttribute("value")));
        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        Assert.Equal((false, other), await Make.One<(bool, long)>(app.Database,
            "select (select enabled from inboxes where id = @inbox), (select inbox_id from tickets where id = @Id)", new { inbox, ticket.Id }));
    }

    [Fact]
    public async Task A_channel_is_shown_where_it_leads_and_is_brought_from_where_it_did()
    {
        using var admin = await Admin();
        var (inbox, other) = (await Make.Inbox(app.Database), await Make.Inbox(app.Database));
        var channel = await Make.Channel(app.Database, other);

        var before = (await admin.Get($"/inboxes/{inbox}")).Document;
        await admin.Post($"/inboxes/{inbox}", Fields(("Form.Name", await Name(inbox)), ("Form.GraceHours", "24"), ("Form.Channels", $"{channel.Id}")));
        var after = (await admin.Get($"/inboxes/{inbox}")).Document;

        Assert.NotNull(before.QuerySelector($"[name='Form.Channels'][value='{channel.Id}']"));
        Assert.NotNull(after.QuerySelector($"#channels a[href='/settings/channels/{channel.Name}']"));
        Assert.Contains($"\"inbox\": [\"{await Name(other)}\"", await Make.One<string>(app.Database,
            "select changes::text from audit where subject = 'channel' and subject_id = @Id order by id desc limit 1", new { channel.Id }));
    }

    [Fact]
    public async Task Teams_are_members_and_the_form_says_who_comes_by_which()
    {
        using var admin = await Admin();
        var (inbox, ana) = (await Make.Inbox(app.Database), await app.Person(Email(), Role.Operator));
        var team = (await Teams.Save(app.Database, ana.Id, null, new($"Equipo {Make.Number()}", ""), [ana.Id], DateTime.UtcNow)).Id!.Value;

        await admin.Post($"/inboxes/{inbox}", Fields(("Form.Name", await Name(inbox)), ("Form.GraceHours", "24"), ($"Form.TeamDuty[{team}]", "Attends")));
        var form = (await admin.Get($"/inboxes/{inbox}")).Document;
        var person = (await admin.Get($"/settings/people/{ana.Id}")).Document;

        Assert.Equal("Attends", form.QuerySelector($"#team-{team} option[selected]")!.GetAttribute("value"));
        Assert.Equal("Por equipo: Atiende", form.QuerySelector($"#duty-{ana.Id} option")!.TextContent);
        Assert.Contains("Equipo", form.QuerySelector($"label[for='duty-{ana.Id}'] .by-team")!.TextContent);
        Assert.Equal("Por equipo: Atiende", person.QuerySelector($"#duty-{inbox} option")!.TextContent);
        Assert.NotNull((await admin.Get($"/settings/teams/{team}")).Document.QuerySelector($"a[href^='/inboxes/{inbox}']"));
    }

    [Fact]
    public async Task A_persons_capacity_is_set_on_their_page_and_audited()
    {
        using var admin = await Admin();
        var email = Email();
        var ana = await app.Person(email, Role.Operator);
        (string, string)[] her = [("Form.Name", "Ana"), ("Form.Email", email), ("Form.Role", "Operator")];

        var wrong = await admin.Post($"/settings/people/{ana.Id}", [.. her, ("Form.Cap", "0")]);
        await admin.Post($"/settings/people/{ana.Id}", [.. her, ("Form.Cap", "12")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal("12", (await admin.Get($"/settings/people/{ana.Id}")).Document.QuerySelector("[name='Form.Cap']")!.GetAttribute("value"));
        Assert.Contains("\"cap\": [null, 12]", await Make.One<string>(app.Database,
            "select changes::text from audit where subject = 'operator' and subject_id = @Id order by id desc limit 1", new { ana.Id }));
    }

    [Fact]
    public async Task Whoever_takes_a_ticket_is_announced_to_its_customer_at_once()
    {
        var inbox = await Make.Inbox(app.Database);
        await Make.Rules(app.Database, inbox, rules => rules with { Welcome = "Te atiende {{operador.nombre}}." });
        var ana = await Make.Operator(app.Database, at: DateTime.UtcNow, inboxes: inbox);
        var ticket = await Make.Ticket(app.Database, await app.Channel(inbox), DateTime.UtcNow);

        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, DateTime.UtcNow);

        await Until.True(() => Make.One<bool>(app.Database,
            "select exists (select from messages where ticket_id = @Id and author = 'bot' and body = @body and delivery <> 'queued')",
            new { ticket.Id, body = $"Te atiende {ana.Name}." }));
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
