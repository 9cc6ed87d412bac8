using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Web;

/// <summary>What the demo's company knows of some of its customers: fields of its own, cards that somebody filled in, a segment.</summary>
internal static class DemoContacts
{
    private static readonly (string Number, string Plan, int Tag, string Notes)[] Known =
    [
        ("C-1042", "Mayorista", 0, "Retira los viernes."),
        ("C-0871", "Minorista", 0, ""),
        ("C-1310", "Mayorista", 2, "Pide factura A."),
        ("C-0455", "Minorista", 3, ""),
        ("C-1288", "Minorista", 1, "Entregas solo por la tarde."),
    ];

    public static async Task Seed(Database database, Viewer admin, Viewer ana, DateTime now)
    {
        var number = (await ContactFields.Save(database, admin.Id, null, new("Número de cliente", FieldKind.Text, false, []), now)).Id!.Value;
        var plan = (await ContactFields.Save(database, admin.Id, null, new("Tipo de cliente", FieldKind.List, false, ["Mayorista", "Minorista"]), now)).Id!.Value;
        await using var db = await database.Open();
        var tags = await Tags.Offered(db);
        var rows = await Contacts.List(db, ana, new ContactFilter(), null, Known.Length);
        foreach (var (row, known) in rows.Zip(Known))
        {
            var card = (await Contacts.Card(db, ana, row.Id))!;
            await Contacts.Save(database, ana, row.Id, card.Contact.Version, Contacts.SettingsOf(card) with
            {
                Email = Address(row.Name),
                Language = "es",
                Notes = known.Notes,
                Fields = new() { [number] = JsonValue.Create(known.Number), [plan] = JsonValue.Create(known.Plan) },
            }, now);
            await Contacts.Tag(database, ana, row.Id, tags[known.Tag].Id, now);
        }

        await Segments.Save(database, admin, SegmentList.Contacts, "Mayoristas", $"field={plan}&answer=Mayorista", shared: true, now);
    }

    // After whoever it is: the list begins with whoever wrote last.
    private static string Address(string name)
    {
        var plain = string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAscii)).ToLowerInvariant().Split(' ');
        return $"{plain[0]}.{plain[^1]}@ejemplo.com";
    }
}
