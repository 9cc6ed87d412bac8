using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>What happened with a contact, over all tickets and channels: as a page, as a part of the card, and page by page.</summary>
public sealed class ContactActivityPage(Database database, TimeProvider clock) : ContactDesk(database, clock)
{
    private const int AtOnce = 30;

    [BindProperty(SupportsGet = true)]
    public ActivityGroup? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<ContactEntry> Entries { get; private set; } = [];

    public IReadOnlyList<ContactField> Fields => Card.Fields;

    /// <summary>Where the feed goes on; null at its end.</summary>
    public string? Next { get; private set; }

    public string Address(ActivityGroup? kind, string? after = null) =>
        $"{Home}/activity" + Query(("kind", kind?.ToString()), ("after", after));

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (!ModelState.IsValid || !await Load(db))
        {
            return NotFound();
        }

        var found = await ContactActivity.Page(db, User.Viewer(), Id, Kind, After, AtOnce + 1);
        Entries = [.. found.Take(AtOnce)];
        Next = found.Count > AtOnce ? Entries[^1].Place : null;
        return After is not null && WantsPart ? Partial("_Entries", this) : WantsPart ? Partial("_Activity", this) : Page();
    }
}
