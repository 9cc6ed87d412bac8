using Convos.Data;
using Dapper;
using Npgsql;

namespace Convos.Tests;

/// <summary>Whoever is forgotten while a file names them: the file comes to its end, and brings nothing back.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ForgottenRowsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task Forgotten_between_look_and_start_the_row_counts_as_one_that_says_nothing_and_the_import_ends()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var (hers, another) = (Desk.Phone(), Desk.Phone());
        var ana = await Known(lead, hers);
        var looked = await Brought.Checked(Database, lead, $"Nombre,Tel\nAna Jacarandá,{hers}\nOtro,{another}\nRepetida Jacarandá,{hers}\n");

        Assert.Null(await Contacts.Erase(Database, lead, ana, "Anónimo", Make.Noon));
        await ContactImports.Start(Database, lead, looked.Id, Make.Noon);
        await Brought.Work(Database);

        var done = await Brought.Now(Database, lead, looked.Id);
        Assert.Equal((ImportState.Done, 3, 1, 2), (done.State, done.Done, done.Created, done.Faulty));
        Assert.Equal([(2, null, RowFault.NoNameNoPhone, null), (4, null, RowFault.NoNameNoPhone, (int?)null)], await Brought.Faults(Database, done));
        Assert.DoesNotContain("Jacarandá", await Rows(looked.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_file_that_ended_the_rows_go_also_those_that_repeated_the_number()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var hers = Desk.Phone();
        var import = await Brought.Imported(Database, lead, $"Nombre,Tel\nAna Jacarandá,{hers}\nOtro,{Desk.Phone()}\nRepetida Jacarandá,{hers}\n");
        var ana = (await Brought.Contact(Database, lead, hers)).Id;

        Assert.Null(await Contacts.Erase(Database, lead, ana, "Anónimo", Make.Noon));

        Assert.DoesNotContain("Jacarandá", await Rows(import.Id), StringComparison.Ordinal);
        Assert.DoesNotContain(hers, await Rows(import.Id), StringComparison.Ordinal);
        Assert.Contains("Otro", await Rows(import.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_begins_meanwhile_brings_nothing_back()
    {
        var desk = await Desk.Open(Database);
        var lead = await Make.Operator(Database, Role.Admin);
        var hers = Desk.Phone();
        var ana = await Known(lead, hers);
        var looked = await Brought.Checked(Database, lead, $"Nombre,Tel,Notas\nAna Jacarandá,{hers},nueva\n");
        await ContactImports.Start(Database, lead, looked.Id, Make.Noon);
        await using var held = new NpgsqlConnection(Database.ConnectionString);
        await held.OpenAsync();
        await held.ExecuteAsync($"begin; select from contacts where id = {ana} for update");

        var erased = Contacts.Erase(Database, lead, ana, "Anónimo", Make.Noon);
        await desk.Waiting(1);
        var batch = Task.Run(() => Brought.Work(Database));
        await Task.WhenAny(batch, desk.Waiting(2));
        await held.ExecuteAsync("rollback");
        await Task.WhenAll(erased, batch);
        await Brought.Work(Database);

        Assert.Null(await erased);
        Assert.Equal(ImportState.Done, (await Brought.Now(Database, lead, looked.Id)).State);
        Assert.Equal("Anónimo ", await Make.One<string>(Database, "select concat_ws(' ', name, notes) from contacts where id = @ana", new { ana }));
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from contact_aliases where value = @value", new { value = PhoneNumbers.Canonical(hers) }));
    }

    private async Task<long> Known(Viewer lead, string phone) =>
        (await Contacts.Create(Database, lead, new("Ana", [phone], null, null, null, "", []), Make.Noon)).Id!.Value;

    private Task<string> Rows(long import) => Make.One<string>(Database,
        """
        select concat_ws(' ', (select string_agg(cells::text, ' ') from contact_import_lines where import_id = @import),
          (select string_agg(value, ' ') from contact_import_faults where import_id = @import),
          (select string_agg(key, ' ') from contact_import_keys where import_id = @import))
        """, new { import });
}
