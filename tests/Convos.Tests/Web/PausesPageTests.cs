using System.Net;
using AngleSharp.Dom;
using Convos.Data;

namespace Convos.Tests;

/// <summary>«Pausas» and the states that people and those who lead them choose, by forms.</summary>
public sealed class PausesPageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_pause_is_made_refused_a_taken_name_renamed_archived_and_brought_back()
    {
        using var admin = (await Person(Role.Admin)).Session;
        var name = $"Almuerzo {Make.Number()}";
        await admin.Get("/settings/pauses/new");

        var made = await admin.Post("/settings/pauses/new", ("name", name), ("icon", "Utensils"));
        var taken = await admin.Post("/settings/pauses/new", ("name", name.ToUpperInvariant()), ("icon", "Car"));
        var nameless = await admin.Post("/settings/pauses/new", ("name", " "), ("icon", "Car"));
        var odd = await admin.Post("/settings/pauses/new", ("name", $"{name} 2"), ("icon", "Castle"));
        var edit = (await admin.Get("/settings/pauses")).Document.QuerySelectorAll(".things a").Single(link => link.TextContent == name).GetAttribute("href")!;
        await admin.Post(edit, ("name", $"{name} largo"), ("icon", "Coffee"));
        await admin.Post($"/settings/pauses?handler=archive&id={edit.Split('/')[^1]}");
        var archived = await admin.Get("/settings/pauses");
        await admin.Post($"/settings/pauses?handler=restore&id={edit.Split('/')[^1]}");

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest),
            (made.Status, taken.Status, nameless.Status, odd.Status));
        Assert.Contains("Ya hay una pausa con ese nombre.", taken.Body, StringComparison.Ordinal);
        Assert.True(taken.Document.QuerySelector("[name=icon][value=Car]")!.HasAttribute("checked"));
        Assert.Contains("Archivada", Row(archived, $"{name} largo").TextContent, StringComparison.Ordinal);
        Assert.Contains("En uso", Row(await admin.Get("/settings/pauses"), $"{name} largo").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_chosen_in_the_header_is_seen_there_and_by_colleagues()
    {
        var (inbox, pause) = (await Make.Inbox(app.Database), await Pause("Almuerzo"));
        var (ana, hers) = await Person(Role.Operator, inbox);
        using var _ = hers;
        using var his = (await Person(Role.Operator, inbox)).Session;
        var menu = (await hers.Get("/inbox/mine")).Document.QuerySelector($"#presence-menu [data-reason='{pause.Id}']")!;

        var chosen = await hers.Htmx(menu.GetAttribute("formaction")!);
        var unknown = await hers.Htmx("/presence?handler=choose&available=false&reason=999999999");

        var header = chosen.Document.QuerySelector("#presence")!;
        Assert.Equal(("false", "No disponible", pause.Name), (header.GetAttribute("data-available"),
            header.QuerySelector(".presence-name")!.TextContent, header.QuerySelector(".presence-why")!.TextContent.Trim()));
        Assert.NotNull(header.QuerySelector(".presence-state time"));
        Assert.Equal("true", header.QuerySelector($"[data-reason='{pause.Id}']")!.GetAttribute("aria-current"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        var colleague = (await his.Get("/inbox/mine")).Document.QuerySelector($"#colleague-{ana.Id}")!.TextContent;
        Assert.Contains(pause.Name, colleague, StringComparison.Ordinal);
        Assert.Contains("No disponible", colleague, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colleagues_see_who_has_no_page_any_more_as_desconectado_with_the_cause()
    {
        var inbox = await Make.Inbox(app.Database);
        var (ana, hers) = await Person(Role.Operator, inbox);
        await hers.Get("/inbox/mine");
        hers.Dispose();
        using var his = (await Person(Role.Operator, inbox)).Session;
        await using var stream = await LiveStream.Of(his, "/inbox/mine");
        await stream.Signal("hello");

        await Presences.SignedOut(app.Database, ana.Id, await Make.One<Guid>(app.Database, "select session_id from operator_pages where operator_id = @Id", new { ana.Id }), DateTime.UtcNow);
        // Her arrival may be told after the stream began.
        await stream.Next(item => item.Data.Contains($"colleague-{ana.Id}\"", StringComparison.Ordinal) && item.Data.Contains("Desconectado", StringComparison.Ordinal));

        var told = (await stream.Elements())[$"colleague-{ana.Id}"].TextContent;
        Assert.Contains("Desconectado", told, StringComparison.Ordinal);
        Assert.Contains("Cerró sesión", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_supervisor_sets_a_state_from_the_sheet_and_its_person_is_told_at_once_by_whom()
    {
        var (inbox, pause) = (await Make.Inbox(app.Database), await Pause("Reunión"));
        var (ana, hers) = await Person(Role.Operator, inbox);
        using var _ = hers;
        await using var stream = await LiveStream.Of(hers, "/inbox/mine");
        await stream.Signal("hello");
        var (lead, session) = await Person(Role.Supervisor, inbox);
        using var theirs = session;

        var opener = (await theirs.Get("/inbox/mine")).Document.QuerySelector($"#colleague-{ana.Id} a")!.GetAttribute("href")!;
        var sheet = await theirs.Get(opener, htmx: true);
        var set = await theirs.Htmx(sheet.Document.QuerySelector($"[data-reason='{pause.Id}']")!.GetAttribute("formaction")!);
        await stream.Next(item => item.Data.Contains("id=\"dropped\"", StringComparison.Ordinal) && item.Data.Contains("te puso", StringComparison.Ordinal));

        Assert.Contains(pause.Name, set.Document.QuerySelector($"#colleague-{ana.Id}")!.TextContent, StringComparison.Ordinal);
        var dropped = (await stream.Elements())["dropped"];
        Assert.Contains($"{lead.Name} te puso No disponible.", dropped.TextContent, StringComparison.Ordinal);
        Assert.Equal("/presence?handler=choose&available=true", dropped.QuerySelector("button")!.GetAttribute("formaction"));
        var page = (await hers.Get("/inbox/mine")).Document;
        Assert.Equal(dropped.OuterHtml, page.GetElementById("dropped")!.OuterHtml);
        Assert.Contains($"Lo cambió {lead.Name}", page.QuerySelector("#presence .menu-who")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_javascript_a_supervisor_sets_a_state_and_is_back_where_they_were()
    {
        var inbox = await Make.Inbox(app.Database);
        var ana = await Make.Operator(app.Database, online: false, inboxes: inbox);
        await Presences.Choose(app.Database, ana.Id, available: true, DateTime.UtcNow);
        using var lead = (await Person(Role.Supervisor, inbox)).Session;
        await lead.Get($"/presence/{ana.Id}");

        var set = await lead.Post($"/presence/{ana.Id}", ("available", "false"));
        var refused = await lead.Post($"/presence/{ana.Id}", ("available", "true"));
        var told = await lead.Get(refused.Location!);

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (set.Status, refused.Status));
        Assert.False(await Make.One<bool>(app.Database, "select available from operators where id = @Id", new { ana.Id }));
        Assert.Contains("no tiene Conversaciones abierta", told.Document.QuerySelector("#toasts")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_of_other_inboxes_is_not_there_for_a_supervisor_and_is_for_an_admin()
    {
        var ana = await Make.Operator(app.Database, at: DateTime.UtcNow, inboxes: await Make.Inbox(app.Database));
        using var lead = (await Person(Role.Supervisor, await Make.Inbox(app.Database))).Session;
        using var admin = (await Person(Role.Admin)).Session;
        using var peer = (await Person(Role.Operator, ana.Inboxes)).Session;
        await lead.Get("/inbox/mine");
        await admin.Get("/inbox/mine");
        await peer.Get("/inbox/mine");

        Assert.Equal(HttpStatusCode.NotFound, (await lead.Post($"/presence/{ana.Id}", ("available", "false"))).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await peer.Htmx($"/presence/{ana.Id}", ("available", "false"))).Status);
        Assert.True(await Make.One<bool>(app.Database, "select available from operators where id = @Id", new { ana.Id }));
        Assert.Equal(HttpStatusCode.OK, (await admin.Htmx($"/presence/{ana.Id}", ("available", "false"))).Status);
        Assert.False(await Make.One<bool>(app.Database, "select available from operators where id = @Id", new { ana.Id }));
    }

    private static IElement Row(Answer list, string name) =>
        list.Document.QuerySelectorAll(".things tbody tr").Single(row => row.QuerySelector("a")!.TextContent == name);

    private async Task<Pause> Pause(string name)
    {
        var admin = await Make.Operator(app.Database, Role.Admin);
        var settings = new PauseSettings($"{name} {Make.Number()}", PauseIcon.Coffee);
        var saved = await Pauses.Save(app.Database, admin.Id, null, settings, DateTime.UtcNow);
        return new(saved.Id!.Value, settings.Name, settings.Icon);
    }

    private async Task<(Viewer Viewer, Session Session)> Person(Role role, params long[] inboxes)
    {
        var email = Links.Email(role.ToString().ToLowerInvariant());
        return (await app.Person(email, role, inboxes), await Session.SignedIn(app, email));
    }
}
