using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

public enum BulkWhat { Transfer, Tag, Untag, Close }

/// <summary>What is done to the rows that were picked in a list: what else must be chosen for it, then how it went.</summary>
public sealed class BulkPage(Database database, TimeProvider clock, LiveFragments live) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty]
    public long[] Ids { get; set; } = [];

    public BulkWhat What { get; private set; }

    public IReadOnlyList<Presence> People { get; private set; } = [];

    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    public IReadOnlyList<Tag> Tags { get; private set; } = [];

    public BulkClosing Asks { get; private set; } = new(false, []);

    public BulkOutcome? Outcome { get; private set; }

    /// <summary>The rows as they are now, for a page that has them.</summary>
    public IHtmlContent Fragments { get; private set; } = HtmlString.Empty;

    /// <summary>Null: what was done cannot be undone, or nothing was done.</summary>
    public Undoable? Undo { get; private set; }

    public bool Undoes { get; private set; }

    public string Address => $"/inbox/{View.Name()}/bulk";

    /// <summary>The list from which they were picked.</summary>
    public string Back => (Shown.By(Request).List with { View = View }).Url();

    public IActionResult OnGet() => Redirect(Back);

    public async Task<IActionResult> OnPostChoose(BulkWhat what, CancellationToken ct)
    {
        if (Picked() is { } no)
        {
            return this.Refused(no);
        }

        What = what;
        await using var db = await Database.Open(ct);
        if (what == BulkWhat.Transfer)
        {
            People = [.. (await Presences.Colleagues(db, User.Viewer(), Now)).OrderByDescending(person => person.Available).ThenBy(person => person.Name, StringComparer.CurrentCulture)];
            Inboxes = await Data.Inboxes.Enabled(db);
        }

        if (what == BulkWhat.Close)
        {
            Asks = await Bulk.AsksAtClosing(db, User.Viewer(), Ids);
        }

        Tags = what is BulkWhat.Tag or BulkWhat.Untag ? await Data.Tags.Offered(db) : [];
        return Request.IsHtmx() ? Partial("_ChoiceSheet", this) : Page();
    }

    public Task<IActionResult> OnPostTake() => Do(BulkAct.Take);

    public Task<IActionResult> OnPostTransfer(long? toOperator, long? toInbox) =>
        toOperator is null && toInbox is null ? Task.FromResult<IActionResult>(BadRequest()) : Do(BulkAct.Transfer(toOperator, toInbox));

    public Task<IActionResult> OnPostUnread() => Do(BulkAct.Unread);

    public Task<IActionResult> OnPostTag(long tag) => Do(BulkAct.Tag(tag));

    public Task<IActionResult> OnPostUntag(long tag) => Do(BulkAct.Untag(tag));

    public Task<IActionResult> OnPostClose(string? reason, string? observation) =>
        Closing.Of(reason, observation) is { IsTooLong: false } closing
            ? Do(BulkAct.Close(closing), closes: true)
            : Task.FromResult(this.Refused(new Refusal(RefusalReason.ObservationTooLong)));

    public Task<IActionResult> OnPostUndo()
    {
        Undoes = true;
        return Do(BulkAct.UndoClose);
    }

    private async Task<IActionResult> Do(BulkAct act, bool closes = false)
    {
        if (Picked() is { } no)
        {
            return this.Refused(no);
        }

        Outcome = await Bulk.Apply(Database, act, User.Viewer(), Ids, Now);
        if (closes && Ids.Except(Outcome.Refused.Select(no => no.TicketId)).ToList() is { Count: > 0 } done)
        {
            Undo = new Undoable($"{Address}?handler=undo&ids={string.Join("&ids=", done)}", done.Count);
        }

        if (!Request.IsHtmx())
        {
            return Page();
        }

        Fragments = new HtmlString(await live.Render(User.Viewer(), Shown.By(Request), Ids, []));
        return Partial("_Answer", this);
    }

    private Refusal? Picked()
    {
        Ids = [.. Ids.Distinct()];
        return Ids.Length switch
        {
            0 => new Refusal(RefusalReason.NothingPicked),
            > Bulk.Most => new Refusal(RefusalReason.TooManyPicked),
            _ => null,
        };
    }
}
