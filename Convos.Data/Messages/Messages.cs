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
        m.sent_at, m.edited_at, m.delivery, m.failure, m.unconfirmed,
        (select emoji from reactions x where x.message_id = m.id and x.author = 'contact') contact_reaction,
        (select emoji from reactions x where x.message_id = m.id and x.author = 'operator') operator_reaction,
        q.id quoted_id, left(q.body, 200) quoted_body, q.kind quoted_kind, q.author quoted_author,
        {Attachment.Column}, m.version
        """;

    private const string Joins =
        $"""
        left join operators o on o.id = m.operator_id
        left join messages q on q.channel_id = m.channel_id and q.external_id = m.quoted_external_id
        {Attachment.Join}
        """;

    /// <summary>Oldest first: the <paramref name="take"/> messages that stand right before the cursor, or the newest of the thread.</summary>
    public static async Task<IReadOnlyList<Message>> Thread(NpgsqlConnection db, Viewer viewer, long threadId, MessageCursor? before, int take)
    {
        var newestFirst = await db.QueryAsync<Message>(
            $"""
            select {Columns}
            from messages m {Joins}
            where m.thread_id = @threadId
              and exists (select from tickets t where t.thread_id = @threadId and {Tickets.Visible})
              {(before is null ? "" : "and (m.sent_at, m.id) < (@at, @before)")}
            order by m.sent_at desc, m.id desc
            limit {take}
            """, Tickets.Scope(viewer, new { threadId, at = before?.At, before = before?.Id }));
        return [.. newestFirst.Reverse()];
    }

    internal const string ForEveryoneSql = $"select {Columns} from messages m {Joins} where m.id = any(@messages)";

    /// <summary>For those who show a message only to whom they show its ticket.</summary>
    public static async Task<IReadOnlyList<Message>> ForEveryone(NpgsqlConnection db, long[] messages) =>
        (await db.QueryAsync<Message>(ForEveryoneSql, new { messages })).AsList();

    private static async Task<Message> Written(NpgsqlConnection db, long id) => (await ForEveryone(db, [id])).Single();
}
