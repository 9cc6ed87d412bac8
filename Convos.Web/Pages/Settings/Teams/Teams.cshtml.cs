using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Named groups of people.</summary>
public sealed class TeamsPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<TeamLine> Lines { get; private set; } = [];

    public bool Removed { get; private set; }

    public async Task OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Lines = await Teams.Lines(db);
        Removed = TempData["Removed"] is true;
    }
}
