using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Conversaciones»: every exchange that one may see, however it began, found and filtered by an address.</summary>
public sealed class ConversationsPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int AtOnce = 50;
    private const string Here = "/conversations";

    [BindProperty(SupportsGet = true, Name = "")]
    public ConversationQuery Query { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public ConversationRows Found { get; private set; } = new([], null);

    public Counted Count { get; private set; }

    public IReadOnlyList<(long Id, string Name)> Channels { get; private set; } = [];

    public IReadOnlyList<Segment> Segments { get; private set; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next => Found.Next is { } place ? Query.Address(Here, ("after", place)) : null;

    /// <summary>What has just been done, in words.</summary>
    public string? Done { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        Done = TempData["Done"] as string;
        var viewer = User.Viewer();
        await using var db = await Database.Open(ct);
        var filter = await Conversations.Narrow(db, Query.ToFilter(viewer));
        Found = await Conversations.List(db, viewer, filter, After, AtOnce);
        if (After is not null && Request.IsHtmx(out var headers) && headers?.Target?.StartsWith("main#", StringComparison.Ordinal) != true)
        {
            return Partial("_ConversationRows", this);
        }

        if (Request.Headers["HX-Source"].ToString().StartsWith("input", StringComparison.Ordinal))
        {
            // A form says what is not set, too.
            Response.Htmx(answer => answer.ReplaceUrl(Query.Address(Here)));
        }

        Count = await Conversations.Count(db, viewer, filter);
        Channels = await Data.Channels.Names(db, viewer);
        Segments = await Data.Segments.All(db, viewer, SegmentList.Conversations);
        return Page();
    }

    public async Task<IActionResult> OnPostSave(string? name, bool shared) =>
        Told(await SegmentPosts.Save(Database, User.Viewer(), SegmentList.Conversations, name, Query.Text(), shared, Now, texts));

    public async Task<IActionResult> OnPostForget(long segment) =>
        Told(await SegmentPosts.Forget(Database, User.Viewer(), SegmentList.Conversations, segment, texts));

    private IActionResult Told(string words)
    {
        TempData["Done"] = words;
        return this.SeeOther(Query.Address(Here));
    }
}
