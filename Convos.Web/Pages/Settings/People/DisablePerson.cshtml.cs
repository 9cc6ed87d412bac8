using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Asks before somebody is disabled: how many tickets they hold, and whether it is oneself.</summary>
public sealed class DisablePersonPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    /// <summary>What they hold goes to «No Asignado».</summary>
    [BindProperty]
    public bool Return { get; set; }

    /// <summary>Whoever disables themselves says that they know.</summary>
    [BindProperty]
    public bool Sure { get; set; }

    public PersonLine? Person { get; private set; }

    public bool IsMe => Id == User.Viewer().Id;

    public override Section Section => Section.Elsewhere;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        Return = true;
        return await Load(ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (IsMe && !Sure)
        {
            return await Again("People.SureOfMyself", ct);
        }

        // Who disables themselves gives back first: afterwards they may do nothing any more.
        if (IsMe && Return && !await IsLastAdmin(ct))
        {
            await Tickets.ReturnAll(Database, User.Viewer(), Id, Now);
        }

        if ((await People.Disable(Database, User.Viewer().Id, Id, Now)).Refusal is { } no)
        {
            return await Again($"People.No.{no}", ct);
        }

        if (!IsMe && Return)
        {
            await Tickets.ReturnAll(Database, User.Viewer(), Id, Now);
        }

        TempData["Done"] = "People.WasDisabled";
        return this.SeeOther($"/settings/people/{Id}");
    }

    private async Task<bool> IsLastAdmin(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        return !await People.OtherAdmins(db, Id);
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Person = await People.Find(db, Id, Now);
        return Person is not null;
    }

    private async Task<IActionResult> Again(string problem, CancellationToken ct)
    {
        if (!await Load(ct))
        {
            return NotFound();
        }

        return this.Unprocessable(texts[problem]);
    }
}
