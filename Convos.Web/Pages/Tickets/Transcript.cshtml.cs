using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>One ticket in full, to be printed.</summary>
public sealed class TranscriptPage(Database database, IStringLocalizer<Texts> texts) : TranscriptModel(database, texts)
{
    public async Task<IActionResult> OnGet(CancellationToken ct) => await Load(ct) ? Page() : NotFound();
}

/// <summary>One ticket in full, however it is written down.</summary>
public abstract class TranscriptModel(Database database, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    /// <summary>With what colleagues wrote to each other.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Notes { get; set; }

    /// <summary>The browser's, for a reader who chose none.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Zone { get; set; }

    public Ticket Ticket { get; private set; } = null!;

    public IReadOnlyList<TranscriptLine> Lines { get; private set; } = [];

    public TimeZoneInfo Clock => TimeZoneInfo.TryFindSystemTimeZoneById(User.Viewer().Zone ?? Zone ?? "", out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Where the same ticket stands otherwise.</summary>
    public string Address(string path, bool notes) =>
        $"{path}{QueryString.Create([KeyValuePair.Create("notes", notes ? "true" : null), KeyValuePair.Create("zone", string.IsNullOrEmpty(Zone) ? null : Zone)]).Value}";

    protected async Task<bool> Load(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        if (!ModelState.IsValid || await Transcript.Of(db, User.Viewer(), Id, Notes) is not { } transcript)
        {
            return false;
        }

        Ticket = transcript.Ticket;
        Lines = TranscriptLine.Of(transcript, texts);
        return true;
    }
}
