using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>The questions that are asked of every contact, in the card's order.</summary>
public sealed class FieldsPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<FieldEntry> Fields { get; private set; } = [];

    public bool Saved { get; private set; }

    public async Task OnGet(CancellationToken ct)
    {
        Saved = TempData["Saved"] is true;
        await using var db = await Database.Open(ct);
        Fields = await ContactFields.All(db);
    }

    public Task<IActionResult> OnPostArchive(long id) => Done(ContactFields.Archive(Database, User.Viewer().Id, id, archived: true, Now));

    public Task<IActionResult> OnPostRestore(long id) => Done(ContactFields.Archive(Database, User.Viewer().Id, id, archived: false, Now));

    public Task<IActionResult> OnPostUp(long id) => Done(ContactFields.Move(Database, User.Viewer().Id, id, up: true, Now));

    public Task<IActionResult> OnPostDown(long id) => Done(ContactFields.Move(Database, User.Viewer().Id, id, up: false, Now));

    private async Task<IActionResult> Done(Task change)
    {
        await change;
        return this.SeeOther("/settings/fields");
    }
}
