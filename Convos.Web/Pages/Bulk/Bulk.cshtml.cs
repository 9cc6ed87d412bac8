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

    public IReadOnlyList<Receiver> People { get; private set; } = [];

    /// <summary>To whom it was to go, and who is not En línea: that is asked once more.</summary>
    public Receiver? Away { get; private set; }

    /// <summary>What was taken passes a limit of whoever took it.</summary>
    public CapPassed? CapPassed { get; private set; }

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

        return await Choose(what, ct);
    }

    private async Task<IActionResult> Choose(BulkWhat what, CancellationToken ct)
    {
        What = what;
        await using var db = await Database.Open(ct);
        if (what == BulkWhat.Transfer)
        {
            People = await Tickets.ReceiversOfSeveral(db, User.Viewer());
            Inboxes = await Data.Inboxes.Enabled(db);
        }

        if (what == BulkWhat.Close)
        {
            Asks = await Bulk.AsksAtClosing(db, User.Viewer(), Ids);
        }

        Tags = what is BulkWhat.Tag or BulkWhat.Untag ? await Data.Tags.Offered(db) : [];
        return Request.IsHtmx() ? Partial("_ChoiceSheet", this) : Page();
    }

    public Task<IActionResult> OnPostTake() => Do(BulkAct.Take, takes: true);

    /// <param name="anyway">To somebody who is not En línea, knowing it.</param>
    public async Task<IActionResult> OnPostTransfer(long? toOperator, long? toInbox, bool anyway, CancellationToken ct)
    {
        if (toOperator is null && toInbox is null)
        {
            return BadRequest();
        }

        if (toOperator is { } person && !anyway && Picked() is null)
        {
            await using var db = await Database.Open(ct);
            if ((await Tickets.ReceiversOfSeveral(db, User.Viewer())).FirstOrDefault(one => one.Id == person && !one.Available) is { } away)
            {
                Away = away;
                Response.StatusCode = StatusCodes.Status409Conflict;
                return await Choose(BulkWhat.Transfer, ct);
            }
        }

        return await Do(BulkAct.Transfer(toOperator, toInbox));
    }

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

    private async Task<IActionResult> Do(BulkAct act, bool closes = false, bool takes = false)
    {
        if (Picked() is { } no)
        {
            return this.Refused(no);
        }

        Outcome = await Bulk.Apply(Database, act, User.Viewer(), Ids, Now);
        var done = Ids.Except(Outcome.Refused.Select(no => no.TicketId)).ToArray();
        if (closes && done.Length > 0)
        {
            Undo = new Undoable($"{Address}?handler=undo&ids={string.Join("&ids=", done)}", done.Length);
        }

        if (takes && done.Length > 0)
        {
            await using var db = await Database.Open();
            CapPassed = await Assignments.CapPassed(db, User.Viewer().Id, done);
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
