using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>The list alone again, without the chat that was open beside it.</summary>
public sealed record LeftChat(TicketView View, IHtmlContent Rows, LiveLine Live);

// The moves and messages that the workbench posts.
public sealed partial class InboxPage
{
    public Task<IActionResult> OnPostTake() => Move(TicketMove.Take);

    public Task<IActionResult> OnPostTakeOver() => Move(TicketMove.TakeOver);

    public Task<IActionResult> OnPostRelease() => Move(TicketMove.Release);

    public Task<IActionResult> OnPostReopen() => Move(TicketMove.Reopen);

    public Task<IActionResult> OnPostUndo() => Move(TicketMove.UndoClose);

    public async Task<IActionResult> OnPostMoreTime()
    {
        var result = await Tickets.MoreTime(Database, User.Viewer(), Opened, Now);
        return result.Refusal is { } no ? this.Refused(no) : await this.Changed(live, Opened);
    }

    public async Task<IActionResult> OnPostUntag(long tag)
    {
        var result = await Tags.Remove(Database, User.Viewer(), Opened, tag, Now);
        return result.Refusal is { } no ? this.Refused(no) : await this.Changed(live, Opened);
    }

    public async Task<IActionResult> OnPostReply(string? body, Guid clientKey, bool online, long? quoted, Guid[] upload, string? zone)
    {
        if (online)
        {
            await Presences.Choose(Database, User.Viewer().Id, available: true, Now);
        }

        var drafts = await outgoing.Drafts(User.Viewer(), Opened, body ?? "", clientKey, quoted, upload);
        var result = await Messages.Reply(Database, User.Viewer().In(zone), Opened, drafts, Now);
        return result.Refusal is { } no
            ? this.Refused(no, no.Reason == RefusalReason.NotOnDuty ? "?handler=reply&online=true" : null, body)
            : await this.Changed(live, Opened, [.. result.Messages.Select(message => message.Id)]);
    }

    public async Task<IActionResult> OnPostNote(string? body, Guid clientKey, string? zone, long[] mentioned) =>
        await Said(await Messages.Note(Database, User.Viewer().In(zone), Opened, body ?? "", clientKey, Now, mentioned), body);

    public async Task<IActionResult> OnPostReact(long message, string? emoji) =>
        await Said(await Messages.React(Database, User.Viewer(), Opened, message, string.IsNullOrEmpty(emoji) ? null : emoji, Now), body: null);

    public async Task<IActionResult> OnPostRetry(long message) =>
        await Said(await Messages.Retry(Database, User.Viewer(), message, Now), body: null);

    /// <summary>The channel is asked again for a customer's file.</summary>
    public async Task<IActionResult> OnPostFetch(long message, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        return await Attachments.Retry(db, User.Viewer(), message, Now)
            ? await this.Changed(live, Opened, [message])
            : this.Refused(new Refusal(RefusalReason.NoSuchFile));
    }

    public async Task<IActionResult> OnPostRead(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        await Messages.MarkRead(db, User.Viewer(), Opened, Now, OwnTray);
        await Mentions.SeenAtTheEndOf(db, User.Viewer(), Opened, Now);
        return new NoContentResult();
    }

    /// <summary>Leads back to the list: a chat that stayed open would be read again with the next message.</summary>
    public async Task<IActionResult> OnPostUnread(CancellationToken ct)
    {
        var (viewer, list) = (User.Viewer(), Shown.By(Request).List with { View = View });
        await using var db = await Database.Open(ct);
        var position = await Events.Watermark(db);
        if (!await Messages.MarkUnread(db, viewer, Opened, Now))
        {
            return this.Refused(new Refusal(RefusalReason.NotFound), back: list.Url());
        }

        if (!Request.IsHtmx())
        {
            return this.SeeOther(list.Url());
        }

        Response.Headers["HX-Push-Url"] = list.Url();
        Response.Headers["HX-Retarget"] = "#chat";
        Response.Headers["HX-Reswap"] = "outerHTML show:none";
        Left = new HtmlString(await live.Render(viewer, new Shown(list, null), [Opened], []));
        return Partial("_List", new LeftChat(list.View, Left, new($"/live?since={position}&view={View.Name()}&{list.Query()}".TrimEnd('&'), Section)));
    }

    /// <summary>Somebody writes: their colleagues see it, and the customer where the inbox lets them know what was read.</summary>
    public async Task<IActionResult> OnPostTyping(bool note, CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Opened) is null)
        {
            return NotFound();
        }

        if (!note && OwnTray)
        {
            await TypingSigns.Wish(db, User.Viewer(), Opened, Now);
        }

        await company.Writes(User.Viewer(), Opened, note, ct);
        return new NoContentResult();
    }

    private long Opened => Ticket ?? 0;

    private async Task<IActionResult> Move(TicketMove move)
    {
        var result = await Tickets.Apply(Database, move, User.Viewer(), Opened, Now);
        if (result.Refusal is { } no)
        {
            return this.Refused(no);
        }

        if (move.To != TicketStatus.Assigned)
        {
            return await this.Changed(live, Opened);
        }

        await using var db = await Database.Open();
        return await Assignments.CapPassed(db, User.Viewer().Id, Opened) is { } passed
            ? await this.ChangedBeyond(live, Opened, passed)
            : await this.Changed(live, Opened);
    }

    private async Task<IActionResult> Said(MessageResult result, string? body, string? again = null) =>
        result.Refusal is { } no
            ? this.Refused(no, no.Reason == RefusalReason.NotOnDuty ? again : null, body)
            : await this.Changed(live, result.Message!.TicketId, [result.Message.Id]);
}
