using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class ContactsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task An_edit_is_told_field_by_field_and_shows_the_open_ticket_anew()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator(online: false);
        var ticket = await Make.Ticket(Database, desk.Channel);
        var card = await Card(ana, ticket.ContactId);

        var saved = await Save(ana, card, Contacts.SettingsOf(card) with { Name = "Marta Sosa", Email = "marta@example.org" });

        Assert.Null(saved.Problem);
        Assert.Equal("Marta Sosa", (await desk.Ticket(ticket.ContactPhone!)).ContactName);
        Assert.Equal(ticket.Version + 1, (await desk.Ticket(ticket.ContactPhone!)).Version);
        var edit = Assert.Single(await Edits(ticket.ContactId, card.Contact.Version));
        Assert.Equal(ana.Name, edit.Actor);
        Assert.Equal(new JsonArray(null, "marta@example.org").ToJsonString(), JsonNode.Parse(edit.Changes)!["email"]!.ToJsonString());
    }

    [Fact]
    public async Task Whoever_saves_what_somebody_else_changed_meanwhile_is_told_what_changed()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await Make.Ticket(Database, desk.Channel);
        var read = await Card(ana, ticket.ContactId);
        await Save(bruno, read, Contacts.SettingsOf(read) with { Email = "marta@example.org" });

        var late = await Save(ana, read, Contacts.SettingsOf(read) with { Notes = "Llamar de tarde" });
        var again = await Card(ana, ticket.ContactId);
        var then = await Save(ana, again, Contacts.SettingsOf(again) with { Notes = "Llamar de tarde" });

        Assert.Equal(ContactProblem.Changed, late.Problem);
        Assert.Equal(bruno.Name, Assert.Single(late.Edits!).Actor);
        Assert.Null(then.Problem);
        Assert.Equal("marta@example.org", (await Card(ana, ticket.ContactId)).Contact.Email);
    }

    [Fact]
    public async Task Of_many_who_save_at_once_one_is_first_and_the_others_see_it()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel);
        var read = await Card(ana, ticket.ContactId);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(one => Save(ana, read, Contacts.SettingsOf(read) with { Notes = $"nota {one}" })));

        Assert.Single(all, saved => saved.Problem is null);
        Assert.Equal(7, all.Count(saved => saved.Problem == ContactProblem.Changed));
    }

    [Fact]
    public async Task One_number_in_two_spellings_is_one_number_and_has_one_contact()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel, phone: "+5491155550142");
        var other = await Contacts.Create(Database, ana, Settings("Otra persona", "+5491155550143"), Now);

        var taken = await Contacts.Create(Database, ana, Settings("La misma", "+541155550142"), Now);
        var card = await Card(ana, ticket.ContactId);
        var same = await Save(ana, card, Contacts.SettingsOf(card) with { Phones = ["+541155550142"] });

        Assert.Null(other.Problem);
        Assert.Equal((ContactProblem.PhoneTaken, ticket.ContactId), (taken.Problem, taken.TakenBy));
        Assert.Null(same.Problem);
        Assert.Single((await Card(ana, ticket.ContactId)).Phones);
        Assert.Empty(await Edits(ticket.ContactId, 0));
    }

    [Fact]
    public async Task A_number_by_which_a_channel_writes_stays()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel);
        var card = await Card(ana, ticket.ContactId);

        var refused = await Save(ana, card, Contacts.SettingsOf(card) with { Phones = [] });
        var added = await Save(ana, card, Contacts.SettingsOf(card) with { Phones = [card.Phones[0].Number, "+5491155550149"] });
        var both = await Card(ana, ticket.ContactId);
        var removed = await Save(ana, both, Contacts.SettingsOf(both) with { Phones = [card.Phones[0].Number] });

        Assert.Equal(ContactProblem.PhoneInUse, refused.Problem);
        Assert.Null(added.Problem);
        Assert.Equal("+5491155550149", both.Phones[1].Number);
        Assert.Null(removed.Problem);
        Assert.Single((await Card(ana, ticket.ContactId)).Phones);
    }

    [Fact]
    public async Task Answers_to_a_field_that_is_no_longer_asked_outlive_an_edit()
    {
        var ana = await (await Desk.Open(Database)).Operator();
        var field = (await ContactFields.Save(Database, ana.Id, null, new FieldSettings($"Campo {Make.Number()}", FieldKind.Text, false, []), Now)).Id!.Value;
        var id = (await Contacts.Create(Database, ana, Settings("Marta Sosa") with { Fields = new() { [field] = JsonValue.Create("abc") } }, Now)).Id!.Value;
        await ContactFields.Archive(Database, ana.Id, field, archived: true, Now);
        var card = await Card(ana, id);

        await Save(ana, card, Contacts.SettingsOf(card) with { Fields = [], Notes = "otra" });

        Assert.Equal("abc", (await Card(ana, id)).Contact.Fields[$"{field}"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_contact_of_other_inboxes_is_not_there_and_whom_no_channel_has_met_is_everybodys()
    {
        var desk = await Desk.Open(Database);
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        var ticket = await Make.Ticket(Database, desk.Channel);
        var read = await Card(await desk.Operator(), ticket.ContactId);
        var unmet = (await Contacts.Create(Database, stranger, Settings("Nadie todavía"), Now)).Id!.Value;

        var saved = await Save(stranger, read, Contacts.SettingsOf(read) with { Name = "Otra" });

        await using var db = await Database.Open();
        Assert.Equal(ContactProblem.NotFound, saved.Problem);
        Assert.Null(await Contacts.Card(db, stranger, ticket.ContactId));
        Assert.NotNull(await Contacts.Card(db, await desk.Operator(), unmet));
    }

    [Fact]
    public async Task What_two_knew_is_known_of_the_one_they_prove_to_be()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel, phone: "+5491155550152");
        var card = await Card(ana, ticket.ContactId);
        await Save(ana, card, Contacts.SettingsOf(card) with { Email = "marta@example.org", Notes = "una" });
        var younger = (await Contacts.Create(Database, ana, Settings("Marta", "+5491155550153") with { Language = "es", Notes = "otra" }, Now)).Id!.Value;

        await desk.Arrives(Now, new InboundIdentity($"id-{Make.Number()}", Now, new Sender(
            [new("phone", PhoneNumbers.Canonical("+5491155550152")), new("phone", PhoneNumbers.Canonical("+5491155550153"))], null, null, "+5491155550152")));

        var one = (await Card(ana, younger)).Contact;
        Assert.Equal((ticket.ContactId, "marta@example.org", "es", "una\notra"), (one.Id, one.Email, one.Language, one.Notes));
    }

    [Fact]
    public async Task A_card_says_whose_customer_somebody_is_and_assignment_asks_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        await desk.Replies(ana, ticket, "hola", Now);
        var card = await Card(ana, ticket.ContactId);
        await Save(ana, card, Contacts.SettingsOf(card) with { OwnerId = bruno.Id });

        await using var db = await Database.Open();
        Assert.Equal(bruno.Id, (await Assignments.Suggested(db, ana, ticket.Id))!.OperatorId);
        Assert.Equal(bruno.Name, (await Card(ana, ticket.ContactId)).Contact.OwnerName);
    }

    private static ContactSettings Settings(string name, params string[] phones) => new(name, phones, null, null, null, "", []);

    private Task<ContactSaved> Save(Viewer by, ContactCard read, ContactSettings settings) =>
        Contacts.Save(Database, by, read.Contact.Id, read.Contact.Version, settings, Now);

    private async Task<ContactCard> Card(Viewer viewer, long id)
    {
        await using var db = await Database.Open();
        return (await Contacts.Card(db, viewer, id))!;
    }

    private async Task<IReadOnlyList<ContactEdit>> Edits(long id, long version)
    {
        await using var db = await Database.Open();
        return await Contacts.EditsSince(db, id, version);
    }
}
