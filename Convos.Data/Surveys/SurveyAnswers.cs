using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A customer's answer to the question that followed the closing <c>Closing</c> (its event) of the ticket, which stays closed.</summary>
internal sealed record SurveyAnswer(InboundMessage Message, ThreadState Thread, int Score, long Closing, TicketOfThread Ticket);

/// <summary>
/// Which messages are answers to a survey: the customer's first one after the question, within its time, a clear answer, and the ticket is
/// closed as it was. An answer opens nothing, waits for nobody and rings nowhere. The threads are locked.
/// </summary>
internal static class SurveyAnswers
{
    private sealed record Asked(long ThreadId, long Closing, long TicketId, long InboxId);

    /// <summary>At most one of each thread.</summary>
    public static async Task<IReadOnlyDictionary<InboundMessage, SurveyAnswer>> Find(
        NpgsqlConnection db, IReadOnlyList<IGrouping<ThreadState, InboundMessage>> threads)
    {
        // Few messages are nothing but a number: only those are looked into.
        var clear = threads.Where(thread => thread.Key is { OpenId: null, ClosedId: not null })
            .Select(thread => (State: thread.Key, First: thread.FirstOrDefault(message => message.Author == Author.Contact)))
            .Where(thread => thread.First is not null && SurveyScore.Read(thread.First) is not null)
            .ToDictionary(thread => thread.State.Id, thread => (thread.State, First: thread.First!));
        return clear.Count == 0 ? new Dictionary<InboundMessage, SurveyAnswer>() : (await Open(db, [.. clear.Values])).ToDictionary(
            one => clear[one.ThreadId].First,
            one => new SurveyAnswer(
                clear[one.ThreadId].First, clear[one.ThreadId].State, SurveyScore.Read(clear[one.ThreadId].First)!.Value, one.Closing,
                new TicketOfThread(one.TicketId, one.InboxId, null)));
    }

    // Providers tell whole seconds. What quotes another message is about that one.
    private static Task<IEnumerable<Asked>> Open(NpgsqlConnection db, IReadOnlyList<(ThreadState State, InboundMessage First)> clear) =>
        db.QueryAsync<Asked>(
            $"""
            select n.thread_id, last.event_id closing, t.id ticket_id, t.inbox_id
            from unnest(@threads, @times, @quotes) n(thread_id, at, quoted)
            cross join lateral (
              select s.event_id, s.ticket_id, s.message_id, s.score
              from tickets t join surveys s on s.ticket_id = t.id and s.said_at is not null
              where t.thread_id = n.thread_id
              order by s.message_id desc
              limit 1) last
            join tickets t on t.id = last.ticket_id and t.status = 'closed'
            join messages said on said.id = last.message_id and said.delivery <> 'failed'
            where last.score is null and n.at >= date_trunc('second', said.sent_at) and n.at <= said.sent_at + @within
              and (n.quoted is null or said.external_id is null or n.quoted = said.external_id)
              and last.event_id = (select max(e.id) from events e where e.ticket_id = t.id and e.kind = 'closed')
              -- The stretch of time keeps long threads cheap.
              and not exists (
                select from messages m
                where m.thread_id = n.thread_id and m.sent_at > said.sent_at - interval '1 day' and m.id > said.id and m.author = 'contact')
            """, new
            {
                threads = clear.Select(thread => thread.State.Id).ToArray(),
                times = clear.Select(thread => thread.First.At).ToArray(),
                quotes = clear.Select(thread => thread.First.QuotedExternalId).ToArray(),
                within = Surveys.AnsweredWithin,
            });

    /// <summary>Before whatever else the same batch does to the ticket: it was rated while it was closed.</summary>
    public static Task Log(NpgsqlConnection db, IReadOnlyList<(SurveyAnswer Answer, long Message)> answers, DateTime now) =>
        answers.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, message_id, data)
            select @now, 'rated', ticket_id, thread_id, contact_id, inbox_id, message_id, jsonb_build_object('score', score, 'closing', closing, 'since', at)
            from unnest(@tickets, @threads, @contacts, @inboxes, @messages, @scores, @closings, @times)
              n(ticket_id, thread_id, contact_id, inbox_id, message_id, score, closing, at)
            """, new
            {
                now,
                tickets = answers.Select(one => one.Answer.Ticket.Id).ToArray(),
                threads = answers.Select(one => one.Answer.Thread.Id).ToArray(),
                contacts = answers.Select(one => one.Answer.Thread.ContactId).ToArray(),
                inboxes = answers.Select(one => one.Answer.Ticket.InboxId).ToArray(),
                messages = answers.Select(one => one.Message).ToArray(),
                scores = answers.Select(one => one.Answer.Score).ToArray(),
                closings = answers.Select(one => one.Answer.Closing).ToArray(),
                times = answers.Select(one => one.Answer.Message.At).ToArray(),
            });

    /// <summary>
    /// After it is stored. The customer's words keep the window open; whoever had read all of the ticket has nothing new to read.
    /// </summary>
    public static async Task Keep(
        NpgsqlConnection db, Channel channel, IReadOnlyList<(SurveyAnswer Answer, long Message, long Conversation)> answers, DateTime now)
    {
        if (answers.Count == 0)
        {
            return;
        }

        await db.ExecuteAsync(KeepSql, new
        {
            tickets = answers.Select(one => one.Answer.Ticket.Id).ToArray(),
            closings = answers.Select(one => one.Answer.Closing).ToArray(),
            messages = answers.Select(one => one.Message).ToArray(),
            scores = answers.Select(one => (short)one.Answer.Score).ToArray(),
            times = answers.Select(one => one.Answer.Message.At).ToArray(),
        });
        await Thank(db, channel, answers, now);
    }

    private const string KeepSql =
        """
        update surveys s set score = n.score, answered_at = n.at, answer_id = n.message_id
        from unnest(@closings, @messages, @scores, @times) n(closing, message_id, score, at)
        where s.event_id = n.closing;
        update tickets t set version = t.version + 1, window_closes_at = greatest(t.window_closes_at, n.at + interval '24 hours')
        from unnest(@tickets, @times) n(ticket_id, at)
        where t.id = n.ticket_id;
        update ticket_reads r set read_to = n.message_id
        from unnest(@tickets, @messages) n(ticket_id, message_id)
        where r.ticket_id = n.ticket_id and not exists (
          select from messages m where m.ticket_id = r.ticket_id and m.author = 'contact' and m.id > r.read_to and m.id < n.message_id)
        """;

    private sealed record Thanks(long Closing, string Text, string Contact, string? Operator, string Inbox, string? Zone);

    private static async Task Thank(
        NpgsqlConnection db, Channel channel, IReadOnlyList<(SurveyAnswer Answer, long Message, long Conversation)> answers, DateTime now)
    {
        var thanks = (await db.QueryAsync<Thanks>(
            """
            select s.event_id closing, i.survey_thanks text, c.name contact, o.name operator, i.name inbox, coalesce(v.zone, o.zone) zone
            from surveys s
            join inboxes i on i.id = s.inbox_id and i.survey_thanks <> ''
            join tickets t on t.id = s.ticket_id
            join contacts c on c.id = t.contact_id
            left join operators o on o.id = s.operator_id
            left join schedules sch on sch.id = i.schedule_id
            left join schedule_versions v on v.schedule_id = sch.id and v.version = sch.version
            where s.event_id = any(@closings)
            """, new { closings = answers.Select(one => one.Answer.Closing).ToArray() })).ToDictionary(one => one.Closing);
        IEnumerable<BotLine> lines =
        [
            .. from one in answers
               where thanks.ContainsKey(one.Answer.Closing)
               let said = thanks[one.Answer.Closing]
               let values = new VariableValues(said.Contact, said.Operator ?? "", said.Inbox, $"{one.Answer.Ticket.Id}", Variables.Date("es", said.Zone, now))
               select new BotLine(one.Answer.Thread.Id, one.Answer.Thread.ContactId, one.Conversation, one.Answer.Ticket, Variables.FillOrOmit(said.Text, values)),
        ];
        await BotMessages.Say(db, channel.Id, [.. lines.Where(line => line.Body.Length > 0)], now);
    }
}
