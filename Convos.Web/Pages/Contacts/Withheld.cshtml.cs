using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>What a contact sent while they were blocked, for whoever leads to read and decide.</summary>
public sealed class WithheldPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    private const int PageSize = 50;

    public override Section Section => Section.Elsewhere;

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public BlockState Blocking { get; private set; } = null!;

    public IReadOnlyList<Message> Messages { get; private set; } = [];

    /// <summary>Where what is older stands; null: there is none.</summary>
    public string? Older { get; private set; }

    public async Task<IActionResult> OnGet(string? before, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Contacts.Blocking(db, User.Viewer(), Id) is not { } found)
        {
            return NotFound();
        }

        Blocking = found;
        var newest = await Convos.Data.Messages.Withheld(db, User.Viewer(), found.ContactId, MessageCursor.Parse(before), PageSize + 1);
        Messages = [.. newest.TakeLast(PageSize)];
        Older = newest.Count > PageSize ? $"/contacts/{Id}/withheld?before={new MessageCursor(Messages[0].SentAt, Messages[0].Id)}" : null;
        return Page();
    }

    /// <summary>A new try at a file that could not be had.</summary>
    public async Task<IActionResult> OnPostFetch(long message, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        return await Attachments.Retry(db, User.Viewer(), message, Now) ? this.SeeOther($"/contacts/{Id}/withheld") : NotFound();
    }
}
