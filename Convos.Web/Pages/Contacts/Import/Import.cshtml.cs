using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>One file of contacts: its columns, what a look at it found, how far it is, what it came to.</summary>
public sealed class ImportPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    /// <summary>The last fault that was shown: line and place, with a point between.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty]
    public ImportForm Form { get; set; } = new();

    public override Section Section => Section.Elsewhere;

    public ContactImport Import { get; private set; } = null!;

    public IReadOnlyList<ImportLine> Sample { get; private set; } = [];

    public IReadOnlyList<ContactField> Fields { get; private set; } = [];

    public IReadOnlyList<Tag> Tags { get; private set; } = [];

    public IReadOnlyList<ImportFault> Faults { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct) => await Found(ct) ? Page() : NotFound();

    /// <summary>The part that moves.</summary>
    public async Task<IActionResult> OnGetState(CancellationToken ct) =>
        !await Found(ct) ? NotFound() : Partial("_Import", this);

    public async Task<IActionResult> OnPostCheck(CancellationToken ct)
    {
        if (!await Found(ct))
        {
            return NotFound();
        }

        if (Form.Problem(Import, Fields, Tags) is { } problem)
        {
            return this.Unprocessable(texts[$"MappingProblem.{problem}"]);
        }

        await ContactImports.Check(Database, User.Viewer(), Id, Form.Settings, Now);
        return Back();
    }

    public async Task<IActionResult> OnPostRemap()
    {
        await ContactImports.Remap(Database, User.Viewer(), Id, Now);
        return Back();
    }

    public async Task<IActionResult> OnPostStart()
    {
        await ContactImports.Start(Database, User.Viewer(), Id, Now);
        return Back();
    }

    public async Task<IActionResult> OnPostCancel()
    {
        await ContactImports.Cancel(Database, User.Viewer(), Id, Now);
        return Back();
    }

    /// <summary>The faulty rows with their columns as they were and what is wrong with each: to be corrected, and brought again.</summary>
    public async Task<IActionResult> OnGetFaults(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await ContactImports.Find(db, User.Viewer(), Id) is not { Pruned: false } import)
        {
            return NotFound();
        }

        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"{texts["Import.FaultsName", Id].Value}\"";
        await using var csv = Spreadsheet.Write(Response.Body);
        await csv.Row([.. import.Headers, texts["Import.Line"].Value, texts["Import.Reason"].Value], ct);
        await foreach (var line in ContactImports.FaultyLines(db, Id).WithCancellation(ct))
        {
            await csv.Row([.. line.Cells, $"{line.Line}", string.Join(" ", line.Faults.Select(Sentence))], ct);
        }

        return new EmptyResult();
    }

    private string Sentence(ImportFault fault) => fault.Header is null ? fault.Reads(texts) : $"{fault.Header}: {fault.Reads(texts)}";

    // Whatever was pressed too late, the page says where the file stands.
    private IActionResult Back() => this.SeeOther($"/contacts/import/{Id}");

    private async Task<bool> Found(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await ContactImports.Find(db, User.Viewer(), Id) is not { } import)
        {
            return false;
        }

        Import = import;
        Fields = await ContactFields.Offered(db);
        Tags = await Data.Tags.Offered(db);
        if (import.State == ImportState.Mapping)
        {
            Sample = await ContactImports.Sample(db, Id);
            Form = HttpMethods.IsPost(Request.Method) ? Form : ImportForm.Of(import);
        }
        else
        {
            var (line, place) = Cursor();
            var found = await ContactImports.Faults(db, Id, line, place, PageSize + 1);
            Faults = [.. found.Take(PageSize)];
            Next = found.Count > PageSize ? string.Create(CultureInfo.InvariantCulture, $"{Faults[^1].Line}.{Faults[^1].Place}") : null;
        }

        return true;
    }

    private (int Line, short Place) Cursor() =>
        After?.Split('.') is [var line, var place] && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && short.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? (at, last)
            : (0, (short)0);
}
