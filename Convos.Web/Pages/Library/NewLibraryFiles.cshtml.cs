using Convos.Data;
using Convos.Workers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Files for the library: each that can be sent is kept at once, each that cannot is told with its rule.</summary>
[UploadLimit(MostMegabytes, ByDisk = true)]
public sealed class NewLibraryFilesPage(Database database, TimeProvider clock, FileFit fit, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    /// <summary>Of one post, together.</summary>
    public const int MostMegabytes = 120;

    /// <summary>As <see cref="Folders"/> reads it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Folder { get; set; }

    /// <summary>Of a single file; empty or for several: each keeps its own name.</summary>
    [BindProperty]
    public string? Title { get; set; }

    /// <summary><c>document</c> or <c>sticker</c>; else what the content suggests.</summary>
    [BindProperty]
    public string? As { get; set; }

    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    public IReadOnlyList<WrongFile> Wrong { get; private set; } = [];

    /// <summary>How many of what was posted are in the library now.</summary>
    public int Kept { get; private set; }

    public async Task OnGet(CancellationToken ct) => await Read(ct);

    public async Task<IActionResult> OnPost(List<IFormFile> files, CancellationToken ct)
    {
        if (files.Count == 0)
        {
            return await Again(LibraryFault.NoFile, ct);
        }

        if (!Folders.TryRead(Folder, out var inbox))
        {
            return await Again(LibraryFault.UnknownFolder, ct);
        }

        var wrong = new List<WrongFile>();
        foreach (var file in files)
        {
            var name = FileNames.Clean(file.FileName);
            var settings = LibraryFileSettings.Of(files.Count == 1 && !string.IsNullOrWhiteSpace(Title) ? Title : Titled(name), inbox);
            if (settings.Fault is { } fault)
            {
                return await Again(fault, ct);
            }

            var (fits, breaks) = await fit.Take(file, UploadDesk.Wanted(As), ct);
            if (fits is null)
            {
                wrong.Add(breaks!);
            }
            else if (await Library.Add(Database, User.Viewer(), settings, fits, Now))
            {
                Kept++;
            }
            else
            {
                return await Again(LibraryFault.UnknownFolder, ct);
            }
        }

        if (wrong.Count == 0)
        {
            TempData["Done"] = (Kept == 1 ? texts["Library.AddedOne"] : texts["Library.Added", Kept]).Value;
            return this.SeeOther("/library");
        }

        Wrong = wrong;
        await Read(ct);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    // A name without its ending, as long as a title may be.
    private static string Titled(string name)
    {
        var title = Path.GetFileNameWithoutExtension(name).Replace('_', ' ').Trim();
        return ShortText.Of(title.Length == 0 ? name : title, Library.LongestTitle);
    }

    private async Task Read(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Inboxes = await Shortcuts.SharedIn(db, User.Viewer());
    }

    private async Task<IActionResult> Again(LibraryFault fault, CancellationToken ct)
    {
        await Read(ct);
        return this.Unprocessable(texts[$"LibraryFault.{fault}"]);
    }
}
