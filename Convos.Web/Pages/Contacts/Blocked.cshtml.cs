using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Convos.Web.Pages;

/// <summary>«Contactos bloqueados», newest first; and for administrators who may block.</summary>
public sealed class BlockedPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    private const int PageSize = 50;

    public override Section Section => Section.Elsewhere;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    public IReadOnlyList<BlockState> Found { get; private set; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next { get; private set; }

    public Role WhoBlocks { get; private set; }

    public bool Saved { get; private set; }

    public async Task<IActionResult> OnGet(string? after, CancellationToken ct)
    {
        Saved = TempData["Saved"] is true;
        Search = ShortText.Of(Search) is { Length: > 0 } typed ? typed : null;
        await using var db = await Database.Open(ct);
        var found = await Contacts.Blocked(db, User.Viewer(), Search ?? "", BlockedCursor.Parse(after), PageSize + 1);
        Found = [.. found.Take(PageSize)];
        Next = found.Count > PageSize
            ? QueryHelpers.AddQueryString("/contacts/blocked", new Dictionary<string, string?> { ["q"] = Search, ["after"] = Found[^1].Place!.ToString() })
            : null;
        WhoBlocks = await Installation.WhoBlocks(db);
        return Request.IsHtmx() && after is not null ? Partial("_Blocked", this) : Page();
    }

    public async Task<IActionResult> OnPostWho(Role role)
    {
        if (User.Viewer().Role != Role.Admin)
        {
            return NotFound();
        }

        await Installation.LetBlock(Database, User.Viewer().Id, role, Now);
        TempData["Saved"] = true;
        return this.SeeOther("/contacts/blocked");
    }
}
