using Dapper;
using Npgsql;

namespace Convos.Data;

// The lists: every view in every order, with what is left out. Each is read from one index, however long the list.
public static partial class Tickets
{
    private const string Waits = "coalesce(t.awaiting_since, 'infinity')";
    private const string Closes = "coalesce(t.window_closes_at, 'epoch')";

    /// <summary>At most <paramref name="take"/> rows after the one at the cursor. The open chat stays in a list of the unread.</summary>
    public static async Task<IReadOnlyList<TicketRow>> List(
        NpgsqlConnection db, Viewer viewer, Listing list, SortKey? after, int take, DateTime now, long? open = null)
    {
        var page = Stretches(list.Order, after).Select(stretch =>
            $"""
            (select t.id
            from tickets t
            where {In(list.View)} and {Visible} {Filter(list)} {stretch.Part}
            order by {stretch.By}
            limit {take})
            """);
        var rows = await db.QueryAsync<Ticket, int, TicketRow>(
            $"""
            select {Columns}, {UnreadCount("@me")} unread
            from ({string.Join("\nunion all\n", page)}) page
            join tickets t on t.id = page.id
            {Joins}
            """,
            (ticket, unread) => list.Row(ticket, unread, now),
            Scope(viewer, new
            {
                now,
                open,
                inbox = list.Inbox,
                tag = list.Tag,
                holder = list.Operator,
                at = after is { } key ? Moment(list.Order, key) : (DateTime?)null,
                after = after is { } last ? Plain(list.Order, last).Tie : (long?)null,
            }),
            splitOn: "unread");
        // Two stretches bring more than is wanted.
        var sorted = rows.OrderBy(row => (row.Place.Place, row.Place.Tie));
        return [.. (list.Descends ? sorted.Reverse() : sorted).Take(take)];
    }

    /// <summary>By what a list is filtered, in words.</summary>
    public static Task<FilterNames> FilterNames(NpgsqlConnection db, Listing list) =>
        db.QuerySingleAsync<FilterNames>(
            """
            select
              (select name from inboxes where id = @inbox) inbox,
              (select name from tags where id = @tag) tag,
              (select name from operators where id = @holder) operator
            """, new { inbox = list.Inbox, tag = list.Tag, holder = list.Operator });

    private static string In(TicketView view) => view switch
    {
        TicketView.Mine => "t.status = 'assigned' and t.operator_id = @me",
        TicketView.Unassigned => "t.status = 'queued'",
        _ => "t.status <> 'closed'",
    };

    private static string Filter(Listing list)
    {
        var clauses = new[]
        {
            (list.Inbox is not null, "and t.inbox_id = @inbox"),
            (list.Tag is not null, "and t.tag_ids <> '{}' and t.tag_ids @> array[@tag::bigint]"),
            (list.Nobody, "and t.status = 'queued'"),
            (list.Operator is not null, "and t.status = 'assigned' and t.operator_id = @holder"),
            (list.Pending, $"and {Waits} < 'infinity'"),
            (list.Unread, $"and (t.id = @open::bigint or {IsUnread})"),
        };
        return string.Join(' ', clauses.Where(clause => clause.Item1).Select(clause => clause.Item2));
    }

    private const string IsUnread =
        """
        (exists (
          select from messages m
          where m.ticket_id = t.id and m.author = 'contact' and m.id > coalesce(
            (select r.read_to from ticket_reads r where r.ticket_id = t.id and r.operator_id = @me), 0))
        or exists (select from ticket_reads r where r.ticket_id = t.id and r.operator_id = @me and r.forced_unread))
        """;

    /// <summary>What follows the cursor, in the order of the list; each stretch is a walk along an index.</summary>
    private static IEnumerable<(string Part, string By)> Stretches(ListOrder order, SortKey? after)
    {
        var beyond = (string key, string sign) => after is null ? "" : $"and ({key}, t.id) {sign} (@at, @after)";
        switch (order)
        {
            case ListOrder.Recent:
                return [(beyond("t.last_activity_at", "<"), "t.last_activity_at desc, t.id desc")];
            case ListOrder.Waiting:
                return [(beyond(Waits, ">"), $"{Waits}, t.id")];
        }

        var open = ($"and {Closes} > @now {beyond(Closes, ">")}", $"{Closes}, t.id");
        return after is { } key && IsTurned(key)
            ? [($"and {Closes} <= @now {beyond(Closes, "<")}", $"{Closes} desc, t.id desc")]
            : [open, ($"and {Closes} <= @now", $"{Closes} desc, t.id desc")];
    }

    private static bool IsTurned(SortKey key) => key.Place > SortKey.Last / 2;

    private static SortKey Plain(ListOrder order, SortKey key) =>
        order == ListOrder.Closing && IsTurned(key) ? Listing.Turned(key) : key;

    // Npgsql's name for infinity is the last moment that there is.
    private static DateTime Moment(ListOrder order, SortKey key) =>
        order == ListOrder.Waiting && key.Place == SortKey.Last
            ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)
            : SortKey.Moment(Plain(order, key).Place);
}
