using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Conversations as they are read: one of them, with its neighbours. The list is in Conversations.List.cs.</summary>
public static partial class Conversations
{
    /// <summary>
    /// The one predicate of visibility, over a conversation <c>cv</c>: whoever sees one of its tickets; where it has none, whoever belongs to
    /// the inbox that its channel feeds. Its parameters come from <c>Tickets.Scope</c>.
    /// </summary>
    internal const string Visible =
        $"""
        (@seesAll
          or exists (select from conversation_tickets ct join tickets t on t.id = ct.ticket_id where ct.conversation_id = cv.id and {Tickets.Visible})
          or exists (
            select from conversation_kinds k join channels ch on ch.id = k.channel_id
            where k.id = cv.kind_id and cardinality(k.inbox_ids) = 0 and ch.inbox_id = any(@inboxes)))
        """;

    /// <summary>Null: not there, or not for this viewer.</summary>
    public static Task<Conversation?> Find(NpgsqlConnection db, Viewer viewer, long id) =>
        db.QuerySingleOrDefaultAsync<Conversation>(
            $"""
            select one.id, one.thread_id, th.contact_id, c.name contact_name, c.phone contact_phone, ch.name channel_name, one.origin, one.source,
              one.source_title, one.source_url, one.started_at, one.last_at,
              not exists (
                select from conversations cv where cv.thread_id = one.thread_id and (cv.started_at, cv.id) < (one.started_at, one.id)) is_first,
              (select cv.started_at from conversations cv
                where cv.thread_id = one.thread_id and (cv.started_at, cv.id) > (one.started_at, one.id)
                order by cv.started_at, cv.id limit 1) until,
              (select cv.id from conversations cv
                where cv.thread_id = one.thread_id and (cv.started_at, cv.id) < (one.started_at, one.id) and {Visible}
                order by cv.started_at desc, cv.id desc limit 1) earlier,
              (select cv.id from conversations cv
                where cv.thread_id = one.thread_id and (cv.started_at, cv.id) > (one.started_at, one.id) and {Visible}
                order by cv.started_at, cv.id limit 1) later
            from (select cv.* from conversations cv where cv.id = @id and {Visible}) one
            join threads th on th.id = one.thread_id
            join contacts c on c.id = th.contact_id
            join channels ch on ch.id = th.channel_id
            """, Tickets.Scope(viewer, new { id }));

    /// <summary>Its tickets, as far as the viewer sees them, oldest first.</summary>
    public static async Task<IReadOnlyList<Ticket>> TicketsOf(NpgsqlConnection db, Viewer viewer, long id)
    {
        var ids = await db.QueryAsync<long>(
            $"select t.id from conversation_tickets ct join tickets t on t.id = ct.ticket_id where ct.conversation_id = @id and {Tickets.Visible} order by t.id limit 50",
            Tickets.Scope(viewer, new { id }));
        return [.. (await Tickets.ForEveryone(db, [.. ids])).OrderBy(ticket => (ticket.OpenedAt, ticket.Id))];
    }

    /// <summary>The conversation that a message belongs to, and its place there; null where the viewer does not see it.</summary>
    public static Task<(long Id, DateTime At)?> Of(NpgsqlConnection db, Viewer viewer, long messageId) =>
        db.QuerySingleOrDefaultAsync<(long, DateTime)?>(
            $"""
            select cv.id, m.sent_at
            from messages m
            join conversations cv on cv.id = m.conversation_id
            where m.id = @messageId and {Visible}
            """, Tickets.Scope(viewer, new { messageId }));
}
