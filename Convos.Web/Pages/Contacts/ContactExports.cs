using System.Text.Json.Nodes;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Contacts as a file that can be imported again. What a spreadsheet would take for a formula is text.</summary>
public static class ContactExports
{
    public static async Task Write(
        Stream body, IAsyncEnumerable<ContactExport> contacts, IReadOnlyList<ContactField> fields, TimeZoneInfo zone, IStringLocalizer<Texts> texts, CancellationToken ct)
    {
        await using var csv = Spreadsheet.Write(body);
        await csv.Row(
            [
                texts["Contact.Name"], texts["Contact.Phone"], texts["Contact.OtherPhone"], texts["Contact.Email"], texts["Contact.Language"], texts["Contact.Owner"],
                texts["Contacts.Tags"], texts["Contact.Notes"], texts["Contacts.LastWrote"], texts["Contacts.CreatedAt"], .. fields.Select(field => field.Name),
            ], ct);
        await foreach (var contact in contacts.WithCancellation(ct))
        {
            var answers = JsonNode.Parse(contact.Answers)!.AsObject();
            await csv.Row(
                [
                    contact.Name, contact.Phones.FirstOrDefault() ?? "", string.Join("; ", contact.Phones.Skip(1)), contact.Email ?? "", contact.Language ?? "",
                    contact.Owner ?? "", string.Join("; ", contact.Tags), contact.Notes, Zones.Iso(contact.LastInboundAt, zone), Zones.Iso(contact.CreatedAt, zone),
                    .. fields.Select(field => answers[$"{field.Id}"] is { } answer ? FieldAnswers.Typed(answer) : ""),
                ], ct);
        }
    }
}
