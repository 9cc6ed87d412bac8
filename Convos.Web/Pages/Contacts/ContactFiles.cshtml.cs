using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>Every file exchanged with a contact, newest first: as a page, as a part of the card, and page by page.</summary>
public sealed class ContactFilesPage(Database database, TimeProvider clock) : ContactDesk(database, clock)
{
    private const int AtOnce = 30;

    [BindProperty(SupportsGet = true)]
    public FileGroup? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    public IReadOnlyList<ContactFile> Files { get; private set; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public MessageCursor? Next { get; private set; }

    public string Address(FileGroup? kind, MessageCursor? before = null) =>
        $"{Home}/files" + Query(("kind", kind?.ToString()), ("before", before?.ToString()));

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (!ModelState.IsValid || !await Load(db))
        {
            return NotFound();
        }

        var found = await ContactFiles.Page(db, User.Viewer(), Id, Kind, MessageCursor.Parse(Before), AtOnce + 1);
        Files = [.. found.Take(AtOnce)];
        Next = found.Count > AtOnce ? Files[^1].Place : null;
        return Before is not null && WantsPart ? Partial("_FileLines", this) : WantsPart ? Partial("_ContactFiles", this) : Page();
    }
}
