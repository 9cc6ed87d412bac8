using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The inboxes that one belongs to, with their people and what waits in them; administrators see all, and edit them.</summary>
public sealed class InboxesPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public bool MayEdit => User.Viewer().Role == Role.Admin;

    public IReadOnlyList<InboxLine> Lines { get; private set; } = [];

    public async Task OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Lines = await Inboxes.Lines(db, User.Viewer());
    }
}
