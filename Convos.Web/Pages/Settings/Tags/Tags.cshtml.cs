using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>All tags, with how many open tickets bear each.</summary>
public sealed class TagsPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<TagEntry> Tags { get; private set; } = [];

    public bool Saved { get; private set; }

    public async Task OnGet(CancellationToken ct)
    {
        Saved = TempData["Saved"] is true;
        await using var db = await Database.Open(ct);
        Tags = await Convos.Data.Tags.All(db);
    }

    public Task<IActionResult> OnPostArchive(long id) => Archive(id, archived: true);

    public Task<IActionResult> OnPostRestore(long id) => Archive(id, archived: false);

    private async Task<IActionResult> Archive(long id, bool archived)
    {
        await Convos.Data.Tags.Archive(Database, User.Viewer().Id, id, archived, Now);
        return this.SeeOther("/settings/tags");
    }
}
