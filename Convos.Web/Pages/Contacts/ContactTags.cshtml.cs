using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>The tags on offer for a contact, to be put on them and taken off.</summary>
public sealed class ContactTagsPage(Database database, TimeProvider clock) : ContactDesk(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    public IReadOnlyList<Tag> Offered { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        return await Offer(db) ? WantsPart ? Partial("_ContactTags", this) : Page() : NotFound();
    }

    public Task<IActionResult> OnPostAdd(long tag, CancellationToken ct) => Moved(Contacts.Tag(Database, User.Viewer(), Id, tag, Now), ct);

    public Task<IActionResult> OnPostRemove(long tag, CancellationToken ct) => Moved(Contacts.Untag(Database, User.Viewer(), Id, tag, Now), ct);

    private async Task<IActionResult> Moved(Task<bool> move, CancellationToken ct)
    {
        if (!await move)
        {
            return this.Refused(new Refusal(RefusalReason.NoSuchTag));
        }

        if (!Request.IsHtmx())
        {
            return this.SeeOther(Request.Path);
        }

        await using var db = await Database.Open(ct);
        return await Offer(db) ? Partial("_ContactTagged", this) : NotFound();
    }

    // What they bear may be taken off even when it is no longer on offer.
    private async Task<bool> Offer(NpgsqlConnection db)
    {
        if (!await Load(db))
        {
            return false;
        }

        Offered = [.. Card.Contact.Tags.UnionBy(await Tags.Offered(db), tag => tag.Id)
            .Where(tag => tag.Name.Contains(Search ?? "", StringComparison.CurrentCultureIgnoreCase))
            .OrderBy(tag => tag.Name, StringComparer.CurrentCultureIgnoreCase)];
        return true;
    }
}
