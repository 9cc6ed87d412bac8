using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// What an inbox says when a ticket gets its first operator: once, within the 24 hours, and never after that operator's own first words.
/// It is no reply: the customer still waits.
/// </summary>
public static class Welcomes
{
    private sealed record Due(
        long ThreadId, long ContactId, long ConversationId, long InboxId, long? OperatorId, long ChannelId,
        string Welcome, string Contact, string Operator, string Inbox, string? Zone);

    /// <summary>Settles one that is owed: says it, or forgets it where it has no place any more. False: none is owed.</summary>
    public static Task<bool> SayNext(Database database, DateTime now) => database.InTransaction(async db =>
    {
        // While nobody holds the ticket it stays owed: it names who attends.
        var owed = await db.QuerySingleOrDefaultAsync<long?>(
            """
            delete from welcomes
            where ticket_id = (
              select w.ticket_id
              from welcomes w join tickets t on t.id = w.ticket_id and t.status <> 'queued'
              order by w.ticket_id
              limit 1
              for update of w skip locked)
            returning ticket_id
            """);
        if (owed is not { } ticketId)
        {
            return false;
        }

        await Tickets.LockThread(db, ticketId);
        if (await Waits(db, ticketId))
        {
            await db.ExecuteAsync("insert into welcomes (ticket_id) values (@ticketId)", new { ticketId });
            return false;
        }

        if (await Find(db, ticketId, now) is { } due)
        {
            var values = new VariableValues(due.Contact, due.Operator, due.Inbox, $"{ticketId}", Variables.Date("es", due.Zone, now));
            var ticket = new TicketOfThread(ticketId, due.InboxId, due.OperatorId);
            await BotMessages.Say(
                db, due.ChannelId, [new(due.ThreadId, due.ContactId, due.ConversationId, ticket, Variables.FillOrOmit(due.Welcome, values))], now);
        }

        return true;
    });

    // Nobody holds it any more: it stays owed.
    private static Task<bool> Waits(NpgsqlConnection db, long ticketId) =>
        db.QuerySingleAsync<bool>("select status = 'queued' from tickets where id = @ticketId for no key update", new { ticketId });

    private static Task<Due?> Find(NpgsqlConnection db, long ticketId, DateTime now) =>
        db.QuerySingleOrDefaultAsync<Due>(
            """
            select t.thread_id, t.contact_id, t.conversation_id, t.inbox_id, t.operator_id, t.channel_id,
              i.welcome, c.name contact, o.name operator, i.name inbox, coalesce(v.zone, o.zone) zone
            from tickets t
            join inboxes i on i.id = t.inbox_id and i.welcome <> ''
            join channels ch on ch.id = t.channel_id and ch.enabled
            join contacts c on c.id = t.contact_id
            join operators o on o.id = t.operator_id
            left join schedules s on s.id = i.schedule_id
            left join schedule_versions v on v.schedule_id = s.id and v.version = s.version
            where t.id = @ticketId and t.status = 'assigned' and t.window_closes_at > @now
              and not exists (
                select from messages m where m.ticket_id = t.id and m.author = 'operator' and m.kind <> 'note')
              and not exists (select from messages m where m.ticket_id = t.id and m.author = 'phone')
            for no key update of t
            """, new { ticketId, now });
}
