using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Stores what was said, by customers and from the business's phone, with what follows from it: the conversation, the ticket, the lists' columns, the events.</summary>
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
        await InsertSends(db, channel, [.. rows.Where(row => row.Message.ByPhone)], now);
        await Attachments.Expect(db, [.. rows.Where(row => row.Message.Media is not null).Select(row => (row.Id, row.Message.Media!))], now);
        await ShowOnConversations(db, rows);
        await ShowSources(db, [.. rows.Where(row => row.Message.Referral is not null)]);
        await ShowOnThreads(db, rows);
        await ShowOnTickets(db, rows);
        await Log(db, rows, now);
        await talk.Speak(db, channel, tickets, now);
        await InboxHours.Tell(db, channel, threads, talk, tickets, now);
    }

    private sealed record Row(long Id, InboundMessage Message, ThreadState Thread, long ConversationId, TicketOfThread? Ticket)
    {
        public bool FromContact => Message.Author == Author.Contact;
    }

    // What a system says, or the business's phone, opens nothing: before the customer's own words it belongs to no ticket.
    private static IEnumerable<InboundMessage> BeforeItsTicket(IGrouping<ThreadState, InboundMessage> thread) =>
        thread.Key.OpenId is null ? thread.TakeWhile(message => message.Author != Author.Contact) : [];

    private static Task Insert(NpgsqlConnection db, Channel channel, List<Row> rows, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into messages (id, channel_id, thread_id, conversation_id, ticket_id, author, kind, body, content,
              external_id, quoted_external_id, sent_at, stored_at, delivery) overriding system value
            select id, @channel, thread_id, conversation_id, ticket_id, author, kind, body, content::jsonb,
              external_id, quoted_external_id, sent_at, @now, case when author = 'phone' then 'sent' else 'received' end
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
                authors = rows.Select(row => row.Message.Author.Name()).ToArray(),
                kinds = rows.Select(row => row.Message.Kind.Name()).ToArray(),
                bodies = rows.Select(row => row.Message.Body).ToArray(),
                contents = rows.Select(row => row.Message.Content).ToArray(),
                externals = rows.Select(row => row.Message.ExternalId).ToArray(),
                quotes = rows.Select(row => row.Message.QuotedExternalId).ToArray(),
                times = rows.Select(row => row.Message.At).ToArray(),
            });

    // It has left already; its ticks find it here.
    private static Task InsertSends(NpgsqlConnection db, Channel channel, List<Row> rows, DateTime now) =>
        rows.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            insert into message_sends (message_id, attempt, channel_id, thread_id, state, external_id, next_try_at, state_at)
            select id, 1, @channel, thread_id, 'sent', external_id, @now, sent_at
            from unnest(@ids, @threads, @externals, @times) n(id, thread_id, external_id, sent_at)
            """, new
            {
                channel = channel.Id,
                now,
                ids = rows.Select(row => row.Id).ToArray(),
                threads = rows.Select(row => row.Thread.Id).ToArray(),
                externals = rows.Select(row => row.Message.ExternalId).ToArray(),
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

    // What brought the customer is told once, by the message that came of it.
    private static async Task ShowSources(NpgsqlConnection db, List<Row> rows)
    {
        foreach (var row in rows)
        {
            await db.ExecuteAsync(
                """
                update conversations set source = @source, source_title = left(@title, 500), source_url = left(@url, 2000)
                where id = @id and source = 'direct'
                """, new
                {
                    id = row.ConversationId, source = row.Message.Referral!.Source.Name(), title = row.Message.Referral.Title, url = row.Message.Referral.Url,
                });
        }
    }

    private static Task ShowOnThreads(NpgsqlConnection db, List<Row> rows)
    {
        var threads = rows.GroupBy(row => row.Thread.Id).ToList();
        return db.ExecuteAsync(
            """
            update threads th set conversation_id = n.conversation_id, last_at = greatest(th.last_at, n.at),
              last_inbound_at = greatest(th.last_inbound_at, n.inbound_at),
              -- New words of the customer open the window again, whatever the channel had said.
              window_refused_at = case when n.inbound_at > th.last_inbound_at or th.last_inbound_at is null and n.inbound_at is not null then null
                else th.window_refused_at end,
              -- A number, once known, stays: it reaches more than a user id. What comes late says nothing new.
              address = case
                when th.address not like '+%' and (n.address like '+%' or n.at >= th.last_at) then n.address
                when n.address like '+%' and n.at >= th.last_at then n.address
                else th.address end
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

    private static async Task ShowOnTickets(NpgsqlConnection db, List<Row> rows)
    {
        var shown = rows.Where(row => row.Ticket is not null && row.Message.Author != Author.System).GroupBy(row => row.Ticket!.Id).ToList();
        var answeredByPhone = await db.QueryAsync<long?>(
            """
            update tickets t set
              last_message_id = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.message_id else t.last_message_id end,
              last_author = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.author else t.last_author end,
              last_kind = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.kind else t.last_kind end,
              last_preview = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.preview else t.last_preview end,
              last_activity_at = greatest(t.last_activity_at, n.last_at),
              awaiting_since = least(t.awaiting_since, n.first_at),
              window_closes_at = case when exists (select from threads th where th.id = t.thread_id and th.window_refused_at is not null)
                then t.window_closes_at else greatest(t.window_closes_at, n.inbound_at + interval '24 hours') end,
              version = t.version + 1
            from unnest(@ids, @messages, @authors, @kinds, @previews, @firsts, @inbounds, @lasts)
              n(id, message_id, author, kind, preview, first_at, inbound_at, last_at)
            where t.id = n.id
            returning case when exists (select from messages p where p.ticket_id = t.id and p.author = 'phone') then t.id end
            """, new
            {
                ids = shown.Select(group => group.Key).ToArray(),
                messages = shown.Select(group => group.Last().Id).ToArray(),
                authors = shown.Select(group => group.Last().Message.Author.Name()).ToArray(),
                kinds = shown.Select(group => group.Last().Message.Kind.Name()).ToArray(),
                previews = shown.Select(group => Messages.Preview(group.Last().Message.Body)).ToArray(),
                firsts = shown.Select(group => group.FirstOrDefault(row => row.FromContact)?.Message.At).ToArray(),
                inbounds = shown.Select(group => group.LastOrDefault(row => row.FromContact)?.Message.At).ToArray(),
                lasts = shown.Select(group => group.Last().Message.At).ToArray(),
            });
        await Deliveries.CountWaiting(db, [.. answeredByPhone.OfType<long>()]);
    }

    private static Task Log(NpgsqlConnection db, List<Row> rows, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id)
            select @now, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id
            from unnest(@kinds, @tickets, @threads, @contacts, @inboxes, @operators, @messages)
              n(kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, message_id)
            """, new
            {
                now,
                kinds = rows.Select(row => row.Message.ByPhone ? "echoed" : "received").ToArray(),
                tickets = rows.Select(row => row.Ticket?.Id).ToArray(),
                threads = rows.Select(row => row.Thread.Id).ToArray(),
                contacts = rows.Select(row => row.Thread.ContactId).ToArray(),
                inboxes = rows.Select(row => row.Ticket?.InboxId).ToArray(),
                operators = rows.Select(row => row.Ticket?.OperatorId).ToArray(),
                messages = rows.Select(row => row.Id).ToArray(),
            });
}
