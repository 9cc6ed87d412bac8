using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Audiencia»: everybody whom the company knows, found and filtered by an address, with what is done to many at once.</summary>
public sealed class ContactsPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int AtOnce = 50;

    [BindProperty(SupportsGet = true, Name = "")]
    public ContactQuery Query { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<ContactRow> Rows { get; private set; } = [];

    /// <summary>At most <see cref="Contacts.MostAtOnce"/> and one are counted.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<Tag> Tags { get; private set; } = [];

    public IReadOnlyList<ContactField> Fields { get; private set; } = [];

    /// <summary>The field that is filtered by.</summary>
    public ContactField? Asked => Fields.FirstOrDefault(one => one.Id == Query.Field);

    public IReadOnlyList<(long Id, string Name)> Channels { get; private set; } = [];

    public IReadOnlyList<Segment> Segments { get; private set; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next { get; private set; }

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
        var filter = await Contacts.Narrow(db, viewer, Query.ToFilter(viewer));
        var found = await Contacts.List(db, viewer, filter, After, AtOnce + 1);
        Rows = [.. found.Take(AtOnce)];
        Next = found.Count > AtOnce ? Query.Address("/contacts", ("after", Rows[^1].Place)) : null;
        if (After is not null && Request.IsHtmx(out var headers) && headers?.Target?.StartsWith("main#", StringComparison.Ordinal) != true)
        {
            return Partial("_ContactRows", this);
        }

        Count = await Contacts.Count(db, viewer, filter, Contacts.MostAtOnce + 1);
        Tags = await Data.Tags.Offered(db);
        Fields = await ContactFields.Offered(db);
        Channels = await Data.Channels.Names(db, viewer);
        Segments = await Data.Segments.All(db, viewer, SegmentList.Contacts);
        return Page();
    }

    public async Task<IActionResult> OnPostTag(long mark, bool off, bool everything, long[] picked, CancellationToken ct)
    {
        var filter = Query.ToFilter(User.Viewer());
        if (!ModelState.IsValid || mark == 0 || (!everything && picked.Length == 0))
        {
            return Told(texts[mark == 0 ? "Contacts.PickTag" : "Contacts.PickSome"]);
        }

        await using (var db = await Database.Open(ct))
        {
            if (everything && await Contacts.Count(db, User.Viewer(), filter, Contacts.MostAtOnce + 1) > Contacts.MostAtOnce)
            {
                return Told(texts["Contacts.TooMany", Contacts.MostAtOnce]);
            }
        }

        var changed = await Contacts.TagAll(Database, User.Viewer(), filter, everything ? null : picked, mark, !off, Now);
        return Told(texts[off ? "Contacts.Untagged" : "Contacts.Tagged", changed]);
    }

    public async Task<IActionResult> OnPostSave(string? name, bool shared) =>
        Told(await SegmentPosts.Save(Database, User.Viewer(), SegmentList.Contacts, name, Query.Text(), shared, Now, texts));

    public async Task<IActionResult> OnPostForget(long segment) =>
        Told(await SegmentPosts.Forget(Database, User.Viewer(), SegmentList.Contacts, segment, texts));

    private IActionResult Told(string words)
    {
        TempData["Done"] = words;
        return this.SeeOther(Query.Address("/contacts"));
    }
}
