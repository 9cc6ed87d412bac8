using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>One webhook that was set aside: all of its error, and its body as it came.</summary>
public sealed class EventPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    private const int MostBytes = 200_000;

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public override Section Section => Section.Elsewhere;

    public StoredEvent Stored { get; private set; } = null!;

    public string Body { get; private set; } = "";

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await SetAside.Find(db, Id, MostBytes) is not { } stored)
        {
            return NotFound();
        }

        (Stored, Body) = (stored, Readable(stored.Body));
        return Page();
    }

    // What is no JSON, or was cut, is shown as it is: that may be why it failed.
    private static string Readable(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
            return JsonSerializer.Serialize(json.RootElement, Pretty);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(body).Replace('\0', '\ufffd');
        }
    }
}
