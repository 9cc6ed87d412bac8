using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>«Atajos»: who writes and sees which, names that are unique in their scope, and what comes of one in a draft.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ShortcutsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task Everyone_writes_their_own_and_nobody_else_sees_it_not_even_an_administrator()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno, admin) = (await desk.Operator(), await desk.Operator(), await Make.Operator(Database, Role.Admin));

        var own = await Saved(ana, "saludo", ShortcutScope.Personal);

        Assert.Equal(["saludo"], await Names(ana));
        Assert.DoesNotContain(own, (await List(bruno)).Concat(await List(admin)).Select(line => line.Id));
        Assert.Null((await Shortcuts.Save(Database, bruno, own, Of("mío", ShortcutScope.Personal), Now)).Id);
        Assert.Null(await Shortcuts.Delete(Database, admin, own, Now));
    }

    [Theory]
    [InlineData(Role.Operator, ShortcutScope.Everyone, false)]
    [InlineData(Role.Operator, ShortcutScope.Inbox, false)]
    [InlineData(Role.Supervisor, ShortcutScope.Everyone, true)]
    [InlineData(Role.Supervisor, ShortcutScope.Inbox, true)]
    [InlineData(Role.Admin, ShortcutScope.Everyone, true)]
    [InlineData(Role.Admin, ShortcutScope.Inbox, true)]
    public async Task What_is_shared_is_written_by_those_who_lead(Role role, ShortcutScope scope, bool may)
    {
        var desk = await Desk.Open(Database);
        var person = role == Role.Admin ? await Make.Operator(Database, role) : await Make.Operator(Database, role, inboxes: desk.Inbox);

        var saved = await Shortcuts.Save(Database, person, null, Of($"n{Make.Number()}", scope, desk.Inbox), Now);

        Assert.Equal(may ? null : ShortcutFault.NotYours, saved.Fault);
        Assert.Equal(may, saved.Id is not null);
    }

    [Fact]
    public async Task A_supervisor_writes_for_their_own_inboxes_alone_and_cannot_move_one_into_another()
    {
        var (desk, other) = (await Desk.Open(Database), await Make.Inbox(Database));
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox);
        var admin = await Make.Operator(Database, Role.Admin);
        var (own, theirs) = (await Saved(lead, "propio", ShortcutScope.Inbox, desk.Inbox), await Saved(admin, "ajeno", ShortcutScope.Inbox, other));

        var elsewhere = await Shortcuts.Save(Database, lead, null, Of("otro", ShortcutScope.Inbox, other), Now);
        var moved = await Shortcuts.Save(Database, lead, own, Of("propio", ShortcutScope.Inbox, other), Now);
        var taken = await Shortcuts.Save(Database, lead, theirs, Of("ajeno", ShortcutScope.Inbox, desk.Inbox), Now);
        var nowhere = await Shortcuts.Save(Database, admin, null, Of("nada", ShortcutScope.Inbox, long.MaxValue), Now);

        Assert.Equal([ShortcutFault.NotYours, ShortcutFault.NotYours, null, ShortcutFault.NotYours], new[] { elsewhere, moved, taken, nowhere }.Select(saved => saved.Fault));
        Assert.Null(taken.Id);
        Assert.Equal(desk.Inbox, (await List(lead)).Single(line => line.Id == own).InboxId);
    }

    [Fact]
    public async Task People_see_their_inboxes_and_everybodys_and_whoever_leaves_an_inbox_sees_its_own_no_more()
    {
        var desk = await Desk.Open(Database);
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox);
        var (ana, stranger) = (await desk.Operator(), await Make.Operator(Database, inboxes: await Make.Inbox(Database)));
        var (inboxs, everyones) = (await Saved(lead, "de-la-bandeja", ShortcutScope.Inbox, desk.Inbox), await Saved(lead, $"de-todos-{Make.Number()}", ShortcutScope.Everyone));

        Assert.Empty(new[] { inboxs, everyones }.Except((await List(ana)).Select(line => line.Id)));
        Assert.DoesNotContain(await List(ana), line => line.MayWrite);
        Assert.Contains(everyones, (await List(stranger)).Select(line => line.Id));
        Assert.DoesNotContain(inboxs, (await List(stranger)).Select(line => line.Id));
        Assert.DoesNotContain(inboxs, (await List(ana with { Inboxes = [] })).Select(line => line.Id));
    }

    [Fact]
    public async Task A_name_is_unique_in_its_scope_whatever_its_case_and_free_in_another()
    {
        var desk = await Desk.Open(Database);
        var (lead, other) = (await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox), await desk.Operator());
        var name = $"Envío{Make.Number()}";
        await Saved(lead, name, ShortcutScope.Everyone);

        var twice = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Shortcuts.Save(Database, lead, null, Of(name.ToUpperInvariant(), ShortcutScope.Inbox, desk.Inbox), Now)));

        Assert.Single(twice, saved => saved.Id is not null);
        Assert.All(twice.Where(saved => saved.Id is null), saved => Assert.Equal(ShortcutFault.NameTaken, saved.Fault));
        Assert.Equal(ShortcutFault.NameTaken, (await Shortcuts.Save(Database, lead, null, Of(name.ToLowerInvariant(), ShortcutScope.Everyone), Now)).Fault);
        await Saved(lead, name, ShortcutScope.Personal);
        await Saved(other, name, ShortcutScope.Personal);
    }

    [Theory]
    [InlineData("", "texto", ShortcutFault.NoName)]
    [InlineData("dos palabras", "texto", ShortcutFault.NameNotOneWord)]
    [InlineData("con/barra", "texto", ShortcutFault.NameNotOneWord)]
    [InlineData("bien", " \n ", ShortcutFault.NoText)]
    [InlineData("12345678901234567890123456789012345678901", "texto", ShortcutFault.NameTooLong)]
    [InlineData("bien", null, ShortcutFault.TextTooLong)]
    public async Task What_is_no_name_or_no_text_is_refused(string name, string? text, ShortcutFault fault)
    {
        var ana = await Make.Operator(Database);

        var saved = await Shortcuts.Save(Database, ana, null, ShortcutSettings.Of(name, text ?? new string('x', 4097), ShortcutScope.Personal, null), Now);

        Assert.Equal(fault, saved.Fault);
    }

    [Fact]
    public async Task What_was_deleted_can_be_brought_back_unless_its_name_is_taken_by_then()
    {
        var ana = await Make.Operator(Database);
        var first = await Saved(ana, "saludo", ShortcutScope.Personal);

        Assert.Equal("saludo", await Shortcuts.Delete(Database, ana, first, Now));
        Assert.Empty(await List(ana));
        Assert.Equal(first, (await Shortcuts.Restore(Database, ana, first, Now)).Id);
        await Shortcuts.Delete(Database, ana, first, Now);
        await Saved(ana, "SALUDO", ShortcutScope.Personal);

        Assert.Equal(ShortcutFault.NameTaken, (await Shortcuts.Restore(Database, ana, first, Now)).Fault);
        Assert.Equal(["SALUDO"], await Names(ana));
        await using var db = await Database.Open();
        Assert.Equal(0, await Shortcuts.Prune(db, Now.AddDays(-30)));
        Assert.Equal(1, await db.QuerySingleAsync<int>("select count(*) from shortcuts where id = @first", new { first }));
    }

    [Fact]
    public async Task What_is_shared_leaves_its_lines_in_the_audit_and_what_is_ones_own_leaves_none()
    {
        var lead = await Make.Operator(Database, Role.Supervisor);
        var (own, shared) = (await Saved(lead, "mío", ShortcutScope.Personal), await Saved(lead, $"n{Make.Number()}", ShortcutScope.Everyone));

        await Shortcuts.Save(Database, lead, shared, Of($"n{Make.Number()}", ShortcutScope.Everyone), Now);
        await Shortcuts.Delete(Database, lead, shared, Now);
        await Shortcuts.Restore(Database, lead, shared, Now);
        await Shortcuts.Delete(Database, lead, own, Now);

        await using var db = await Database.Open();
        Assert.Equal(["created", "edited", "removed", "restored"],
            await db.QueryAsync<string>("select action from audit where subject = 'shortcut' and subject_id = @shared order by id", new { shared }));
        Assert.Equal(0, await db.QuerySingleAsync<int>("select count(*) from audit where subject = 'shortcut' and subject_id = @own", new { own }));
    }

    [Fact]
    public async Task The_list_is_searched_without_regard_to_accents_and_case_filtered_and_paged_in_both_orders()
    {
        var desk = await Desk.Open(Database);
        var ana = await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox);
        var ticket = await Make.Ticket(Database, desk.Channel);
        var ids = new List<long>();
        foreach (var name in new[] { "beta", "Alfa", "gamma", "delta" })
        {
            ids.Add(await Saved(ana, $"{name}{ticket.Id}", ShortcutScope.Inbox, desk.Inbox, text: name == "gamma" ? "Envíos a 100 % del país" : "x"));
        }

        await Shortcuts.Use(Database, ana, ids[2], ticket.Id, Now);
        await Shortcuts.Use(Database, ana, ids[2], ticket.Id, Now);
        await Shortcuts.Use(Database, ana, ids[0], ticket.Id, Now);

        Assert.Equal([ids[2]], await Found(ana, new("ENVIOS", Inbox: desk.Inbox)));
        Assert.Equal([ids[2]], await Found(ana, new("100 %", Inbox: desk.Inbox)));
        Assert.Equal([], await Found(ana, new("100_%", Inbox: desk.Inbox)));
        Assert.Equal([ids[1]], await Found(ana, new("álfa", Inbox: desk.Inbox)));
        Assert.Equal([ids[2], ids[0], ids[3], ids[1]], await Found(ana, new(Inbox: desk.Inbox)));
        Assert.Equal([ids[1], ids[0], ids[3], ids[2]], await Found(ana, new(Inbox: desk.Inbox, ByName: true)));
        Assert.Equal((2, Now), (await List(ana)).Where(line => line.Id == ids[2]).Select(line => (line.Uses, line.LastUsedAt!.Value)).Single());
    }

    [Fact]
    public async Task In_a_chat_ones_own_everybodys_and_its_inboxs_are_offered_and_no_other_is_counted()
    {
        var (desk, other) = (await Desk.Open(Database), await Make.Inbox(Database));
        var ana = await Make.Operator(Database, Role.Supervisor, inboxes: [desk.Inbox, other]);
        var stranger = await Make.Operator(Database, inboxes: other);
        var ticket = await Make.Ticket(Database, desk.Channel);
        var (own, here, there) = (await Saved(ana, "mío", ShortcutScope.Personal), await Saved(ana, "aquí", ShortcutScope.Inbox, desk.Inbox), await Saved(ana, "allá", ShortcutScope.Inbox, other));

        await using var db = await Database.Open();
        var offered = (await Shortcuts.Offered(db, ana, ticket.Id)).Select(one => one.Id).ToList();

        Assert.Empty(new[] { own, here }.Except(offered));
        Assert.DoesNotContain(there, offered);
        Assert.Empty(await Shortcuts.Offered(db, stranger, ticket.Id));
        Assert.Null(await Shortcuts.Use(Database, ana, there, ticket.Id, Now));
        Assert.Null(await Shortcuts.Use(Database, stranger, here, ticket.Id, Now));
        Assert.Equal(0, await Make.One<int>(Database, "select sum(uses)::int from shortcuts where id = any(@all)", new { all = new[] { here, there } }));
        Assert.Equal([here], (await Shortcuts.Offered(db, ana, ticket.Id, "AQUI")).Select(one => one.Id));
    }

    [Fact]
    public async Task Used_it_is_its_text_with_what_is_known_of_the_ticket_and_each_use_is_counted_once()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel);
        var id = await Saved(ana, "saludo", ShortcutScope.Personal, text: "{{contacto.nombre}}, soy {{operador.nombre}} ({{ticket.numero}}). {{otra}}");

        var filled = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Shortcuts.Use(Database, ana, id, ticket.Id, Now)));

        Assert.All(filled, one => Assert.Equal($"{ticket.ContactName}, soy {ana.Name} ({ticket.Id}). {{{{otra}}}}", one!.Text));
        Assert.All(filled, one => Assert.Equal(["{{otra}}"], one!.Missing));
        Assert.Equal(8, (await List(ana)).Single(line => line.Id == id).Uses);
    }

    [Fact]
    public async Task A_file_makes_changes_and_leaves_each_row_by_what_there_is_and_by_what_one_may()
    {
        var desk = await Desk.Open(Database);
        var inbox = await Make.One<string>(Database, "select name from inboxes where id = @Inbox", new { desk.Inbox });
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox);
        await Saved(lead, "Igual", ShortcutScope.Inbox, desk.Inbox, "lo mismo");
        var known = await Saved(lead, "cambia", ShortcutScope.Inbox, desk.Inbox, "antes");
        ShortcutRow[] rows =
        [
            new(2, "Igual", "lo mismo", ShortcutScope.Inbox, inbox), new(3, "CAMBIA", "después", ShortcutScope.Inbox, inbox.ToUpperInvariant()),
            new(4, "nuevo", "texto", ShortcutScope.Personal, null), new(5, "ajeno", "texto", ShortcutScope.Inbox, "No existe"),
        ];

        await using var db = await Database.Open();
        var verdicts = await Shortcuts.Check(db, lead, rows);
        var first = await Shortcuts.Import(Database, lead, rows, Now);
        var again = await Shortcuts.Import(Database, lead, rows, Now);

        Assert.Equal(
            [new(2, true, true, true), new(3, true, true, false), new(4, true, false, false), new(5, false, false, false)], verdicts);
        Assert.Equal(((1, 1), (0, 0)), (first, again));
        Assert.Equal("después", (await List(lead)).Single(line => line.Id == known).Body);
        Assert.Equal("{\"text\": [\"antes\", \"después\"]}", await Make.One<string>(Database,
            "select changes::text from audit where subject = 'shortcut' and subject_id = @known and action = 'edited'", new { known }));
        var operated = await Shortcuts.Check(db, await desk.Operator(), rows);
        Assert.Equal([false, false, true, false], operated.Select(one => one.Allowed));
    }

    [Fact]
    public async Task A_variable_without_a_value_stops_reply_and_note_and_with_one_it_leaves_as_its_value()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);

        var reply = await Messages.Reply(Database, ana, ticket.Id, "Hola {{cliente.apodo}}", Guid.NewGuid(), Now);
        var note = await Messages.Note(Database, ana, ticket.Id, "Es {{cliente.apodo|x}}", Guid.NewGuid(), Now);
        var sent = await Messages.Reply(Database, ana, ticket.Id, "Hola {{contacto.nombre}}, ticket {{ticket.numero}}", Guid.NewGuid(), Now);

        Assert.Equal(new Refusal(RefusalReason.UnresolvedVariable, "{{cliente.apodo}}"), reply.Refusal);
        Assert.Equal(new Refusal(RefusalReason.UnresolvedVariable, "{{cliente.apodo|x}}"), note.Refusal);
        Assert.Equal($"Hola {ticket.ContactName}, ticket {ticket.Id}", sent.Message!.Body);
        Assert.Equal(sent.Message.Body, (await Make.Ticket(Database, ticket.Id)).LastPreview);
        Assert.Equal(1, await Make.One<int>(Database, "select count(*) from messages where ticket_id = @Id and author = 'operator'", new { ticket.Id }));
    }

    [Fact]
    public async Task What_a_variable_makes_too_long_is_not_sent()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);

        var result = await Messages.Reply(Database, ana, ticket.Id, new string('x', 4060) + "{{contacto.nombre}} {{fecha}}", Guid.NewGuid(), Now);

        Assert.Equal(RefusalReason.TooLong, result.Refusal?.Reason);
    }

    private static ShortcutSettings Of(string name, ShortcutScope scope, long? inbox = null, string text = "texto") => ShortcutSettings.Of(name, text, scope, inbox);

    private async Task<long> Saved(Viewer by, string name, ShortcutScope scope, long? inbox = null, string text = "texto")
    {
        var saved = await Shortcuts.Save(Database, by, null, Of(name, scope, inbox, text), Now);
        Assert.Null(saved.Fault);
        return saved.Id!.Value;
    }

    private async Task<IReadOnlyList<ShortcutLine>> List(Viewer viewer)
    {
        await using var db = await Database.Open();
        return await Shortcuts.List(db, viewer, new ShortcutFilter(), null, 1000);
    }

    private async Task<IEnumerable<string>> Names(Viewer viewer) =>
        (await List(viewer)).Where(line => line.Scope == ShortcutScope.Personal).Select(line => line.Name);

    // Page by page of two, as the list is read.
    private async Task<List<long>> Found(Viewer viewer, ShortcutFilter filter)
    {
        await using var db = await Database.Open();
        var (all, after) = (new List<long>(), (long?)null);
        for (var more = true; more; after = all.Count > 0 ? all[^1] : null)
        {
            var page = await Shortcuts.List(db, viewer, filter, after, 2);
            all.AddRange(page.Select(line => line.Id));
            more = page.Count == 2;
        }

        return all;
    }
}
