using System.Text.Json.Nodes;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What becomes of the rows of a file.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ContactImportsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task A_look_changes_nothing_and_says_what_importing_will_do_which_then_it_does()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var phone = Phone();

        var looked = await Brought.Checked(Database, lead, $"Nombre,Celular,E-mail\nMarta Sosa,{phone},marta@example.org\n,,\nNadie,12,\n");
        Assert.Equal(0, await Known(phone));
        await ContactImports.Start(Database, lead, looked.Id, Make.Noon);
        await Brought.Work(Database);
        var done = await Brought.Now(Database, lead, looked.Id);

        Assert.Equal((ImportState.Checked, 2, 1, 0, 0, 1), (looked.State, looked.Total, looked.Created, looked.Updated, looked.Unchanged, looked.Faulty));
        Assert.Equal((ImportState.Done, 1, 0, 0, 1), (done.State, done.Created, done.Updated, done.Unchanged, done.Faulty));
        var marta = await Brought.Contact(Database, lead, phone);
        Assert.Equal(("Marta Sosa", PhoneNumbers.Display(phone), "marta@example.org"), (marta.Name, marta.Phone, marta.Email));
        Assert.Equal(phone, await Make.One<string>(Database, "select number from contact_aliases where contact_id = @Id", new { marta.Id }));
        var told = await Make.One<string>(Database, "select data::text from events where contact_id = @Id and kind = 'contact_created'", new { marta.Id });
        Assert.Equal((1, "Marta Sosa"), ((int)JsonNode.Parse(told)!["version"]!, (string)JsonNode.Parse(told)!["changes"]!["name"]![1]!));
        Assert.Equal(
            """{"faulty": [null, 1], "created": [null, 1], "updated": [null, 0], "unchanged": [null, 0]}""",
            await Make.One<string>(Database, "select changes::text from audit where subject = 'contact' and action = 'imported' and subject_name = 'clientes.csv' and actor_id = @Id", new { lead.Id }));
    }

    [Fact]
    public async Task Whoever_is_known_gets_what_is_new_and_loses_nothing_by_empty_cells_and_a_second_time_nothing_happens()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var (phone, second, tag) = (Phone(), Phone(), await Tag());
        var ana = await Make.Operator(Database);
        await Brought.Imported(Database, lead, $"Nombre,Tel,Correo,Notas\nMarta,{phone},marta@example.org,Llamar de tarde\n");
        // Without the nine it is the same number.
        var csv = $"Nombre,Tel,Tel 2,Correo,Notas,Propietario,Etiquetas\nMarta Sosa,{phone.Replace("+549", "+54", StringComparison.Ordinal)},{second},,,{await Email(ana)},{tag.Name}\n";

        var updated = await Brought.Imported(Database, lead, csv);
        var same = await Brought.Imported(Database, lead, csv);

        Assert.Equal((0, 1, 0), (updated.Created, updated.Updated, updated.Unchanged));
        Assert.Equal((0, 0, 1), (same.Created, same.Updated, same.Unchanged));
        var marta = await Brought.Contact(Database, lead, second);
        Assert.Equal(("Marta Sosa", "marta@example.org", "Llamar de tarde", ana.Id), (marta.Name, marta.Email, marta.Notes, marta.OwnerId));
        Assert.Equal(PhoneNumbers.Display(phone), marta.Phone);
        Assert.Equal(2, marta.Version);
        Assert.Equal(["contact_created", "contact_edited", "contact_tagged"], await Kinds(marta.Id));
    }

    [Fact]
    public async Task Known_contacts_stay_as_they_are_where_that_is_chosen()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var (phone, other) = (Phone(), Phone());
        await Brought.Imported(Database, lead, $"Nombre,Tel\nMarta,{phone}\n");

        var skipped = await Brought.Imported(Database, lead, $"Nombre,Tel\nOtro nombre,{phone}\nNuevo,{other}\n", settings => settings with { Known = KnownContacts.Skip });

        Assert.Equal((1, 0, 1), (skipped.Created, skipped.Updated, skipped.Unchanged));
        Assert.Equal("Marta", (await Brought.Contact(Database, lead, phone)).Name);
    }

    [Fact]
    public async Task Without_a_number_an_email_tells_who_it_is_and_a_name_that_somebody_said_is_shown_on_the_open_ticket()
    {
        var desk = await Desk.Open(Database);
        var lead = await Make.Operator(Database, Role.Admin);
        var ticket = await Make.Ticket(Database, desk.Channel);
        var mail = $"cliente{Make.Number()}@example.org";
        await Brought.Imported(Database, lead, $"Tel,Correo\n{ticket.ContactPhone},{mail}\n");

        var named = await Brought.Imported(Database, lead, $"Nombre,Correo\nJuana Paz,{mail.ToUpperInvariant()}\n");

        Assert.Equal(1, named.Updated);
        Assert.Equal("Juana Paz", (await desk.Ticket(ticket.ContactPhone!)).ContactName);
        Assert.Equal(mail, (await Brought.Contact(Database, lead, ticket.ContactPhone!)).Email);
    }

    [Fact]
    public async Task Tags_that_nobody_made_are_a_fault_or_are_made_once_and_one_is_put_on_all()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var (phone, other, all, name) = (Phone(), Phone(), await Tag(), $"Feria {Make.Number()}");
        var csv = $"Nombre,Tel,Etiquetas\nMarta,{phone},{name}\nJuana,{other},\"{name.ToUpperInvariant()}; {all.Name}\"\n";

        var refused = await Brought.Checked(Database, lead, csv);
        var made = await Brought.Imported(Database, lead, csv, settings => settings with { MakesTags = true, TagId = all.Id });

        Assert.Equal([(2, "Etiquetas", RowFault.UnknownTag, null), (3, "Etiquetas", RowFault.UnknownTag, (int?)null)], await Brought.Faults(Database, refused));
        Assert.Equal((2, 0), (made.Created, made.Faulty));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from tags where lower(name) = lower(@name)", new { name }));
        Assert.Equal(2, (await Brought.Contact(Database, lead, phone)).Tags.Count);
        Assert.Equal(2, (await Brought.Contact(Database, lead, other)).Tags.Count);
    }

    [Fact]
    public async Task A_supervisor_does_not_touch_whom_they_may_not_know_nor_see_what_others_brought()
    {
        var desk = await Desk.Open(Database);
        var (lead, stranger) = (await Make.Operator(Database, Role.Supervisor), await Make.Operator(Database, Role.Supervisor));
        var ticket = await Make.Ticket(Database, desk.Channel);

        var import = await Brought.Checked(Database, lead, $"Nombre,Tel\nNombre nuevo,{ticket.ContactPhone}\n");

        Assert.Equal([(2, null, RowFault.NotYours, (int?)null)], await Brought.Faults(Database, import));
        await using var db = await Database.Open();
        Assert.Null(await ContactImports.Find(db, stranger, import.Id));
        Assert.Empty(await ContactImports.Newest(db, stranger, long.MaxValue, 10));
        Assert.False(await ContactImports.Cancel(Database, stranger, import.Id, Make.Noon));
    }

    [Fact]
    public async Task Rows_are_forgotten_after_their_time_and_figures_stay()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var (done, left) = (await Brought.Imported(Database, lead, $"Nombre,Tel\nMarta,{Phone()}\nNadie,12\n"), await Brought.File(Database, lead, "Nombre\nMarta\n"));

        await using var db = await Database.Open();
        await ContactImports.Prune(db, Make.Noon.AddMinutes(1));
        await ContactImports.Prune(db, Make.Noon.AddMinutes(1));

        Assert.Equal((ImportState.Done, 1, 1, true), await Now(done));
        Assert.Equal((ImportState.Cancelled, 0, 0, true), await Now(left));
        Assert.Equal(0, await db.QuerySingleAsync<int>("select count(*)::int from contact_import_lines where import_id = any(@ids)", new { ids = new[] { done.Id, left.Id } }));

        async Task<(ImportState, int, int, bool)> Now(ContactImport import) =>
            await Brought.Now(Database, lead, import.Id) is var now ? (now.State, now.Created, now.Faulty, now.Pruned) : default;
    }

    private static string Phone() => $"+5491161{Make.Number():D6}";

    private Task<int> Known(string phone) =>
        Make.One<int>(Database, "select count(*)::int from contact_aliases where kind = 'phone' and value = @value", new { value = PhoneNumbers.Canonical(phone) });

    private Task<string> Email(Viewer who) => Make.One<string>(Database, "select email from operators where id = @Id", new { who.Id });

    private async Task<(long Id, string Name)> Tag()
    {
        var name = $"etiqueta {Make.Number()}";
        await using var db = await Database.Open();
        return ((await Tags.Create(db, name, "", 3, Make.Noon))!.Value, name);
    }

    private async Task<IEnumerable<string>> Kinds(long contact)
    {
        await using var db = await Database.Open();
        return await db.QueryAsync<string>("select kind from events where contact_id = @contact and kept order by id", new { contact });
    }
}
