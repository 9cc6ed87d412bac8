using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// The question that an inbox says when a ticket was closed: once for each closing, when that can no longer be undone, within the 24 hours,
/// and to whoever was answered. It is no reply. What comes back is <see cref="SurveyAnswers"/>.
/// </summary>
public static class Surveys
{
    /// <summary>An answer comes within this time of the question; later it is a message like any other.</summary>
    public static readonly TimeSpan AnsweredWithin = TimeSpan.FromHours(24);

    private sealed record Due(
        long ThreadId, long ContactId, long ConversationId, long InboxId, long ChannelId, string Survey, string Contact, string? Operator, string Inbox, string? Zone);

    /// <summary>Settles one that is due: says it, or forgets it where it has no place any more. False: none is due.</summary>
    public static Task<bool> SayNext(Database database, DateTime now) => database.InTransaction(async db =>
    {
        var owed = await db.QuerySingleOrDefaultAsync<(long Closing, long TicketId)?>(
            """
            select event_id, ticket_id
            from surveys
            where said_at is null and closed_at <= @settled
            order by closed_at, event_id
            limit 1
            for update skip locked
            """, new { settled = now - TicketMove.UndoneWithin });
        if (owed is not var (closing, ticketId))
        {
            return false;
        }

        // An undoing, a reopening and whatever the customer writes take the same lock.
        await Tickets.LockThread(db, ticketId);
        if (await Find(db, closing, ticketId, now) is not { } due || await Say(db, closing, ticketId, due, now) is not { } message)
        {
            await db.ExecuteAsync("delete from surveys where event_id = @closing", new { closing });
            return true;
        }

        await db.ExecuteAsync(
            """
            with said as (
              update surveys set said_at = @now, message_id = @message where event_id = @closing returning ticket_id)
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, message_id, data)
            select @now, 'survey_sent', t.id, t.thread_id, t.contact_id, t.inbox_id, @message, jsonb_build_object('closing', @closing)
            from said join tickets t on t.id = said.ticket_id
            """, new { closing, message, now });
        return true;
    });

    private static async Task<long?> Say(NpgsqlConnection db, long closing, long ticketId, Due due, DateTime now)
    {
        var values = new VariableValues(due.Contact, due.Operator ?? "", due.Inbox, $"{ticketId}", Variables.Date("es", due.Zone, now));
        var ticket = new TicketOfThread(ticketId, due.InboxId, null);
        var line = new BotLine(due.ThreadId, due.ContactId, due.ConversationId, ticket, Variables.FillOrOmit(due.Survey, values));
        return line.Body.Length > 0 && await BotMessages.Say(db, due.ChannelId, [line], now) is [var message] ? message : null;
    }

    /// <summary>
    /// A closing that still stands, of a customer whom a person answered since the ticket opened, or opened again, before it. Where they
    /// have written since, a dialogue goes on, and a question in the midst of it would be taken for its menu.
    /// </summary>
    private static Task<Due?> Find(NpgsqlConnection db, long closing, long ticketId, DateTime now) =>
        db.QuerySingleOrDefaultAsync<Due>(
            """
            select t.thread_id, t.contact_id, t.conversation_id, t.inbox_id, t.channel_id, i.survey, c.name contact, o.name operator, i.name inbox,
              coalesce(v.zone, o.zone) zone
            from tickets t
            join surveys s on s.event_id = @closing
            join inboxes i on i.id = s.inbox_id and i.survey <> ''
            join channels ch on ch.id = t.channel_id and ch.enabled
            join contacts c on c.id = t.contact_id and c.blocked_at is null and c.erased_at is null
            left join operators o on o.id = s.operator_id
            left join schedules sch on sch.id = i.schedule_id
            left join schedule_versions v on v.schedule_id = sch.id and v.version = sch.version
            where t.id = @ticketId and t.status = 'closed' and t.window_closes_at > @now
              and @closing = (select max(e.id) from events e where e.ticket_id = t.id and e.kind = 'closed')
              and not exists (select from tickets other where other.thread_id = t.thread_id and other.status <> 'closed')
              and not exists (select from dialogue_sessions d where d.thread_id = t.thread_id)
              and exists (
                select from events e join messages m on m.id = e.message_id and m.delivery <> 'failed'
                where e.ticket_id = t.id and e.kind = 'replied' and e.id < @closing and e.id > (
                  select max(began.id) from events began where began.ticket_id = t.id and began.kind in ('opened', 'reopened') and began.id < @closing))
            for no key update of t
            """, new { closing, ticketId, now });
}
