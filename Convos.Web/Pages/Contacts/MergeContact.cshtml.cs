using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Two contacts who are one: chosen, seen as they would be, merged; and the last merge undone.</summary>
public sealed class MergeContactPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : ContactDesk(database, clock)
{
    private const int Most = 10;

    [BindProperty(SupportsGet = true)]
    public long? Other { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>Who would be taken in; null while nobody is chosen.</summary>
    public ContactCard? Taken { get; private set; }

    /// <summary>Who of the two is blocked, where the other is not: they are blocked by it.</summary>
    public string? BlockedOne { get; private set; }

    public MergeCounts Counts { get; private set; } = new(0, 0, 0);

    /// <summary>Those who may be the same, or whom the search finds.</summary>
    public IReadOnlyList<ContactRow> Offered { get; private set; } = [];

    /// <summary>A name that somebody said is worth more than a number, whoever bears it.</summary>
    public string Name => new[] { Card, Taken! }.FirstOrDefault(IsNamed)?.Contact.Name ?? Card.Contact.Who();

    /// <summary>Those of both, one after the other.</summary>
    public string Notes => string.Join(" · ", new[] { Card.Contact.Notes, Taken?.Contact.Notes ?? "" }.Where(notes => notes.Length > 0));

    public Merge? Last { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct) => await Show(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        var problem = Other is { } other ? await Merges.Join(Database, User.Viewer(), Id, other, Now) : MergeProblem.NotFound;
        return problem is null ? this.SeeOther($"{Home}/activity") : await Again(problem.Value, ct);
    }

    public async Task<IActionResult> OnPostUndo(long merge, CancellationToken ct) =>
        await Merges.Undo(Database, User.Viewer(), merge, Now) is { } problem ? await Again(problem, ct) : this.SeeOther(Home);

    private static bool IsNamed(ContactCard card) =>
        card.Contact.Name.Length > 0 && card.Contact.Name != card.Contact.Phone && card.Phones.All(phone => phone.Canonical != card.Contact.Name) && !card.Ids.Contains(card.Contact.Name);

    private async Task<IActionResult> Again(MergeProblem problem, CancellationToken ct)
    {
        if (!await Show(ct))
        {
            return NotFound();
        }

        ModelState.AddModelError("", texts[$"MergeProblem.{problem}"]);
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }

    private async Task<bool> Show(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (!await Load(db) || Card.Contact.Erased)
        {
            return false;
        }

        var viewer = User.Viewer();
        Last = await Merges.Undoable(db, viewer, Id);
        if (Other is { } other && other != Id)
        {
            Taken = await Contacts.Card(db, viewer, other) is { Contact.Erased: false } card ? card : null;
            Counts = Taken is null ? Counts : await Merges.Counts(db, viewer, other);
            BlockedOne = (Blocking?.IsBlocked, Taken is null ? null : (await Contacts.Blocking(db, viewer, other))?.IsBlocked) switch
            {
                (true, false) => Card.Contact.Who(),
                (false, true) => Taken!.Contact.Who(),
                _ => null,
            };
        }

        if (Taken is null)
        {
            var typed = ShortText.Of(Search);
            Offered = typed.Length > 0
                ? [.. (await Contacts.List(db, viewer, new ContactFilter(typed), null, Most + 1)).Where(row => row.Id != Id).Take(Most)]
                : await Contacts.Alike(db, viewer, Id, Most);
        }

        return true;
    }
}
