using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Files of contacts: a new one, those that were brought before, and one to fill in.</summary>
[UploadLimit(ContactsCsv.MostMegabytes, ByDisk = true)]
public sealed class ImportsPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int PageSize = 30;

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<ContactImport> Imports { get; private set; } = [];

    public long? Next { get; private set; }

    public async Task OnGet(CancellationToken ct) => await Read(ct);

    public async Task<IActionResult> OnPost(IFormFile? file, CancellationToken ct)
    {
        if (file is not { Length: > 0 })
        {
            return await Again(ContactsFileFault.NoFile, ct);
        }

        await using var bytes = file.OpenReadStream();
        var (csv, fault) = await ContactsCsv.Open(bytes, ct);
        if (csv is null)
        {
            return await Again(fault, ct);
        }

        using (csv)
        {
            var name = Path.GetFileName(file.FileName) is { Length: > 0 } called ? called : "contactos.csv";
            return await ContactImports.Create(Database, User.Viewer(), name.Length <= 240 ? name : name[^240..], csv.Headers, csv.Rows(ct), Now, ct) is { } id
                ? this.SeeOther($"/contacts/import/{id}")
                : await Again(ContactsFileFault.NoRows, ct);
        }
    }

    /// <summary>A file with the right heads, and a row that shows how each is filled in.</summary>
    public async Task<IActionResult> OnGetTemplate(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var fields = await ContactFields.Offered(db);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"{texts["Import.TemplateName"].Value}\"";
        await using var csv = Spreadsheet.Write(Response.Body);
        await csv.Row([.. ImportColumns.All.Select(column => texts[$"Import.Column.{column}"].Value), .. fields.Select(field => field.Name)], ct);
        await csv.Row(
        [
            "María Pérez", "+54 9 11 5555-0101", "maria@example.org", "es", "", "", "",
            .. fields.Select(Example),
        ], ct);
        return new EmptyResult();
    }

    private string Example(ContactField field) => field.Kind switch
    {
        FieldKind.Number => "1234.5",
        FieldKind.Date => "1990-12-31",
        FieldKind.List => field.Options[0],
        FieldKind.YesNo => texts["Import.ExampleYes"].Value,
        _ => "",
    };

    private async Task<IActionResult> Again(ContactsFileFault fault, CancellationToken ct)
    {
        ModelState.AddModelError("", texts[$"ContactsFileFault.{fault}", fault == ContactsFileFault.NoRows ? ContactImports.MostRows : ContactImports.MostColumns]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await Read(ct);
        return Page();
    }

    private async Task Read(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var found = await ContactImports.Newest(db, User.Viewer(), Before ?? long.MaxValue, PageSize + 1);
        Imports = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? Imports[^1].Id : null;
    }
}
