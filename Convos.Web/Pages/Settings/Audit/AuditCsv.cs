using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The audit as a file, line by line as it comes from the database. What a spreadsheet would take for a formula is text.</summary>
public static class AuditCsv
{
    public static async Task Write(Stream body, IAsyncEnumerable<AuditLine> lines, TimeZoneInfo zone, IStringLocalizer<Texts> texts, CancellationToken ct)
    {
        await using var csv = Spreadsheet.Write(body);
        await csv.Row([texts["Audit.When"], texts["Audit.Who"], texts["Audit.What"], texts["Audit.Name"], texts["Audit.Changes"]], ct);
        await foreach (var line in lines.WithCancellation(ct))
        {
            await csv.Row([At(line.At, zone), line.Who(texts), line.What(texts), line.SubjectName, Changed(line, texts)], ct);
        }
    }

    private static string At(DateTime at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(at), zone).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private static string Changed(AuditLine line, IStringLocalizer<Texts> texts) =>
        string.Join("; ", line.Fields(texts).Select(field => $"{field.Label}: {field.Before} → {field.After}"));
}
