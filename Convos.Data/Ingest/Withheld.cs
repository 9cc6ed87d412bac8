using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// What a blocked contact does is kept aside for good: no ticket, no conversation, no event, nothing of their thread moves. What they do to
/// messages that were heard before (a reaction, other words, a deletion) is kept as a message that quotes them.
/// </summary>
internal static class Withheld
{
    public static async Task Keep(
        NpgsqlConnection db, Channel channel, IReadOnlyList<InboundMessage> messages, Func<Sender, ThreadState> threadOf, DateTime now)
    {
        if (messages.Count == 0)
        {
            return;
        }

        var ids = await Ids.Take(db, "messages", messages.Count);
        await db.ExecuteAsync(
            """
            insert into messages (id, channel_id, thread_id, author, kind, body, content, external_id, quoted_external_id,
              sent_at, stored_at, delivery, withheld) overriding system value
            select id, @channel, thread_id, author, kind, body, content::jsonb, external_id, quoted_external_id, sent_at, @now, 'received', true
            from unnest(@ids, @threads, @authors, @kinds, @bodies, @contents, @externals, @quotes, @times)
              fresh(id, thread_id, author, kind, body, content, external_id, quoted_external_id, sent_at)
            """, new
            {
                channel = channel.Id,
                now,
                ids,
                threads = messages.Select(message => threadOf(message.Sender).Id).ToArray(),
                authors = messages.Select(message => message.Author.Name()).ToArray(),
                kinds = messages.Select(message => message.Kind.Name()).ToArray(),
                bodies = messages.Select(message => message.Body).ToArray(),
                contents = messages.Select(message => message.Content).ToArray(),
                externals = messages.Select(message => message.ExternalId).ToArray(),
                quotes = messages.Select(message => message.QuotedExternalId).ToArray(),
                times = messages.Select(message => message.At).ToArray(),
            });
        await Attachments.Expect(db, [.. messages.Zip(ids).Where(pair => pair.First.Media is not null).Select(pair => (pair.Second, pair.First.Media!))], now);
    }

    /// <summary>Whether the message was heard, and whoever wrote on its thread is blocked by now. What was kept aside itself changes where it lies.</summary>
    public static Task<bool> Takes(NpgsqlConnection db, long message) =>
        db.QuerySingleAsync<bool>(
            """
            select exists (
              select from messages m
              join threads th on th.id = m.thread_id
              join contacts c on c.id = th.contact_id and c.blocked_at is not null
              where m.id = @message and not m.withheld)
            """, new { message });

    /// <summary>A change of theirs to a message that was heard.</summary>
    public static Task Keep(NpgsqlConnection db, long message, Inbound change, DateTime now)
    {
        var (id, kind, body) = change switch
        {
            InboundReaction { Emoji: { } emoji } reaction => ($"reaction.{reaction.At.Ticks}", MessageKind.Text, emoji),
            InboundReaction reaction => ($"reaction.{reaction.At.Ticks}", MessageKind.Deleted, ""),
            InboundEdit edit => ($"edit.{edit.EditId}", MessageKind.Text, edit.Body),
            InboundDeletion => ("deletion", MessageKind.Deleted, ""),
            _ => throw new ArgumentException($"{change} changes no message.", nameof(change)),
        };
        return db.ExecuteAsync(
            """
            insert into messages (channel_id, thread_id, author, kind, body, external_id, quoted_external_id, sent_at, stored_at, delivery, withheld)
            select channel_id, thread_id, 'contact', @kind, @body, 'aside.' || id || '.' || left(@id, 400), @original, @at, @now, 'received', true
            from messages
            where id = @message
            on conflict (channel_id, external_id) do nothing
            """, new { message, id, kind = kind.Name(), body, original = change.ExternalId, at = change.At, now });
    }
}
