using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Librería»: files that are kept at hand for every chat, by folder. Those who lead keep it; everybody sends from it.</summary>
public sealed class LibraryPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int PageSize = 60;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>As <see cref="Folders"/> reads it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Folder { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || Folders.TryRead(Folder, out var _);

    public IReadOnlyList<LibraryFile> Files { get; private set; } = [];

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
        var found = await Library.List(db, User.Viewer(), Folders.Filter(Folder, ShortText.Of(Search)), After, PageSize + 1);
        Files = [.. found.Take(PageSize)];
        Next = found.Count > PageSize
            ? "/library" + QueryString.Create(new Dictionary<string, string?> { ["q"] = Search, ["folder"] = Folder, ["after"] = $"{Files[^1].Id}" })
            : null;
        return Page();
    }

    public async Task<IActionResult> OnPostDelete(long id)
    {
        if (await Library.Delete(Database, User.Viewer(), id, Now) is not { } title)
        {
            return NotFound();
        }

        TempData["Done"] = texts["Library.Deleted", title].Value;
        TempData["Deleted"] = id.ToString(CultureInfo.InvariantCulture);
        return this.SeeOther("/library");
    }

    public async Task<IActionResult> OnPostRestore(long id)
    {
        if (await Library.Restore(Database, User.Viewer(), id, Now) is not { } title)
        {
            return NotFound();
        }

        TempData["Done"] = texts["Library.Restored", title].Value;
        return this.SeeOther("/library");
    }
}
