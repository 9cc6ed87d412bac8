using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Stores customers' messages with what follows from them: the conversation, the ticket, the lists' columns, the events.</summary>
internal static class InboundMessages
{
    public static async Task Store(
        NpgsqlConnection db, Channel channel, IReadOnlyList<InboundMessage> messages, Func<Sender, ThreadState> threadOf, DateTime now)
    {
        var threads = messages.GroupBy(message => threadOf(message.Sender)).ToList();
        var talk = await DialogueTurns.Hear(db, channel, threads, await InboundConversations.For(db, threads));
        var tickets = await InboundTickets.For(db, channel, threads, talk, now);
        var early = threads.SelectMany(BeforeItsTicket).ToHashSet();
        var ids = await Ids.Take(db, "messages", messages.Count);
        var rows = messages.Zip(ids, (message, id) =>
        {
            var thread = threadOf(message.Sender);
            var ticket = early.Contains(message) ? null : tickets.GetValueOrDefault(thread.Id);
            return new Row(id, message, thread, talk.Conversations[message], ticket);
        }).ToList();
        await Insert(db, channel, rows, now);
        await ShowOnConversations(db, rows);
        await ShowOnThreads(db, rows);
        await ShowOnTickets(db, rows);
        await Log(db, rows, now);
        await talk.Speak(db, channel, tickets, now);
    }

    private sealed record Row(long Id, InboundMessage Message, ThreadState Thread, long ConversationId, TicketOfThread? Ticket)
    {
        public bool FromContact => Message.Kind != MessageKind.System;
    }

    // What a system says opens nothing: before the customer's own words it belongs to no ticket.
    private static IEnumerable<InboundMessage> BeforeItsTicket(IGrouping<ThreadState, InboundMessage> thread) =>
        thread.Key.OpenId is null ? thread.TakeWhile(message => message.Kind == MessageKind.System) : [];

    private static Task Insert(NpgsqlConnection db, Channel channel, List<Row> rows, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into messages (id, channel_id, thread_id, conversation_id, ticket_id, author, kind, body, content,
              external_id, quoted_external_id, sent_at, stored_at, delivery) overriding system value
            select id, @channel, thread_id, conversation_id, ticket_id, author, kind, body, content::jsonb,
              external_id, quoted_external_id, sent_at, @now, 'received'
            from unnest(@ids, @threads, @conversations, @tickets, @authors, @kinds, @bodies, @contents, @externals, @quotes, @times)
              fresh(id, thread_id, conversation_id, ticket_id, author, kind, body, content, external_id, quoted_external_id, sent_at)
            """, new
            {
                channel = channel.Id,
                now,
                ids = rows.Select(row => row.Id).ToArray(),
                threads = rows.Select(row => row.Thread.Id).ToArray(),
                conversations = rows.Select(row => row.ConversationId).ToArray(),
                tickets = rows.Select(row => row.Ticket?.Id).ToArray(),
                authors = rows.Select(row => row.FromContact ? "contact" : "system").ToArray(),
                kinds = rows.Select(row => row.Message.Kind.Name()).ToArray(),
                bodies = rows.Select(row => row.Message.Body).ToArray(),
                contents = rows.Select(row => row.Message.Content).ToArray(),
                externals = rows.Select(row => row.Message.ExternalId).ToArray(),
                quotes = rows.Select(row => row.Message.QuotedExternalId).ToArray(),
                times = rows.Select(row => row.Message.At).ToArray(),
            });

    private static Task ShowOnConversations(NpgsqlConnection db, List<Row> rows)
    {
        var conversations = rows.GroupBy(row => row.ConversationId).ToList();
        return db.ExecuteAsync(
            """
            update conversations c set last_at = greatest(c.last_at, n.at)
            from unnest(@ids, @lasts) n(id, at)
            where c.id = n.id
            """, new
            {
                ids = conversations.Select(conversation => conversation.Key).ToArray(),
                lasts = conversations.Select(conversation => conversation.Last().Message.At).ToArray(),
            });
    }

    private static Task ShowOnThreads(NpgsqlConnection db, List<Row> rows)
    {
        var threads = rows.GroupBy(row => row.Thread.Id).ToList();
        return db.ExecuteAsync(
            """
            update threads th set conversation_id = n.conversation_id, last_at = greatest(th.last_at, n.at),
              last_inbound_at = greatest(th.last_inbound_at, n.inbound_at),
              -- A number, once known, stays: it reaches more than a user id.
              address = case when n.address like '+%' or th.address not like '+%' then n.address else th.address end
            from unnest(@ids, @conversations, @lasts, @inbounds, @addresses) n(id, conversation_id, at, inbound_at, address)
            where th.id = n.id
            """, new
            {
                ids = threads.Select(thread => thread.Key).ToArray(),
                conversations = threads.Select(thread => thread.Last().ConversationId).ToArray(),
                lasts = threads.Select(thread => thread.Last().Message.At).ToArray(),
                // The window runs from the customer's own words; a system message is none.
                inbounds = threads.Select(thread => thread.LastOrDefault(row => row.FromContact)?.Message.At).ToArray(),
                addresses = threads.Select(thread => thread.Last().Message.Sender.Address).ToArray(),
            });
    }

    private static Task ShowOnTickets(NpgsqlConnection db, List<Row> rows)
    {
        var shown = rows.Where(row => row.FromContact && row.Ticket is not null).GroupBy(row => row.Ticket!.Id).ToList();
        return db.ExecuteAsync(
            """
            update tickets t set
              last_message_id = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.message_id else t.last_message_id end,
              last_author = case when n.last_at >= t.last_activity_at or t.last_message_id is null then 'contact' else t.last_author end,
              last_kind = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.kind else t.last_kind end,
              last_preview = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.preview else t.last_preview end,
              last_activity_at = greatest(t.last_activity_at, n.last_at),
              awaiting_since = least(t.awaiting_since, n.first_at),
              window_closes_at = greatest(t.window_closes_at, n.last_at + interval '24 hours'),
              version = t.version + 1
            from unnest(@ids, @messages, @kinds, @previews, @firsts, @lasts) n(id, message_id, kind, preview, first_at, last_at)
            where t.id = n.id
            """, new
            {
                ids = shown.Select(group => group.Key).ToArray(),
                messages = shown.Select(group => group.Last().Id).ToArray(),
                kinds = shown.Select(group => group.Last().Message.Kind.Name()).ToArray(),
                previews = shown.Select(group => Messages.Preview(group.Last().Message.Body)).ToArray(),
                firsts = shown.Select(group => group.First().Message.At).ToArray(),
                lasts = shown.Select(group => group.Last().Message.At).ToArray(),
            });
    }

    private static Task Log(NpgsqlConnection db, List<Row> rows, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id)
            select @now, 'received', ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id
            from unnest(@tickets, @threads, @contacts, @inboxes, @operators, @messages)
              n(ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id)
            """, new
            {
                now,
                tickets = rows.Select(row => row.Ticket?.Id).ToArray(),
                threads = rows.Select(row => row.Thread.Id).ToArray(),
                contacts = rows.Select(row => row.Thread.ContactId).ToArray(),
                inboxes = rows.Select(row => row.Ticket?.InboxId).ToArray(),
                operators = rows.Select(row => row.Ticket?.OperatorId).ToArray(),
                messages = rows.Select(row => row.Id).ToArray(),
            });
}
