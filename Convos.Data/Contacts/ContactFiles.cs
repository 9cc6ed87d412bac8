using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What people look for among files: what is seen, what is heard, what is read.</summary>
public enum FileGroup { Pictures, Sounds, Documents }

/// <summary>A message that bears a file, and a ticket by whose chat it can be reached; null where its thread never had one: then by its conversation.</summary>
public sealed record ContactFile(Message Message, long? TicketId, long? ConversationId)
{
    public MessageCursor Place => new(Message.SentAt, Message.Id);
}

/// <summary>Every file exchanged with a contact, on threads and in conversations that the viewer sees. Stickers are none: nor are they in WhatsApp's own list.</summary>
public static class ContactFiles
{
    private const string FileKinds = "m.kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker')";

    private static string Of(FileGroup? group) => group switch
    {
        FileGroup.Pictures => "m.kind in ('image', 'video')",
        FileGroup.Sounds => "m.kind in ('audio', 'voice')",
        FileGroup.Documents => "m.kind = 'document'",
        _ => "m.kind <> 'sticker'",
    };

    private static string From(FileGroup? group) =>
        $"""
        from threads th
        join messages m on m.thread_id = th.id and not m.withheld and {FileKinds} and {Of(group)}
        where th.contact_id = @contactId
          and (exists (select from tickets t where t.thread_id = th.id and {Tickets.Visible})
            or exists (select from conversations cv where cv.id = m.conversation_id and {Conversations.Visible}))
        """;

    /// <summary>Newest first; before a place, or from the newest.</summary>
    public static async Task<IReadOnlyList<ContactFile>> Page(
        NpgsqlConnection db, Viewer viewer, long contactId, FileGroup? group, MessageCursor? before, int take)
    {
        var found = (await db.QueryAsync<(long Id, long? Ticket, long? Conversation)>(
            $"""
            select m.id, (
              select t.id from tickets t where t.thread_id = th.id and {Tickets.Visible} order by t.id is not distinct from m.ticket_id desc, t.opened_at desc limit 1), m.conversation_id
            {From(group)}
              {(before is null ? "" : "and (m.sent_at, m.id) < (@at, @id)")}
            order by m.sent_at desc, m.id desc
            limit {take}
            """, Tickets.Scope(viewer, new { contactId, at = before?.At, id = before?.Id }))).AsList();
        var messages = (await Messages.ForEveryone(db, [.. found.Select(one => one.Id)])).ToDictionary(message => message.Id);
        return [.. found.Select(one => new ContactFile(messages[one.Id], one.Ticket, one.Conversation))];
    }

    /// <summary>How many there are, at most <paramref name="most"/> counted.</summary>
    public static Task<int> Count(NpgsqlConnection db, Viewer viewer, long contactId, int most) =>
        db.QuerySingleAsync<int>($"select count(*)::int from (select {From(null)} limit {most}) files", Tickets.Scope(viewer, new { contactId }));
}
