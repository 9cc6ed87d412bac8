using System.Net;
using AngleSharp.Dom;
using Convos.Data;

namespace Convos.Tests;

/// <summary>«Contactos» by posts and reloads: found, filtered, kept as a segment, tagged, exported, merged, erased.</summary>
public sealed class ContactsPageTests(TestApp app) : IClassFixture<TestApp>
{
    private static DateTime Now => DateTime.UtcNow;

    [Fact]
    public async Task A_filter_is_an_address_that_can_be_kept_under_a_name_by_oneself_or_for_all()
    {
        var (channel, lead) = await Desk(Role.Supervisor);
        using var session = lead;
        var ticket = await Make.Ticket(app.Database, channel, Now);
        var name = await Renamed(ticket, "Zoraida Ibáñez");

        var found = await session.Get($"/contacts?q=zoraida+ibanez+{name}");
        await session.Post($"/contacts?handler=save&q=zoraida+{name}", ("name", $"Zoraidas {name}"), ("shared", "true"));
        var kept = await session.Get("/contacts");
        var link = kept.Document.QuerySelectorAll(".segment a").Single(one => one.TextContent.Contains(name, StringComparison.Ordinal)).GetAttribute("href")!;
        var again = await session.Get(link);

        Assert.Equal([$"/contacts/{ticket.ContactId}"], Links(found));
        Assert.Equal($"/contacts?q=zoraida%20{name}", link);
        Assert.Equal([$"/contacts/{ticket.ContactId}"], Links(again));
        Assert.Equal(HttpStatusCode.BadRequest, (await session.Get("/contacts?from=nunca")).Status);
    }

    [Fact]
    public async Task Those_who_are_picked_or_all_that_are_found_get_a_tag()
    {
        var (channel, lead) = await Desk(Role.Supervisor);
        using var session = lead;
        var (one, other) = (await Make.Ticket(app.Database, channel, Now), await Make.Ticket(app.Database, channel, Now));
        var name = $"{await Renamed(one, "Uno")} {await Renamed(other, "Otro")}".Split(' ')[0];
        await using var db = await app.Database.Open();
        var tag = (await Tags.Create(db, $"Etiqueta {name}", "", 2, Now))!.Value;

        await session.Get("/contacts");
        await session.Post("/contacts?handler=tag", ("mark", $"{tag}"), ("picked", $"{one.ContactId}"));
        var first = await session.Get($"/contacts?tag={tag}");
        var another = (await Tags.Create(db, $"Otra {name}", "", 2, Now))!.Value;
        await session.Post($"/contacts?handler=tag&tag={tag}", ("mark", $"{another}"), ("everything", "true"));
        var both = await session.Get($"/contacts?tag={another}");
        await session.Post($"/contacts?handler=tag&tag={another}", ("mark", $"{tag}"), ("off", "true"), ("everything", "true"));
        var none = await session.Get($"/contacts?tag={tag}");

        Assert.Equal([$"/contacts/{one.ContactId}"], Links(first));
        Assert.Equal([$"/contacts/{one.ContactId}"], Links(both));
        Assert.Contains("Nadie coincide", none.Document.QuerySelector(".nothing")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_has_exactly_those_who_are_found_and_no_formula_runs_from_it()
    {
        var (channel, lead) = await Desk(Role.Supervisor);
        using var session = lead;
        var ticket = await Make.Ticket(app.Database, channel, Now);
        var name = await Renamed(ticket, "=HYPERLINK(\"x\")");

        var file = await session.Http.GetStringAsync($"/contacts.csv?q={name}");

        var lines = file.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("\"'=HYPERLINK", lines[1], StringComparison.Ordinal);
        Assert.Contains(PhoneNumbers.Canonical(ticket.ContactPhone!)[^8..], lines[1], StringComparison.Ordinal);
        using var ana = (await Desk(Role.Operator)).Session;
        Assert.Contains("/error/403", (await ana.Get("/contacts.csv")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_are_seen_as_they_would_be_then_merged_then_separated()
    {
        var (channel, lead) = await Desk(Role.Supervisor);
        using var session = lead;
        var (one, other) = (await Make.Ticket(app.Database, channel, Now), await Make.Ticket(app.Database, channel, Now));
        var name = await Renamed(other, "Doble");

        var preview = await session.Get($"/contacts/{one.ContactId}/merge?other={other.ContactId}");
        var done = await session.Post($"/contacts/{one.ContactId}/merge?other={other.ContactId}");
        var moved = await session.Get($"/contacts/{other.ContactId}");
        var page = await session.Get($"/contacts/{one.ContactId}/merge");
        var undo = page.Document.QuerySelector("form.done")!.GetAttribute("action")!;
        var undone = await session.Post(undo);
        var apart = await session.Get($"/contacts/{other.ContactId}");

        Assert.Contains(name, preview.Document.QuerySelector(".merge")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        Assert.NotNull(moved.Document.QuerySelector($"#contact-{one.ContactId}"));
        Assert.Equal(HttpStatusCode.SeeOther, undone.Status);
        Assert.NotNull(apart.Document.QuerySelector($"#contact-{other.ContactId}"));
    }

    [Fact]
    public async Task A_merge_that_blocks_somebody_says_so_before()
    {
        var (channel, lead) = await Desk(Role.Supervisor);
        using var session = lead;
        var (one, other, free) = (await Make.Ticket(app.Database, channel, Now), await Make.Ticket(app.Database, channel, Now), await Make.Ticket(app.Database, channel, Now));
        var admin = await Make.Operator(app.Database, Role.Admin);
        await Contacts.Block(app.Database, admin, other.ContactId, "Insulta", Now);

        var into = await session.Get($"/contacts/{one.ContactId}/merge?other={other.ContactId}");
        var from = await session.Get($"/contacts/{other.ContactId}/merge?other={one.ContactId}");
        var neither = await session.Get($"/contacts/{one.ContactId}/merge?other={free.ContactId}");

        Assert.Contains("bloqueo", into.Document.QuerySelector("[role=note]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("bloqueo", from.Document.QuerySelector("[role=note]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(neither.Document.QuerySelector("[role=note]"));
    }

    [Fact]
    public async Task Every_entry_of_the_activity_leads_to_its_place()
    {
        var (channel, lead) = await Desk(Role.Supervisor);
        using var session = lead;
        var ticket = await Make.Ticket(app.Database, channel, Now);
        await Renamed(ticket, "Ana");
        var admin = await Make.Operator(app.Database, Role.Admin);
        await Contacts.Block(app.Database, admin, ticket.ContactId, "Insulta", Now);

        var links = (await session.Get($"/contacts/{ticket.ContactId}/activity")).Document.QuerySelectorAll(".entry").Select(entry => entry.QuerySelector("a")?.GetAttribute("href")).ToList();

        Assert.All(links, Assert.NotNull);
        Assert.Contains($"/contacts/{ticket.ContactId}#contact-{ticket.ContactId}", links);
        Assert.Contains($"/contacts/{ticket.ContactId}#block-{ticket.ContactId}", links);
        Assert.Contains(links, link => link!.StartsWith($"/inbox/all/{ticket.Id}?around=", StringComparison.Ordinal) && link.Contains("#event-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_to_be_forgotten_is_named_first_and_only_an_administrator_does_it()
    {
        var (channel, admin) = await Desk(Role.Admin);
        using var session = admin;
        var ticket = await Make.Ticket(app.Database, channel, Now);
        var name = await Renamed(ticket, "Olvidada");

        await session.Get($"/contacts/{ticket.ContactId}/erase");
        var wrong = await session.Post($"/contacts/{ticket.ContactId}/erase", ("name", "otra"));
        var open = await session.Post($"/contacts/{ticket.ContactId}/erase", ("name", name));

        Assert.Equal((HttpStatusCode)422, wrong.Status);
        Assert.Equal(HttpStatusCode.Conflict, open.Status);
        Assert.Contains("ticket abierto", open.Document.QuerySelector(".problems")!.TextContent, StringComparison.Ordinal);
        using var lead = (await Desk(Role.Supervisor)).Session;
        Assert.Contains("/error/403", (await lead.Get($"/contacts/{ticket.ContactId}/erase")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_numbers_the_wrong_one_is_named_and_its_box_leads_to_the_sentence()
    {
        var (_, lead) = await Desk(Role.Supervisor);
        using var session = lead;
        await session.Get("/contacts/new/edit");

        var wrong = await session.Post("/contacts/new/edit", ("Form.Name", "Ana"), ("Form.Phones", $"+54911{Make.Number():D8}"), ("Form.Phones", "12"));

        var box = wrong.Document.QuerySelector("[name='Form.Phones'][aria-invalid=true]")!;
        Assert.Equal("12", box.GetAttribute("value"));
        Assert.StartsWith("12: ", wrong.Document.GetElementById(box.GetAttribute("aria-describedby")!)!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_of_ones_own_is_asked_on_the_card_answered_and_found_by()
    {
        var (channel, admin) = await Desk(Role.Admin);
        using var session = admin;
        var ticket = await Make.Ticket(app.Database, channel, Now);
        var name = $"Plan {Make.Number()}";
        await session.Get("/settings/fields/new");
        var unnamed = await session.Post("/settings/fields/new", ("name", ""), ("kind", "List"), ("options", "Oro\nPlata"));
        await session.Post("/settings/fields/new", ("name", name), ("kind", "List"), ("options", "Oro\nPlata"));
        var form = await session.Get($"/contacts/{ticket.ContactId}/edit");
        var box = form.Document.QuerySelectorAll(".contact-form .field").Single(field => field.TextContent.Contains(name, StringComparison.Ordinal)).QuerySelector("select")!;
        var field = box.GetAttribute("name")!;
        (string, string)[] Typed(string answer) => [.. form.Document.QuerySelectorAll(".contact-form input[name^=Form], .contact-form textarea").Select(input => (input.GetAttribute("name")!, input.GetAttribute("value") ?? "")), (field, answer)];

        var wrong = await session.Post($"/contacts/{ticket.ContactId}/edit", Typed("Bronce"));
        var saved = await session.Post($"/contacts/{ticket.ContactId}/edit", Typed("Plata"));
        var page = await session.Get($"/contacts/{ticket.ContactId}");
        var found = await session.Get($"/contacts?field={field[13..^1]}&answer=plata");

        Assert.Equal((HttpStatusCode)422, unnamed.Status);
        Assert.Equal((HttpStatusCode)422, wrong.Status);
        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        Assert.Equal(["", "Oro", "Plata"], found.Document.QuerySelectorAll("#answer option").Select(option => option.GetAttribute("value")).Except(["plata"]));
        Assert.True(found.Document.QuerySelector("a[download]")!.HasAttribute("data-zoned"));
        Assert.Contains("Plata", page.Document.QuerySelector(".card-facts")!.TextContent, StringComparison.Ordinal);
        Assert.Equal([$"/contacts/{ticket.ContactId}"], Links(found));
    }

    private async Task<(Channel Channel, Session Session)> Desk(Role role)
    {
        var inbox = await Make.Inbox(app.Database);
        var email = $"quien{Make.Number()}@convos.test";
        await app.Person(email, role, inbox);
        return (await app.Channel(inbox), await Session.SignedIn(app, email));
    }

    // Answers the word that nobody else bears.
    private async Task<string> Renamed(Ticket ticket, string name)
    {
        var mark = $"x{Make.Number()}x";
        var admin = await Make.Operator(app.Database, Role.Admin);
        await using var db = await app.Database.Open();
        var card = (await Contacts.Card(db, admin, ticket.ContactId))!;
        await Contacts.Save(app.Database, admin, ticket.ContactId, card.Contact.Version, Contacts.SettingsOf(card) with { Name = $"{name} {mark}" }, Now);
        return name is "Doble" or "Olvidada" ? $"{name} {mark}" : mark;
    }

    private static IEnumerable<string?> Links(Answer answer) => answer.Document.QuerySelectorAll("#contacts td:nth-child(2) a").Select(link => link.GetAttribute("href"));
}
