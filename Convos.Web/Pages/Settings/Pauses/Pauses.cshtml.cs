using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>The reasons for being No disponible, with how many people are in each.</summary>
public sealed class PausesPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<PauseEntry> Pauses { get; private set; } = [];

    public bool Saved { get; private set; }

    public async Task OnGet(CancellationToken ct)
    {
        Saved = TempData["Saved"] is true;
        await using var db = await Database.Open(ct);
        Pauses = await Convos.Data.Pauses.All(db);
    }

    public Task<IActionResult> OnPostArchive(long id) => Archive(id, archived: true);

    public Task<IActionResult> OnPostRestore(long id) => Archive(id, archived: false);

    private async Task<IActionResult> Archive(long id, bool archived)
    {
        await Convos.Data.Pauses.Archive(Database, User.Viewer().Id, id, archived, Now);
        return this.SeeOther("/settings/pauses");
    }
}
