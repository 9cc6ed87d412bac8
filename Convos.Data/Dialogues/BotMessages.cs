using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What the bot says on a thread. <c>Ticket</c> is the one that its hand-off has just opened; an empty body is silence.</summary>
internal sealed record BotLine(long ThreadId, long ContactId, long ConversationId, TicketOfThread? Ticket, string Body);

/// <summary>The bot's turns wait in the same outbox as operators' replies. Their threads are locked.</summary>
internal static class BotMessages
{
    /// <summary>What was said in the dialogue becomes part of the ticket that it led to.</summary>
    // The customer's last messages bear the ticket already; the stretch of time keeps long threads cheap.
    public static Task Adopt(NpgsqlConnection db, IReadOnlyList<BotLine> lines) =>
        lines.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            update messages m set ticket_id = n.ticket_id
            from unnest(@conversations, @tickets) n(conversation_id, ticket_id)
            join conversations c on c.id = n.conversation_id
            where m.thread_id = c.thread_id and m.sent_at > c.started_at - interval '1 day'
              and m.conversation_id = c.id and m.ticket_id is null and not m.withheld
            """, new
            {
                conversations = lines.Select(line => line.ConversationId).ToArray(),
                tickets = lines.Select(line => line.Ticket!.Id).ToArray(),
            });

    /// <summary>Never into a ticket that somebody else opened; shown after what it answers, though a provider's clock were ahead of ours.</summary>
    /// <returns>The messages that came of it.</returns>
    public static async Task<IReadOnlyList<long>> Say(NpgsqlConnection db, long channel, IReadOnlyList<BotLine> lines, DateTime now) =>
        lines.Count == 0 ? [] : (await db.QueryAsync<long>(
            """
            with line as (
              select n.*, greatest(@now, th.last_at) at
              from unnest(@threads, @contacts, @conversations, @tickets, @inboxes, @bodies)
                n(thread_id, contact_id, conversation_id, ticket_id, inbox_id, body)
              join threads th on th.id = n.thread_id
              where not exists (
                select from tickets t where t.thread_id = n.thread_id and t.status <> 'closed' and t.id is distinct from n.ticket_id)),
            written as (
              insert into messages (channel_id, thread_id, conversation_id, ticket_id, author, kind, body, sent_at, stored_at, delivery)
              select @channel, thread_id, conversation_id, ticket_id, 'bot', 'text', body, at, @now, 'queued' from line
              returning id, thread_id),
            attempt as (
              insert into message_sends (message_id, attempt, channel_id, thread_id, state, next_try_at, state_at)
              select id, 1, @channel, thread_id, 'queued', @now, @now from written),
            thread as (
              update threads th set last_at = line.at from line where th.id = line.thread_id),
            conversation as (
              update conversations c set last_at = greatest(c.last_at, line.at) from line where c.id = line.conversation_id)
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, message_id)
            select @now, 'said', ticket_id, thread_id, contact_id, inbox_id, written.id
            from line join written using (thread_id)
            returning message_id
            """, new
            {
                channel,
                now,
                threads = lines.Select(line => line.ThreadId).ToArray(),
                contacts = lines.Select(line => line.ContactId).ToArray(),
                conversations = lines.Select(line => line.ConversationId).ToArray(),
                tickets = lines.Select(line => line.Ticket?.Id).ToArray(),
                inboxes = lines.Select(line => line.Ticket?.InboxId).ToArray(),
                bodies = lines.Select(line => line.Body).ToArray(),
            })).AsList();
}
