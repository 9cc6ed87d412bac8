using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Stores what was said, by customers and from the business's phone, with what follows from it: the conversation, the ticket, the lists' columns, the events.</summary>
internal static partial class InboundMessages
{
    public static async Task Store(
        NpgsqlConnection db, Channel channel, IReadOnlyList<InboundMessage> messages, Func<Sender, ThreadState> threadOf, DateTime now)
    {
        var all = messages.GroupBy(message => threadOf(message.Sender)).ToList();
        var ids = await Ids.Take(db, "messages", messages.Count);
        // What answers a survey is no matter of dialogues and tickets: those hear the rest.
        var answers = await SurveyAnswers.Find(db, all);
        await SurveyAnswers.Log(db, [.. messages.Zip(ids).Where(one => answers.ContainsKey(one.First)).Select(one => (answers[one.First], one.Second))], now);
        var threads = answers.Count == 0 ? all : messages.Where(message => !answers.ContainsKey(message)).GroupBy(message => threadOf(message.Sender)).ToList();
        var talk = await DialogueTurns.Hear(db, channel, threads, await InboundConversations.For(db, all));
        var tickets = await InboundTickets.For(db, channel, threads, talk, now);
        var early = threads.SelectMany(BeforeItsTicket).ToHashSet();
        var rows = messages.Zip(ids, (message, id) =>
        {
            var (thread, answer) = (threadOf(message.Sender), answers.GetValueOrDefault(message));
            var ticket = answer?.Ticket ?? (early.Contains(message) ? null : tickets.GetValueOrDefault(thread.Id));
            return new Row(id, message, thread, talk.Conversations[message], ticket, answer);
        }).ToList();
        await Insert(db, channel, rows, now);
        await InsertSends(db, channel, [.. rows.Where(row => row.Message.ByPhone)], now);
        await Attachments.Expect(db, [.. rows.Where(row => row.Message.Media is not null).Select(row => (row.Id, row.Message.Media!))], now);
        await ShowOnConversations(db, rows);
        await ShowSources(db, [.. rows.Where(row => row.Message.Referral is not null)]);
        await ShowOnThreads(db, rows);
        await ShowOnTickets(db, rows);
        await Log(db, [.. rows.Where(row => row.Answer is null)], now);
        await SurveyAnswers.Keep(db, channel, [.. rows.Where(row => row.Answer is not null).Select(row => (row.Answer!, row.Id, row.ConversationId))], now);
        await talk.Speak(db, channel, tickets, now);
        await InboxHours.Tell(db, channel, threads, talk, tickets, now);
    }

    private sealed record Row(long Id, InboundMessage Message, ThreadState Thread, long ConversationId, TicketOfThread? Ticket, SurveyAnswer? Answer)
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
