using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>A stretch of a conversation. <c>Part</c>: how it was asked for.</summary>
public sealed record Timeline(Conversation Of, Passage Passage, ThreadPart Part)
{
    public string Url => $"/conversations/{Of.Id}";
}

/// <summary>One conversation from its first message to its last, to be read: nobody hears of it, nothing counts as read.</summary>
public sealed class ConversationPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    private const int AtOnce = 50;
    private const int OnEitherSide = 25;

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public Timeline Timeline { get; private set; } = null!;

    public Conversation Conversation => Timeline.Of;

    public IReadOnlyList<Ticket> Tickets { get; private set; } = [];

    /// <param name="before">Messages before this one.</param>
    /// <param name="since">Messages behind this one.</param>
    /// <param name="around">The message to show, however old.</param>
    public async Task<IActionResult> OnGet(string? before, string? since, long? around, CancellationToken ct)
    {
        var viewer = User.Viewer();
        await using var db = await Database.Open(ct);
        if (await Conversations.Find(db, viewer, Id) is not { } one)
        {
            return NotFound();
        }

        var place = around is { } wanted ? await Conversations.Of(db, viewer, wanted) : null;
        if (place is { } found && found.Id != Id)
        {
            // What was quoted may have been said in another one.
            return Redirect($"/conversations/{found.Id}?around={around}");
        }

        var part = new ThreadPart(MessageCursor.Parse(before), MessageCursor.Parse(since), place is null ? null : around);
        var passage = place is { At: var at } ? await Conversations.Around(db, viewer, one, new MessageCursor(at, around!.Value), OnEitherSide)
            : part.Since is { } from ? await Conversations.Behind(db, viewer, one, from, AtOnce)
            : await Conversations.Before(db, viewer, one, part.Before, AtOnce);
        Timeline = new(one, passage, part);
        if (Request.IsHtmx(out var headers) && (part.IsPage || headers?.Target?.StartsWith("ol#timeline-", StringComparison.Ordinal) == true))
        {
            return Partial("_Timeline", Timeline);
        }

        Tickets = await Conversations.TicketsOf(db, viewer, Id);
        return Page();
    }
}
