using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Atajos» from a file: first what each row would do, and only then, by a second press, that.</summary>
[UploadLimit(4)]
public sealed class ImportShortcutsPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    /// <summary>The file as text, which the second press sends again.</summary>
    [BindProperty]
    public string? Csv { get; set; }

    /// <summary>Null: nothing was read yet.</summary>
    public IReadOnlyList<FaultyRow>? Faulty { get; private set; }

    public int New { get; private set; }

    public int Changed { get; private set; }

    public int Same { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPost(IFormFile? file, CancellationToken ct)
    {
        if (file is not { Length: > 0 })
        {
            return Again(CsvFault.NoFile);
        }

        if (file.Length > ShortcutsCsv.MostBytes)
        {
            return Again(CsvFault.TooLarge);
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        Csv = ShortcutsCsv.Text(bytes.ToArray());
        return Csv is null ? Again(CsvFault.NotText) : await Told(ShortcutsCsv.Read(Csv), ct);
    }

    public async Task<IActionResult> OnPostImport(CancellationToken ct)
    {
        var read = ShortcutsCsv.Read(Csv ?? "");
        if (read.Fault is not null || read.Rows.Count == 0)
        {
            return await Told(read, ct);
        }

        var (made, changed) = await Shortcuts.Import(Database, User.Viewer(), read.Rows, Now);
        TempData["Done"] = texts["Shortcuts.Imported", made, changed].Value;
        return this.SeeOther("/shortcuts");
    }

    private async Task<IActionResult> Told(ShortcutsFile read, CancellationToken ct)
    {
        if (read.Fault is { } fault)
        {
            return Again(fault);
        }

        await using var db = await Database.Open(ct);
        var verdicts = await Shortcuts.Check(db, User.Viewer(), read.Rows);
        Faulty =
        [
            .. read.Faulty.Concat(verdicts.Zip(read.Rows).Where(pair => !pair.First.Allowed)
                .Select(pair => new FaultyRow(pair.Second.Line, pair.Second.Name, ShortcutFault.NotYours))).OrderBy(row => row.Line),
        ];
        Same = verdicts.Count(one => one is { Allowed: true, Same: true });
        Changed = verdicts.Count(one => one is { Allowed: true, Known: true, Same: false });
        New = verdicts.Count(one => one is { Allowed: true, Known: false });
        return Page();
    }

    private IActionResult Again(CsvFault fault)
    {
        Csv = null;
        return this.Unprocessable(texts[$"CsvFault.{fault}", ShortcutsCsv.MostRows]);
    }
}
