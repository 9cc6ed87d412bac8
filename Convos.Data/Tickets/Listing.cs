namespace Convos.Data;

public enum TicketView { Mine, Unassigned, All }

/// <summary>By newest activity; by who has waited longest; by the 24-hour window that closes next.</summary>
public enum ListOrder { Recent, Waiting, Closing }

/// <summary>
/// Which list: a view of open tickets, its order, and what it leaves out. The query of the list reads it in SQL, the stream by <see cref="Fits"/>;
/// what awaits an answer is what bears the time since when (<c>awaiting_since</c>), the same that rows show as a clock.
/// </summary>
/// <param name="Nobody">Only what nobody holds; then no operator is named.</param>
public sealed record Listing(
    TicketView View, ListOrder Order = ListOrder.Recent, long? Inbox = null, long? Tag = null, long? Operator = null,
    bool Nobody = false, bool Unread = false, bool Pending = false)
{
    public bool IsFiltered => Filters > 0;

    public int Filters => new[] { Inbox is not null, Tag is not null, Operator is not null || Nobody, Unread, Pending }.Count(set => set);

    public bool Descends => Order == ListOrder.Recent;

    public Listing WithoutFilters => new(View, Order);

    /// <summary>Whether this viewer's list has the ticket, which they see. The open chat was read by being opened: it stays in a list of the unread.</summary>
    public bool Fits(Viewer viewer, Ticket ticket, int unread, long? open) =>
        ticket.Status != TicketStatus.Closed
        && View switch
        {
            TicketView.Mine => ticket.OperatorId == viewer.Id,
            TicketView.Unassigned => ticket.OperatorId is null,
            _ => true,
        }
        && (Inbox ?? ticket.InboxId) == ticket.InboxId
        && (Tag is null || ticket.Tags.Any(tag => tag.Id == Tag))
        && (Nobody ? ticket.OperatorId is null : Operator is null || ticket.OperatorId == Operator)
        && (!Unread || unread > 0 || ticket.Id == open)
        && (!Pending || ticket.AwaitingSince is not null);

    public TicketRow Row(Ticket ticket, int unread, DateTime now) => new(ticket, unread, this, Place(ticket, now));

    // Windows that have closed follow those that are open, the latest closed first: their keys run backwards from the far end.
    private SortKey Place(Ticket ticket, DateTime now) => Order switch
    {
        ListOrder.Recent => SortKey.Of(ticket.LastActivityAt, ticket.Id),
        ListOrder.Waiting => ticket.AwaitingSince is { } since ? SortKey.Of(since, ticket.Id) : new(SortKey.Last, ticket.Id),
        _ => SortKey.Of(ticket.WindowClosesAt ?? DateTime.UnixEpoch, ticket.Id) is var key && ticket.WindowClosesAt > now ? key : Turned(key),
    };

    internal static SortKey Turned(SortKey key) => new(SortKey.Last - key.Place, SortKey.Last - key.Tie);
}

/// <summary>The names of a list's filters. Null: not filtered so, or no such thing.</summary>
public sealed record FilterNames(string? Inbox, string? Tag, string? Operator)
{
    public static readonly FilterNames None = new(null, null, null);
}
