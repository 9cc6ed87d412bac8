using System.Text;
using Convos.Data;
using Convos.Web.Pages;
using Dapper;

namespace Convos.Tests;

/// <summary>Files of contacts as people bring them, and what became of their rows.</summary>
public static class Brought
{
    public static Task<ContactImport> File(Database database, Viewer viewer, string csv) => File(database, viewer, Encoding.UTF8.GetBytes(csv));

    public static async Task<ContactImport> File(Database database, Viewer viewer, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var (csv, _) = await ContactsCsv.Open(stream, CancellationToken.None);
        using var _ = csv;
        var id = await ContactImports.Create(database, viewer, "clientes.csv", csv!.Headers, csv.Rows(), Make.Noon, CancellationToken.None);
        return await Now(database, viewer, id!.Value);
    }

    /// <summary>Brought, and looked at to the end.</summary>
    public static async Task<ContactImport> Checked(Database database, Viewer viewer, string csv, Func<ImportSettings, ImportSettings>? choose = null)
    {
        var import = await File(database, viewer, csv);
        var settings = new ImportSettings(import.Mapping, "AR", null, KnownContacts.Update, MakesTags: false);
        Assert.True(await ContactImports.Check(database, viewer, import.Id, choose?.Invoke(settings) ?? settings, Make.Noon));
        await Work(database);
        return await Now(database, viewer, import.Id);
    }

    public static async Task<ContactImport> Imported(Database database, Viewer viewer, string csv, Func<ImportSettings, ImportSettings>? choose = null)
    {
        var import = await Checked(database, viewer, csv, choose);
        Assert.True(await ContactImports.Start(database, viewer, import.Id, Make.Noon));
        await Work(database);
        return await Now(database, viewer, import.Id);
    }

    public static async Task Work(Database database)
    {
        while (await ContactImports.Step(database, Make.Noon, CancellationToken.None))
        {
        }
    }

    public static async Task<ContactImport> Now(Database database, Viewer viewer, long id)
    {
        await using var db = await database.Open();
        return (await ContactImports.Find(db, viewer, id))!;
    }

    /// <summary>Line, header, reason, other line.</summary>
    public static async Task<IReadOnlyList<(int, string?, RowFault, int?)>> Faults(Database database, ContactImport import)
    {
        await using var db = await database.Open();
        return [.. (await ContactImports.Faults(db, import.Id, 0, 0, 1000)).Select(fault => (fault.Line, fault.Header, fault.Reason, fault.OtherLine))];
    }

    public static async Task<Contact> Contact(Database database, Viewer viewer, string phone)
    {
        await using var db = await database.Open();
        var id = await db.QuerySingleAsync<long>("select contact_id from contact_aliases where kind = 'phone' and value = @value", new { value = PhoneNumbers.Canonical(phone) });
        return (await Contacts.Card(db, viewer, id))!.Contact;
    }

    /// <summary>So many rows with a number each, every hundredth of which nobody can dial.</summary>
    public static string Rows(int count, int from = 0) =>
        "Nombre;Teléfono;Correo\n" + string.Concat(Enumerable.Range(from, count).Select(row =>
            $"Cliente {row};{(row % 100 == 99 ? "12" : $"+54 9 11 4{row:D7}")};cliente{row}@example.org\n"));
}
