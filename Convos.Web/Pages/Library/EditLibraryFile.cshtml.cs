using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The title and the folder of a file in the library.</summary>
public sealed class EditLibraryFilePage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    /// <summary>As <see cref="Folders"/> reads it.</summary>
    [BindProperty]
    public string? Folder { get; set; }

    public LibraryFile Kept { get; private set; } = null!;

    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!await Read(ct))
        {
            return NotFound();
        }

        (Title, Folder) = (Kept.Title, Folders.Write(Kept.InboxId));
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (!await Read(ct))
        {
            return NotFound();
        }

        var fault = Folders.TryRead(Folder, out var inbox)
            ? await Library.Change(Database, User.Viewer(), Id, LibraryFileSettings.Of(Title, inbox), Now)
            : LibraryFault.UnknownFolder;
        if (fault is null)
        {
            TempData["Done"] = texts["Settings.Saved"].Value;
            return this.SeeOther("/library");
        }

        return this.Unprocessable(texts[$"LibraryFault.{fault}"]);
    }

    private async Task<bool> Read(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Inboxes = await Shortcuts.SharedIn(db, User.Viewer());
        if (await Library.Find(db, User.Viewer(), Id) is not { MayWrite: true } file)
        {
            return false;
        }

        Kept = file;
        return true;
    }
}
