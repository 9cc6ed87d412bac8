using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Tickets»: the history of all that one may see, of every state, found and filtered by an address.</summary>
public sealed class TicketsPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int AtOnce = 50;

    [BindProperty(SupportsGet = true, Name = "")]
    public TicketQuery Query { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public PastTickets Found { get; private set; } = new([], null);

    public Counted Count { get; private set; }

    /// <summary>The figure whose tickets these are. Null: they are of none.</summary>
    public FigureHead? Behind { get; private set; }

    /// <summary>Behind a figure, what each ticket has of it is a column more.</summary>
    public int Columns => Query.Figure is { Length: > 0 } ? 9 : 8;

    /// <summary>The figure is one of how long something took.</summary>
    public bool IsDuration { get; private set; }

    public TicketChoices Choices { get; private set; } = TicketChoices.None;

    public IReadOnlyList<Segment> Segments { get; private set; } = [];

    /// <summary>Older tickets may not be found by words yet.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next => Found.Next is { } place ? Query.Address("/tickets", ("after", place)) : null;

    /// <summary>What has just been done, in words.</summary>
    public string? Done { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid || !Query.IsUnderstood(User.Viewer()))
        {
            return BadRequest();
        }

        Done = TempData["Done"] as string;
        var viewer = User.Viewer();
        if (Query.Q is { Length: > 0 })
        {
            // What was said just now is found too.
            await TicketTexts.ReadNewest(Database, ct);
        }

        await using var db = await Database.OpenSession(ct);
        var filter = await Tickets.Narrow(db, Query.ToFilter(viewer, Now));
        IsDuration = filter.Behind is { IsDuration: true };
        Found = await Tickets.History(db, viewer, filter, After, AtOnce);
        if (After is not null && Request.IsHtmx(out var headers) && headers?.Target?.StartsWith("main#", StringComparison.Ordinal) != true)
        {
            return Partial("_TicketRows", this);
        }

        if (Request.Headers["HX-Source"].ToString().StartsWith("input", StringComparison.Ordinal))
        {
            // A form says what is not set, too.
            Response.Htmx(answer => answer.ReplaceUrl(Query.Address("/tickets")));
        }

        Count = await Tickets.Count(db, viewer, filter);
        Behind = filter.Behind is not { } figure ? null : new FigureHead(
            new FigureTitle(figure, await Reports.Names(db, viewer)), await figure.Count(db), Count);
        Choices = await TicketChoices.For(db, viewer);
        Segments = await Data.Segments.All(db, viewer, SegmentList.Tickets);
        IsBehind = filter.Search.Length > 0 && await TicketTexts.IsBehind(db);
        return Page();
    }

    public async Task<IActionResult> OnPostSave(string? name, bool shared) =>
        Told(await SegmentPosts.Save(Database, User.Viewer(), SegmentList.Tickets, name, Query.Text(), shared, Now, texts));

    public async Task<IActionResult> OnPostForget(long segment) =>
        Told(await SegmentPosts.Forget(Database, User.Viewer(), SegmentList.Tickets, segment, texts));

    private IActionResult Told(string words)
    {
        TempData["Done"] = words;
        return this.SeeOther(Query.Address("/tickets"));
    }
}
