using System.Net;
using AngleSharp.Dom;
using Convos.Data;

namespace Convos.Tests;

/// <summary>Lists, tags and acts on many tickets, by posts and reloads.</summary>
public sealed class ListPagesTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_chosen_list_is_remembered_and_its_address_says_no_more_than_it_must()
    {
        var (_, _, session) = await Desk();
        using var ana = session;

        var chosen = await ana.Get("/inbox/all/?chosen=1&order=recent&inbox=&tag=&operator=&pending=1");
        var looked = await ana.Get("/inbox/mine?order=closing");
        var home = await ana.Get("/");
        await ana.Get("/inbox/mine?order=waiting&chosen=1");
        var later = await ana.Get("/");
        var page = await ana.Get("/inbox/unassigned");
        await ana.Get("/inbox/all?chosen=1");
        var cleared = await ana.Get("/inbox/unassigned");

        Assert.Equal((HttpStatusCode.Redirect, "/inbox/all?pending=1"), (chosen.Status, chosen.Location));
        Assert.Equal(HttpStatusCode.OK, looked.Status);
        Assert.Equal(("/inbox/mine", "/inbox/mine?order=waiting"), (home.Location, later.Location));
        Assert.Equal(["/inbox/mine?order=waiting", "/inbox/unassigned", "/inbox/all?pending=1"], Menu(page));
        Assert.Equal(["/inbox/mine?order=waiting", "/inbox/unassigned", "/inbox/all"], Menu(cleared));
    }

    [Theory]
    [InlineData("order=sideways&inbox=x&operator=-3")]
    [InlineData("order=7&tag=99999999999999999999")]
    public async Task What_an_address_says_beyond_reason_is_as_if_it_were_not_said(string query)
    {
        var (_, _, session) = await Desk();
        using var ana = session;

        var answer = await ana.Get($"/inbox/all?{query}");

        Assert.Equal((HttpStatusCode.Redirect, "/inbox/all"), (answer.Status, answer.Location));
    }

    [Fact]
    public async Task Rows_lead_to_their_chat_beside_the_same_list_and_filters_that_hide_all_say_so()
    {
        var (_, channel, session) = await Desk();
        using var ana = session;
        var ticket = await Make.Ticket(app.Database, channel, DateTime.UtcNow);

        var page = await ana.Get("/inbox/all?order=waiting&pending=1");
        var empty = await ana.Get("/inbox/all?tag=1234567");

        Assert.Equal($"/inbox/all/{ticket.Id}?order=waiting&pending=1", page.Document.QuerySelector($"#ticket-{ticket.Id} a")!.GetAttribute("href"));
        Assert.Contains("&view=all&order=waiting&pending=1", page.Document.QuerySelector("#live")!.GetAttribute("hx-sse:connect"), StringComparison.Ordinal);
        Assert.Equal(["Mayor espera", "Pendientes"], page.Document.QuerySelectorAll(".chip .clip").Select(chip => chip.TextContent));
        Assert.Equal("/inbox/all?order=waiting&chosen=1", page.Document.QuerySelector(".chips > .link")!.GetAttribute("href"));
        Assert.Equal("1 ticket", page.Document.QuerySelector("#list-count")!.TextContent);
        Assert.Contains("Ningún ticket de esta lista pasa los filtros.", empty.Document.QuerySelector("#list .empty")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_page_of_an_ordered_list_follows_the_last_row_of_this_one()
    {
        var (_, channel, session) = await Desk();
        using var ana = session;
        var now = DateTime.UtcNow;
        for (var number = 0; number < 43; number++)
        {
            await Make.Ticket(app.Database, channel, now.AddMinutes(-number));
        }

        foreach (var order in new[] { "waiting", "closing" })
        {
            var page = (await ana.Get($"/inbox/unassigned?order={order}")).Document;
            var next = (await ana.Get(page.QuerySelector("#more a")!.GetAttribute("href")!)).Document;

            Assert.Equal(40, page.QuerySelectorAll(".row").Length);
            Assert.Equal(3, next.QuerySelectorAll(".row").Length);
            var keys = page.QuerySelectorAll(".row").Concat(next.QuerySelectorAll(".row")).Select(row => SortKey.Parse(row.GetAttribute("data-sort"))!.Value.Place).ToList();
            Assert.Equal(keys.Order(), keys);
        }
    }

    [Fact]
    public async Task Without_javascript_many_are_taken_in_one_post_and_each_refusal_has_its_line()
    {
        var (inbox, channel, session) = await Desk();
        using var ana = session;
        var bruno = await Colleague(inbox);
        await ana.Get("/inbox/unassigned");
        var (free, held) = (await Make.Ticket(app.Database, channel, DateTime.UtcNow), await Make.Ticket(app.Database, channel, DateTime.UtcNow));
        await Tickets.Apply(app.Database, TicketMove.Take, bruno, held.Id, DateTime.UtcNow);

        var chooser = await ana.Post("/inbox/unassigned/bulk?handler=choose&what=close", ("ids", $"{free.Id}"), ("ids", $"{held.Id}"));
        var taken = await ana.Post("/inbox/unassigned/bulk?handler=take", ("ids", $"{free.Id}"), ("ids", $"{held.Id}"), ("ids", $"{free.Id}"));

        Assert.Equal([$"{free.Id}", $"{held.Id}"], chooser.Document.QuerySelectorAll("#bulk input[name=ids]").Select(id => id.GetAttribute("value")));
        Assert.Equal(HttpStatusCode.OK, taken.Status);
        Assert.Equal("Listo en un ticket.", taken.Document.QuerySelector(".sheet > p")!.TextContent);
        var line = Assert.Single(taken.Document.QuerySelectorAll(".refusals li"));
        Assert.Contains($"Lo tiene {bruno.Name}.", line.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/inbox/unassigned/{held.Id}", line.QuerySelector("a")!.GetAttribute("href"));
        Assert.NotEqual(bruno.Id, (await Make.Ticket(app.Database, free.Id)).OperatorId);
    }

    [Fact]
    public async Task Many_go_to_somebody_who_is_away_only_when_that_is_known_and_taking_beyond_ones_capacity_is_said()
    {
        var (inbox, channel, session) = await Desk();
        using var ana = session;
        var bruno = await Colleague(inbox);
        await ana.Get("/inbox/unassigned");
        await Presences.Choose(app.Database, bruno.Id, available: false, DateTime.UtcNow);
        await Make.One<int>(app.Database, "update inboxes set cap = 1 where id = @inbox returning 1", new { inbox });
        var tickets = new[] { await Make.Ticket(app.Database, channel, DateTime.UtcNow), await Make.Ticket(app.Database, channel, DateTime.UtcNow) };
        var ids = tickets.Select(ticket => ("ids", $"{ticket.Id}")).ToArray();

        var taken = await ana.Htmx("/inbox/unassigned/bulk?handler=take", ids);
        var chooser = await ana.Htmx("/inbox/mine/bulk?handler=choose&what=transfer", ids);
        var asked = await ana.Htmx($"/inbox/mine/bulk?handler=transfer&toOperator={bruno.Id}", ids);
        var kept = (await Make.Ticket(app.Database, tickets[0].Id)).OperatorId;
        var moved = await ana.Htmx($"/inbox/mine/bulk?handler=transfer&toOperator={bruno.Id}&anyway=true", ids);

        Assert.Contains("Tienes 2 tickets abiertos en", taken.Body, StringComparison.Ordinal);
        Assert.Contains("0 abiertos", chooser.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, asked.Status);
        Assert.Contains($"{bruno.Name} no está En línea.", asked.Body, StringComparison.Ordinal);
        Assert.NotEqual(bruno.Id, kept);
        Assert.Equal(HttpStatusCode.OK, moved.Status);
        Assert.Equal(bruno.Id, (await Make.Ticket(app.Database, tickets[1].Id)).OperatorId);
    }

    [Fact]
    public async Task None_or_too_many_at_once_is_a_sentence()
    {
        var (_, _, session) = await Desk();
        using var ana = session;
        await ana.Get("/inbox/all");

        var none = await ana.Htmx("/inbox/all/bulk?handler=take");
        var many = await ana.Htmx("/inbox/all/bulk?handler=close", [.. Enumerable.Range(1, 201).Select(id => ("ids", $"{id}"))]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.Status);
        Assert.Contains("Selecciona al menos un ticket.", none.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, many.Status);
        Assert.Contains("hasta 200", many.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_javascript_a_tag_is_put_on_and_taken_off_and_searched_for()
    {
        var (_, channel, session) = await Desk();
        using var ana = session;
        var ticket = await Make.Ticket(app.Database, channel, DateTime.UtcNow);
        var name = $"Reclamo {Make.Number()}";
        long tag;
        await using (var db = await app.Database.Open())
        {
            tag = (await Tags.Create(db, name, "", 5, DateTime.UtcNow))!.Value;
        }

        var path = $"/inbox/all/{ticket.Id}/tags";
        var found = await ana.Get($"{path}?search={Uri.EscapeDataString(name.ToLowerInvariant())}");
        var added = await ana.Post($"{path}?handler=add&tag={tag}");
        var chat = await ana.Get($"/inbox/all/{ticket.Id}");
        await ana.Post(chat.Document.QuerySelector(".head-tags button")!.GetAttribute("formaction")!.Insert(0, "/inbox/all/"));

        Assert.Equal(name, Assert.Single(found.Document.QuerySelectorAll("#tag-choices button")).TextContent.Trim());
        Assert.Equal((HttpStatusCode.SeeOther, path), (added.Status, added.Location));
        Assert.Equal(name, chat.Document.QuerySelector(".row .tag")!.TextContent);
        Assert.Empty((await Make.Ticket(app.Database, ticket.Id)).Tags);
    }

    [Fact]
    public async Task Those_who_lead_make_rename_and_archive_tags_and_a_wrong_name_is_a_sentence_with_what_was_typed()
    {
        var email = $"lead{Make.Number()}@convos.test";
        await app.Person(email, Role.Supervisor);
        using var lead = await Session.SignedIn(app, email);
        var name = $"Envío {Make.Number()}";

        await lead.Get("/settings/tags/new");
        var made = await lead.Post("/settings/tags/new", ("name", name), ("description", "Entregas"), ("colour", "4"));
        var twice = await lead.Post("/settings/tags/new", ("name", $" {name.ToUpperInvariant()} "), ("description", "otra"), ("colour", "2"));
        var nameless = await lead.Post("/settings/tags/new", ("name", "  "), ("colour", "2"));
        var list = await lead.Get("/settings/tags");
        var row = list.Document.QuerySelectorAll(".things tbody tr").Single(line => line.TextContent.Contains(name, StringComparison.Ordinal));
        await lead.Post(row.QuerySelector("form")!.GetAttribute("action")!);

        Assert.Equal((HttpStatusCode.SeeOther, "/settings/tags"), (made.Status, made.Location));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.Status);
        Assert.Contains("Ya hay una etiqueta con ese nombre.", twice.Body, StringComparison.Ordinal);
        Assert.Equal("otra", twice.Document.QuerySelector("#description")!.GetAttribute("value"));
        Assert.Contains("Escribe un nombre.", nameless.Body, StringComparison.Ordinal);
        Assert.Contains("Archivada", (await lead.Get("/settings/tags")).Body, StringComparison.Ordinal);
        await using var db = await app.Database.Open();
        Assert.DoesNotContain(await Tags.Offered(db), tag => tag.Name == name);
    }

    private static IEnumerable<string?> Menu(Answer page) => page.Document.QuerySelectorAll("#rail a[aria-keyshortcuts]").Take(3).Select(link => link.GetAttribute("href"));

    private async Task<(long Inbox, Channel Channel, Session Session)> Desk()
    {
        var inbox = await Make.Inbox(app.Database);
        var email = $"ana{Make.Number()}@convos.test";
        await app.Person(email, Role.Operator, inbox);
        return (inbox, await app.Channel(inbox), await Session.SignedIn(app, email));
    }

    private async Task<Viewer> Colleague(long inbox)
    {
        var viewer = await app.Person($"bruno{Make.Number()}@convos.test", Role.Operator, inbox);
        await Presences.Choose(app.Database, viewer.Id, available: true, DateTime.UtcNow);
        return viewer;
    }
}
