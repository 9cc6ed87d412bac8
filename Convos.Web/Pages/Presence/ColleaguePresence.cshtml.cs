using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>Somebody's state, set by who leads them. The menu of the team opens it as a sheet; any page may post here.</summary>
public sealed class ColleaguePresencePage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public Presence Person { get; private set; } = null!;

    public IReadOnlyList<Pause> Pauses { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct) =>
        !await Load(ct) ? NotFound() : Request.IsHtmx() ? Partial("_ColleaguePresence", this) : Page();

    /// <param name="reason">The pause, of whoever becomes No disponible for one.</param>
    public async Task<IActionResult> OnPost(bool available, long? reason, CancellationToken ct)
    {
        var refusal = await Presences.SetFor(Database, User.Viewer(), Id, available, reason, Now);
        if (refusal?.Reason == RefusalReason.NotFound || !await Load(ct))
        {
            return NotFound();
        }

        return refusal is not null ? this.Refused(refusal, back: this.Came()) : Request.IsHtmx() ? Partial("_ColleagueSet", Person) : this.SeeOther(this.Came());
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Presences.Colleague(db, User.Viewer(), Id, Now) is not { } person)
        {
            return false;
        }

        Person = person;
        Pauses = await Convos.Data.Pauses.Offered(db);
        return true;
    }
}
