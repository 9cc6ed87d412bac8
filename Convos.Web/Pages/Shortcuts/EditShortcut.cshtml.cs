using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new «atajo» (<c>/shortcuts/new</c>) or an existing one; who may not change it reads it.</summary>
[UploadLimit(NewLibraryFilesPage.MostMegabytes, ByDisk = true)]
public sealed class EditShortcutPage(Database database, TimeProvider clock, FileFit fit, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    /// <summary>As <see cref="Audience"/> reads it; who may write only their own is not asked.</summary>
    [BindProperty]
    public string? For { get; set; }

    /// <summary>The files that are to go from it.</summary>
    [BindProperty]
    public long[] Removed { get; set; } = [];

    public IReadOnlyList<ShortcutFile> Files { get; private set; } = [];

    public IReadOnlyList<WrongFile> WrongFiles { get; private set; } = [];

    public ShortcutLine? Line { get; private set; }

    public bool MayWrite => Line?.MayWrite ?? true;

    /// <summary>Those to share it with; none for those who share nothing.</summary>
    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    public string? Wrong { get; private set; }

    public Filled Preview { get; private set; } = new("", []);

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await Read(ct);
        if (Known is not null && Line is null)
        {
            return NotFound();
        }

        (Name, Text, For) = Line is { } line ? (line.Name, line.Body, Audience.Write(line.Scope, line.InboxId)) : ("", "", "personal");
        Preview = Example();
        return Page();
    }

    public async Task<IActionResult> OnPost(List<IFormFile> files, CancellationToken ct)
    {
        var (kept, wrong) = await Take(files, ct);
        if (wrong.Count > 0)
        {
            return await Again(wrong, ct);
        }

        var chosen = User.Viewer().Leads ? Audience.Read(For) : (ShortcutScope.Personal, null);
        var saved = chosen is var (scope, inbox)
            ? await Shortcuts.Save(Database, User.Viewer(), Known, ShortcutSettings.Of(Name, Text, scope, inbox), Now, new ShortcutFilesChange(Removed, kept))
            : new ShortcutSaved(null, ShortcutFault.UnknownScope);
        switch (saved)
        {
            case { Id: not null }:
                TempData["Done"] = texts["Settings.Saved"].Value;
                return this.SeeOther("/shortcuts");
            case { Fault: { } fault }:
                return await Again(fault, ct);
            default:
                return NotFound();
        }
    }

    public IActionResult OnPostPreview()
    {
        Preview = Example();
        return Partial("_Preview", Preview);
    }

    private async Task Read(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Line = Known is { } id ? await Shortcuts.Find(db, User.Viewer(), id) : null;
        Files = Line is not null ? await ShortcutFiles.Of(db, Line.Id) : [];
        Inboxes = User.Viewer().Leads ? await Shortcuts.SharedIn(db, User.Viewer()) : [];
    }

    private async Task<(List<KeptFile> Kept, List<WrongFile> Wrong)> Take(List<IFormFile> files, CancellationToken ct)
    {
        var (kept, wrong) = (new List<KeptFile>(), new List<WrongFile>());
        foreach (var file in files)
        {
            var (fits, breaks) = await fit.Take(file, null, ct);
            if (fits is not null)
            {
                kept.Add(fits);
            }
            else
            {
                wrong.Add(breaks!);
            }
        }

        return (kept, wrong);
    }

    private Filled Example() => Variables.Fill((Text ?? "").ReplaceLineEndings("\n"), new VariableValues(
        texts["Shortcuts.ExampleContact"], User.Viewer().Name, texts["Shortcuts.ExampleInbox"], "1234", Variables.Date(User.Viewer(), Now)));

    private async Task<IActionResult> Again(IReadOnlyList<WrongFile> wrong, CancellationToken ct)
    {
        await Read(ct);
        (WrongFiles, Preview) = (wrong, Example());
        return this.Unprocessable(texts["Shortcuts.FilesNotKept"]);
    }

    private async Task<IActionResult> Again(ShortcutFault fault, CancellationToken ct)
    {
        await Read(ct);
        Wrong = fault switch
        {
            ShortcutFault.NoText or ShortcutFault.TextTooLong => "text",
            ShortcutFault.TooManyFiles => "files",
            ShortcutFault.NoInbox or ShortcutFault.UnknownScope or ShortcutFault.NotYours => "for",
            _ => "name",
        };
        Preview = Example();
        return this.Unprocessable(texts[$"ShortcutFault.{fault}"]);
    }
}
