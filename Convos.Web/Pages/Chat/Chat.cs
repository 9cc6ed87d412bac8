using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>An open chat: a stretch of its thread, the contact's tickets for the card, and what the bar answers.</summary>
public sealed record Chat(
    Listing List, Ticket Ticket, Passage Passage, ThreadPart Part, IReadOnlyList<Ticket> Tickets, string Draft, IReadOnlyList<Upload> Uploads, Message? Quoting)
{
    /// <summary>Whether the contact is blocked, and what was kept aside.</summary>
    public BlockState? Blocking { get; init; }

    /// <summary>What its reader had not read before it was opened.</summary>
    public Unread? Unread { get; init; }

    /// <summary>The same, where they began before what is shown.</summary>
    public Unread? UnreadBefore => Unread is { } unread && Passage.Older is not null && Passage.Messages.All(message => message.Id != unread.First) ? unread : null;

    /// <summary>More than so many are not counted.</summary>
    public const int MostCounted = 99;

    /// <summary>Whom it is with.</summary>
    public required ContactCard Card { get; init; }

    /// <summary>How many files were exchanged with them.</summary>
    public required int Files { get; init; }

    /// <summary>Who else is there.</summary>
    public Companions Company { get; init; } = new(Ticket.Id, []);

    /// <summary>Where it posts: what it shows beside it, the page that posts tells.</summary>
    public string Url => $"/inbox/{List.View.Name()}/{Ticket.Id}";
}
