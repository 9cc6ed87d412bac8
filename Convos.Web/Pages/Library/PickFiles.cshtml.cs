using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>«De la librería»: files for a ticket's bar. The chat opens it as a sheet.</summary>
public sealed class PickFilesPage(Database database, TimeProvider clock, UploadDesk desk) : DeskPage(database, clock)
{
    /// <summary>At once.</summary>
    private const int Most = 10;

    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    public FilePicker Picker { get; private set; } = null!;

    public IReadOnlyList<Placed> Placed { get; private set; } = [];

    private string Chat => $"/inbox/{View.Name()}/{Ticket}";

    /// <param name="file">Those that were ticked before somebody searched again.</param>
    public async Task<IActionResult> OnGet(string? q, long[] file, CancellationToken ct) =>
        await Load(q, file, ct) ? Request.IsHtmx() ? Partial("_FilePicker", Picker) : Page() : NotFound();

    public async Task<IActionResult> OnPost(long[] file, CancellationToken ct)
    {
        if (!await Load("", file, ct))
        {
            return NotFound();
        }

        await using var db = await Database.Open(ct);
        var kept = file.Length is 0 or > Most ? [] : await Library.Use(db, User.Viewer(), file, Ticket, Now);
        Placed = await desk.Place(User.Viewer(), Ticket, kept, ct);
        if (Placed.Count == 0)
        {
            Picker = Picker with { Problem = file.Length > Most ? PickProblem.TooMany : file.Length > 0 ? PickProblem.Gone : PickProblem.None };
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Request.IsHtmx() ? Partial("_FilePickerSheet", Picker) : Page();
        }

        // Without JavaScript the bar shows what is in it; what is not is told here.
        return Request.IsHtmx() ? Partial("_Picked", Placed) : Placed.All(one => one.Wrong is null) ? this.SeeOther(Chat) : Page();
    }

    private async Task<bool> Load(string? search, long[] ticked, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is null)
        {
            return false;
        }

        var wanted = ShortText.Of(search);
        var found = await Library.Offered(db, User.Viewer(), Ticket, wanted);
        var beyond = ticked.Length == 0 || wanted.Length == 0 ? [] : await Library.Offered(db, User.Viewer(), Ticket, "");
        Picker = new FilePicker(
            $"{Chat}/library", Chat, wanted,
            [.. beyond.Where(one => ticked.Contains(one.Id) && found.All(other => other.Id != one.Id)), .. found.Take(Library.MostOffered)],
            ticked, found.Count > Library.MostOffered);
        return true;
    }
}

public enum PickProblem { None, TooMany, Gone }

/// <summary>What the sheet shows: the ticked ones stay, whatever is searched.</summary>
public sealed record FilePicker(
    string Url, string Chat, string Search, IReadOnlyList<LibraryFile> Files, long[] Ticked, bool HasMore, PickProblem? Problem = null);
