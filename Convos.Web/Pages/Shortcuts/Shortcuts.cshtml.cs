using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Atajos»: the list, as a file too; and what a chat asks of them, the menu and a text with its variables filled in.</summary>
public sealed class ShortcutsPage(
    Database database, TimeProvider clock, UploadDesk desk, PartialRenderer renderer, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int PageSize = 100;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>Who sees them, as <see cref="Audience"/> reads it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? For { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Order { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    public bool ByName => Order == "name";

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || Audience.Read(For) is not null;

    public IReadOnlyList<ShortcutLine> Lines { get; private set; } = [];

    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next { get; private set; }

    /// <summary>What has just been done, in words.</summary>
    public string? Done { get; private set; }

    /// <summary>What was deleted just now and can be brought back.</summary>
    public long? Deleted { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        Done = TempData["Done"] as string;
        Deleted = long.TryParse(TempData["Deleted"] as string, CultureInfo.InvariantCulture, out var deleted) ? deleted : null;
        await using var db = await Database.Open(ct);
        Inboxes = await Shortcuts.SharedIn(db, User.Viewer());
        var chosen = Audience.Read(For);
        var found = await Shortcuts.List(db, User.Viewer(), new ShortcutFilter(ShortText.Of(Search), chosen?.Scope, chosen?.Inbox, ByName), After, PageSize + 1);
        Lines = [.. found.Take(PageSize)];
        Next = found.Count > PageSize
            ? "/shortcuts" + QueryString.Create(new Dictionary<string, string?> { ["q"] = Search, ["for"] = For, ["order"] = Order, ["after"] = $"{Lines[^1].Id}" })
            : null;
        return Page();
    }

    public async Task<IActionResult> OnGetMenu(long ticket, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var found = await Shortcuts.Offered(db, User.Viewer(), ticket, ShortText.Of(Search));
        return new JsonResult(new
        {
            more = found.Count > Shortcuts.MostOffered,
            items = found.Take(Shortcuts.MostOffered).Select(one => new { one.Id, one.Name, one.Text, one.Files, scope = texts[$"ShortcutScope.{one.Scope}"].Value }),
        });
    }

    /// <summary>
    /// The text of one for a draft, and the chips of its files, which wait in the bar from now on; a <paramref name="note"/> takes none.
    /// <paramref name="zone"/> is the browser's, where its reader has chosen none.
    /// </summary>
    public async Task<IActionResult> OnPostUse(long id, long ticket, string? zone, bool note, CancellationToken ct)
    {
        if (await Shortcuts.Use(Database, User.Viewer().In(zone), id, ticket, Now) is not { } filled)
        {
            return NotFound();
        }

        var chips = new List<string>();
        if (!note)
        {
            await using var db = await Database.Open(ct);
            foreach (var placed in await desk.Place(User.Viewer(), ticket, await ShortcutFiles.Kept(db, id), ct))
            {
                chips.Add(await renderer.Chip(placed, User.Viewer()));
            }
        }

        return new JsonResult(new { filled.Text, filled.Missing, chips });
    }

    public async Task<IActionResult> OnGetCsv(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"{texts["Shortcuts.File"]}.csv\"";
        await ShortcutsCsv.Write(Response.Body, Shortcuts.All(db, User.Viewer()), ct);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostDelete(long id)
    {
        if (await Shortcuts.Delete(Database, User.Viewer(), id, Now) is not { } name)
        {
            return NotFound();
        }

        TempData["Done"] = texts["Shortcuts.Deleted", name].Value;
        TempData["Deleted"] = id.ToString(CultureInfo.InvariantCulture);
        return this.SeeOther("/shortcuts");
    }

    public async Task<IActionResult> OnPostRestore(long id)
    {
        var restored = await Shortcuts.Restore(Database, User.Viewer(), id, Now);
        if (restored is { Id: null, Fault: null })
        {
            return NotFound();
        }

        TempData["Done"] = texts[restored.Fault is null ? "Shortcuts.Restored" : "Shortcuts.NameTakenMeanwhile"].Value;
        return this.SeeOther("/shortcuts");
    }
}
