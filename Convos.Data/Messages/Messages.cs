using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Messages as they are read: one, a stretch of a thread. What people write is in Messages.Write.cs.</summary>
public static partial class Messages
{
    /// <summary>What WhatsApp accepts in one text.</summary>
    public const int LongestText = 4096;

    private const string Columns =
        $"""
        m.id, m.thread_id, m.ticket_id, m.author, m.operator_id, o.name operator_name, left(o.photo, 16) operator_photo, m.kind, m.body, m.content::text content,
        m.sent_at, m.edited_at, m.delivery,
        (select max(s.state_at) from message_sends s where s.message_id = m.id and s.state = m.delivery) delivery_at, m.failure, m.unconfirmed,
        (select emoji from reactions x where x.message_id = m.id and x.author = 'contact') contact_reaction,
        coalesce(x.emoji, case when xs.state in ('refused', 'unconfirmed') then xs.told end) operator_reaction,
        x.operator_id reacted_by, xo.name reacted_name, xs.state reaction_state, xs.failure reaction_failure,
        q.id quoted_id, left(q.body, 200) quoted_body, q.kind quoted_kind, q.author quoted_author,
        {Attachment.Column}, m.version
        """;

    private const string Joins =
        $"""
        left join operators o on o.id = m.operator_id
        left join messages q on q.channel_id = m.channel_id and q.external_id = m.quoted_external_id and (m.withheld or not q.withheld)
        left join reactions x on x.message_id = m.id and x.author = 'operator'
        left join operators xo on xo.id = x.operator_id
        left join reaction_sends xs on xs.message_id = m.id
        {Attachment.Join}
        """;

    // All of a thread, or what one of its conversations is.
    private const string OfThreadSql =
        $"m.thread_id = @threadId and not m.withheld and exists (select from tickets t where t.thread_id = @threadId and {Tickets.Visible})";

    private const string OfConversationSql =
        $"m.conversation_id = @conversation and exists (select from conversations cv where cv.id = @conversation and {Conversations.Visible})";

    /// <summary>Oldest first: the <paramref name="take"/> messages that stand right before the cursor, or the newest of the thread or of one of its conversations.</summary>
    public static async Task<IReadOnlyList<Message>> Thread(NpgsqlConnection db, Viewer viewer, long threadId, MessageCursor? before, int take, long? conversation = null)
    {
        var newestFirst = await db.QueryAsync<Message>(
            $"""
            select {Columns}
            from messages m {Joins}
            where {(conversation is null ? OfThreadSql : OfConversationSql)}
              {(before is null ? "" : "and (m.sent_at, m.id) < (@at, @before)")}
            order by m.sent_at desc, m.id desc
            limit {take}
            """, Tickets.Scope(viewer, new { threadId, conversation, at = before?.At, before = before?.Id }));
        return [.. newestFirst.Reverse()];
    }

    /// <summary>Oldest first: the <paramref name="take"/> messages that stand right behind the cursor.</summary>
    public static async Task<IReadOnlyList<Message>> ThreadAfter(NpgsqlConnection db, Viewer viewer, long threadId, MessageCursor after, int take, long? conversation = null) =>
        (await db.QueryAsync<Message>(
            $"""
            select {Columns}
            from messages m {Joins}
            where {(conversation is null ? OfThreadSql : OfConversationSql)}
              and (m.sent_at, m.id) > (@at, @after)
            order by m.sent_at, m.id
            limit {take}
            """, Tickets.Scope(viewer, new { threadId, conversation, at = after.At, after = after.Id }))).AsList();

    /// <summary>One message of a thread that the viewer sees.</summary>
    public static Task<Message?> OfThread(NpgsqlConnection db, Viewer viewer, long threadId, long messageId) =>
        db.QuerySingleOrDefaultAsync<Message>(
            $"""
            select {Columns}
            from messages m {Joins}
            where m.id = @messageId and m.thread_id = @threadId and not m.withheld
              and exists (select from tickets t where t.thread_id = @threadId and {Tickets.Visible})
            """, Tickets.Scope(viewer, new { threadId, messageId }));

    /// <summary>All that was said in a ticket, oldest first, for whoever has found the ticket.</summary>
    internal static async Task<IReadOnlyList<Message>> OfTicket(NpgsqlConnection db, long ticketId, bool notes) =>
        (await db.QueryAsync<Message>(
            $"""
            select {Columns}
            from messages m {Joins}
            where m.ticket_id = @ticketId and (@notes or m.kind <> 'note')
            order by m.sent_at, m.id
            """, new { ticketId, notes })).AsList();

    /// <summary>Where a message stands in its thread; null where it is of another.</summary>
    public static Task<MessageCursor?> Place(NpgsqlConnection db, long threadId, long messageId) =>
        db.QuerySingleOrDefaultAsync<MessageCursor>("select sent_at at, id from messages where id = @messageId and thread_id = @threadId and not withheld", new { threadId, messageId });

    internal const string ForEveryoneSql = $"select {Columns} from messages m {Joins} where m.id = any(@messages) and not m.withheld";

    /// <summary>For those who show a message only to whom they show its ticket.</summary>
    public static async Task<IReadOnlyList<Message>> ForEveryone(NpgsqlConnection db, long[] messages) =>
        (await db.QueryAsync<Message>(ForEveryoneSql, new { messages })).AsList();

    private static async Task<Message> Written(NpgsqlConnection db, long id) => (await ForEveryone(db, [id])).Single();
}
