using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>«Menciones»: the notes that call one by name, newest first; and for a note that is being written, whom it may call.</summary>
public sealed class MentionsPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    private const int PageSize = 50;

    public IReadOnlyList<Mention> Mentions { get; private set; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next { get; private set; }

    public async Task<IActionResult> OnGet(long? after, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var found = await Convos.Data.Mentions.List(db, User.Viewer(), after, PageSize + 1);
        Mentions = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? $"/inbox/mentions?after={Mentions[^1].MessageId}" : null;
        return Request.IsHtmx() && after is not null ? Partial("_Mentions", this) : Page();
    }

    public async Task<IActionResult> OnPostSeen(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        await Convos.Data.Mentions.SeenAll(db, User.Viewer(), Now);
        return this.SeeOther("/inbox/mentions");
    }

    /// <summary>Of the ticket's inbox, and whoever holds it.</summary>
    public async Task<IActionResult> OnGetPeople(long ticket, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var people = await Convos.Data.Mentions.Callable(db, User.Viewer(), ticket);
        return new JsonResult(new
        {
            items = people.Where(one => one.Member).Select(one => new { one.Id, one.Name, one.Photo, one.Available, hue = Words.Hue(one.Id), initials = Words.Initials(one.Name) }),
        });
    }
}
