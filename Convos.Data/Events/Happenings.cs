using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What happened to the tickets of a thread, read from the log.</summary>
public static class Happenings
{
    /// <summary>At most so many at once.</summary>
    public const int Most = 400;

    /// <summary>As in the index that finds them.</summary>
    public static readonly IReadOnlySet<string> Kinds = new HashSet<string>
    {
        "opened", "taken", "taken_over", "released", "returned", "transferred", "moved", "assigned", "rotated", "left", "more_time",
        "closed", "reopened", "tagged", "untagged", "rated",
    };

    private static readonly string Told = $"e.kind in ({string.Join(", ", Kinds.Select(kind => $"'{kind}'"))})";

    private const string Columns =
        """
        e.id, e.ticket_id, t.thread_id, e.at, e.kind, actor.name actor, receiver.name "to", giver.name "from",
        i.name inbox, before.name from_inbox, e.data ->> 'origin' origin, case when e.kind = 'closed' then e.data ->> 'reason' end reason,
        case when e.kind = 'assigned' then e.data ->> 'reason' end why, (e.data ->> 'share')::int share, e.data ->> 'observation' observation,
        case when e.kind <> 'rated' then e.message_id end note_id, (e.data ->> 'joined_into')::bigint joined_into,
        g.id tag_id, g.name tag, g.colour::int tag_colour, (e.data ->> 'since')::timestamptz since, e.data ->> 'by' "by",
        (e.data ->> 'score')::int score
        """;

    private const string Joins =
        """
        join tickets t on t.id = e.ticket_id
        left join operators actor on actor.id = e.actor_id
        left join operators receiver on receiver.id = e.operator_id
        left join operators giver on giver.id = (e.data ->> 'from_operator')::bigint
        left join inboxes i on i.id = e.inbox_id
        left join inboxes before on before.id = (e.data ->> 'from_inbox')::bigint and before.id <> e.inbox_id
        left join tags g on g.id = (e.data ->> 'tag')::bigint
        """;

    /// <summary>
    /// Oldest first: what happened to all tickets of a thread from one moment until before another, for whoever may read its messages;
    /// of more than <see cref="Most"/> the latest.
    /// </summary>
    public static async Task<IReadOnlyList<Happening>> Between(NpgsqlConnection db, Viewer viewer, long threadId, DateTime? from, DateTime? until)
    {
        var found = await db.QueryAsync<Happening>(
            $"""
            select {Columns}
            from (
              select e.id
              from tickets t
              cross join lateral (
                select e.id, e.at
                from events e
                where e.ticket_id = t.id and {Told} {(from is null ? "" : "and e.at >= @from")} {(until is null ? "" : "and e.at < @until")}
                order by e.at desc, e.id desc
                limit {Most}) e
              where t.thread_id = @threadId
                and exists (select from tickets t where t.thread_id = @threadId and {Tickets.Visible})
              order by e.at desc, e.id desc
              limit {Most}) page
            join events e on e.id = page.id
            {Joins}
            order by e.at, e.id
            """, Tickets.Scope(viewer, new { threadId, from, until }));
        return found.AsList();
    }

    /// <summary>All that happened to one ticket, oldest first, for whoever has found the ticket.</summary>
    internal static async Task<IReadOnlyList<Happening>> OfTicket(NpgsqlConnection db, long ticketId) =>
        (await db.QueryAsync<Happening>(
            $"select {Columns} from events e {Joins} where e.ticket_id = @ticketId and {Told} order by e.at, e.id", new { ticketId })).AsList();

    /// <summary>For those who show them only to whom they show the thread. What was undone meanwhile is not there.</summary>
    public static async Task<IReadOnlyList<Happening>> ForEveryone(NpgsqlConnection db, long[] events) =>
        events.Length == 0 ? [] : (await db.QueryAsync<Happening>(
            $"select {Columns} from events e {Joins} where e.id = any(@events) and {Told} order by e.id", new { events })).AsList();
}
