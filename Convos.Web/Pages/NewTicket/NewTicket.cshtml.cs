using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Nuevo ticket»: to somebody who wrote before, or to a number, on a channel of one's own inboxes.</summary>
public sealed class NewTicketPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    private const int LongestSearch = 100;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    public string? Phone { get; private set; }

    public IReadOnlyList<Tickets.Recipient> Recipients { get; private set; } = [];

    public IReadOnlyList<(long Id, string Name)> Channels { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var search = (Search ?? "").Trim();
        Recipients = await Tickets.Recipients(db, User.Viewer(), search.Length <= LongestSearch ? search : search[..LongestSearch]);
        Channels = await Tickets.ChannelsToOpenOn(db, User.Viewer());
        return Page();
    }

    public async Task<IActionResult> OnPostThread(long thread) =>
        Opened(await Tickets.OpenOn(Database, User.Viewer(), thread, Now));

    public async Task<IActionResult> OnPostPhone(long channel, string? phone, CancellationToken ct)
    {
        if (PhoneNumbers.TryE164(phone ?? "", null, out var e164))
        {
            return Opened(await Tickets.OpenTo(Database, User.Viewer(), channel, e164, null, Now));
        }

        Phone = phone;
        ModelState.AddModelError(nameof(Phone), texts["New.PhoneWrong"]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await OnGet(ct);
    }

    private IActionResult Opened(MoveResult result) =>
        result.Refusal is { } no ? this.Refused(no) : this.SeeOther($"/inbox/mine/{result.Ticket!.Id}");
}
