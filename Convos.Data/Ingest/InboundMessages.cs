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
        var conversations = await Conversations(db, threads, now);
        var tickets = await InboundTickets.For(db, channel, threads, conversations, now);
        var ids = await Ids.Take(db, "messages", messages.Count);
        var rows = messages.Zip(ids, (message, id) => new Row(id, message, threadOf(message.Sender))).ToList();
        await Insert(db, channel, rows, conversations, tickets, now);
        await ShowOnThreads(db, threads, conversations);
        await ShowOnTickets(db, rows, tickets);
        await Log(db, rows, tickets, now);
    }

    private sealed record Row(long Id, InboundMessage Message, ThreadState Thread)
    {
        public bool FromContact => Message.Kind != MessageKind.System;
    }

    // A new conversation starts after 24 hours of silence.
    private static async Task<Dictionary<long, long>> Conversations(
        NpgsqlConnection db, List<IGrouping<ThreadState, InboundMessage>> threads, DateTime now)
    {
        var current = threads.Where(thread => thread.Key.ConversationId is not null && thread.First().At - thread.Key.LastAt <= TimeSpan.FromHours(24))
            .ToDictionary(thread => thread.Key.Id, thread => thread.Key.ConversationId!.Value);
        var silent = threads.Where(thread => !current.ContainsKey(thread.Key.Id)).ToList();
        var ids = await Ids.Take(db, "conversations", silent.Count);
        await db.ExecuteAsync(
            """
            insert into conversations (id, thread_id, origin, started_at, last_at) overriding system value
            select id, thread_id, 'support', at, at from unnest(@ids, @threads, @starts) fresh(id, thread_id, at)
            """, new { ids, threads = silent.Select(thread => thread.Key.Id).ToArray(), starts = silent.Select(thread => thread.First().At).ToArray() });
        foreach (var (thread, id) in silent.Zip(ids))
        {
            current[thread.Key.Id] = id;
        }

        return current;
    }

    private static Task Insert(
        NpgsqlConnection db, Channel channel, List<Row> rows, Dictionary<long, long> conversations,
        IReadOnlyDictionary<long, TicketOfThread> tickets, DateTime now) =>
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
                conversations = rows.Select(row => conversations[row.Thread.Id]).ToArray(),
                tickets = rows.Select(row => tickets.TryGetValue(row.Thread.Id, out var ticket) ? ticket.Id : (long?)null).ToArray(),
                authors = rows.Select(row => row.FromContact ? "contact" : "system").ToArray(),
                kinds = rows.Select(row => row.Message.Kind.Name()).ToArray(),
                bodies = rows.Select(row => row.Message.Body).ToArray(),
                contents = rows.Select(row => row.Message.Content).ToArray(),
                externals = rows.Select(row => row.Message.ExternalId).ToArray(),
                quotes = rows.Select(row => row.Message.QuotedExternalId).ToArray(),
                times = rows.Select(row => row.Message.At).ToArray(),
            });

    private static Task ShowOnThreads(
        NpgsqlConnection db, List<IGrouping<ThreadState, InboundMessage>> threads, Dictionary<long, long> conversations)
    {
        // The window runs from the customer's own words; a system message is none.
        DateTime? Inbound(IGrouping<ThreadState, InboundMessage> thread) =>
            thread.Where(message => message.Kind != MessageKind.System).Select(message => (DateTime?)message.At).LastOrDefault();

        return db.ExecuteAsync(
            """
            with news as (
              select * from unnest(@ids, @conversations, @lasts, @inbounds, @addresses) n(id, conversation_id, at, inbound_at, address)),
            thread as (
              update threads th set conversation_id = n.conversation_id, last_at = greatest(th.last_at, n.at),
                last_inbound_at = greatest(th.last_inbound_at, n.inbound_at),
                -- A number, once known, stays: it reaches more than a user id.
                address = case when n.address like '+%' or th.address not like '+%' then n.address else th.address end
              from news n where th.id = n.id)
            update conversations c set last_at = greatest(c.last_at, n.at) from news n where c.id = n.conversation_id
            """, new
            {
                ids = threads.Select(thread => thread.Key.Id).ToArray(),
                conversations = threads.Select(thread => conversations[thread.Key.Id]).ToArray(),
                lasts = threads.Select(thread => thread.Last().At).ToArray(),
                inbounds = threads.Select(Inbound).ToArray(),
                addresses = threads.Select(thread => thread.Last().Sender.Address).ToArray(),
            });
    }

    private static Task ShowOnTickets(NpgsqlConnection db, List<Row> rows, IReadOnlyDictionary<long, TicketOfThread> tickets)
    {
        var shown = rows.Where(row => row.FromContact).GroupBy(row => tickets[row.Thread.Id].Id).ToList();
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

    private static Task Log(NpgsqlConnection db, List<Row> rows, IReadOnlyDictionary<long, TicketOfThread> tickets, DateTime now)
    {
        TicketOfThread? Ticket(Row row) => tickets.GetValueOrDefault(row.Thread.Id);

        return db.ExecuteAsync(
            """
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id)
            select @now, 'received', ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id
            from unnest(@tickets, @threads, @contacts, @inboxes, @operators, @messages)
              n(ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id)
            """, new
            {
                now,
                tickets = rows.Select(row => Ticket(row)?.Id).ToArray(),
                threads = rows.Select(row => row.Thread.Id).ToArray(),
                contacts = rows.Select(row => row.Thread.ContactId).ToArray(),
                inboxes = rows.Select(row => Ticket(row)?.InboxId).ToArray(),
                operators = rows.Select(row => Ticket(row)?.OperatorId).ToArray(),
                messages = rows.Select(row => row.Id).ToArray(),
            });
    }
}
