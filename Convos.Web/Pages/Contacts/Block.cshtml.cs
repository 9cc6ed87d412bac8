using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>Why a contact is blocked, and the block; «Desbloquear» and a new try at the channels post here, too. The card opens it as a sheet.</summary>
public sealed class BlockPage(Database database, TimeProvider clock, LiveFragments live) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>«Bloquear también en WhatsApp».</summary>
    [BindProperty(Name = "channels")]
    public bool OnChannels { get; set; }

    /// <summary>The page that it was opened from.</summary>
    [BindProperty]
    public string? Back { get; set; }

    public BlockState Blocking { get; private set; } = null!;

    public Refusal? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        Back = this.Came();
        return !await Load(ct) ? NotFound() : Request.IsHtmx() ? Partial("_Block", this) : Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        Back = Url.IsLocalUrl(Back) ? Back : "/contacts/blocked";
        Refusal = await Contacts.Block(Database, User.Viewer(), Id, Reason, Now, OnChannels);
        return Refusal is { Reason: RefusalReason.NeedsBlockReason or RefusalReason.BlockReasonTooLong } && await Load(ct) ? Again() : await Answer(Refusal, Back);
    }

    public async Task<IActionResult> OnPostUnblock() => await Answer(await Contacts.Unblock(Database, User.Viewer(), Id, Now), this.Came());

    public async Task<IActionResult> OnPostAgain() => await Answer(await ChannelBlocks.Again(Database, User.Viewer(), Id, Now), this.Came());

    private IActionResult Again()
    {
        Response.StatusCode = Refusal!.Status();
        return Request.IsHtmx() ? Partial("_BlockSheet", this) : Page();
    }

    private async Task<IActionResult> Answer(Refusal? refusal, string back)
    {
        if (refusal is not null)
        {
            return this.Refused(refusal, back: back);
        }

        if (!Request.IsHtmx())
        {
            return this.SeeOther(back);
        }

        var shown = Shown.By(Request);
        return Content(await live.Render(User.Viewer(), shown, shown.Ticket is { } ticket ? [ticket] : [], [], Id), "text/html; charset=utf-8");
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Contacts.Blocking(db, User.Viewer(), Id) is not { } found)
        {
            return false;
        }

        Blocking = found;
        return true;
    }
}
