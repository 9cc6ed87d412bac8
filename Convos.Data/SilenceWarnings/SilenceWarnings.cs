using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Tells a customer that their silence is about to end the ticket: once for each silence, where the inbox has words for it and the
/// 24 hours last. It is no reply, and the silence goes on.
/// </summary>
public static class SilenceWarnings
{
    private sealed record Due(
        long ThreadId, long ContactId, long ConversationId, long InboxId, long? OperatorId, long ChannelId, DateTime Since,
        string Warning, string Contact, string? Operator, string Inbox, string? Zone);

    /// <summary>Warns whoever is to be warned by now, and takes back what has not left yet where they have answered. Answers how many were warned.</summary>
    public static async Task<int> Say(Database database, DateTime now)
    {
        await Withdraw(database, now);
        var said = 0;
        foreach (var ticketId in await DueNow(database, now))
        {
            said += await database.InTransaction(db => Say(db, ticketId, now)) ? 1 : 0;
        }

        return said;
    }

    private const string IsDue =
        $"""
        {Tickets.Silences}
          and i.auto_close_warning <> '' and ch.enabled and t.window_closes_at > @now and w.ticket_id is null
          and t.last_activity_at <= @now::timestamptz - make_interval(hours => i.auto_close_hours, mins => -i.auto_close_warning_minutes)
          and silent.since <= @now::timestamptz - make_interval(hours => i.auto_close_hours, mins => -i.auto_close_warning_minutes)
        """;

    private static async Task<IReadOnlyList<long>> DueNow(Database database, DateTime now)
    {
        await using var db = await database.Open();
        return (await db.QueryAsync<long>($"select t.id {IsDue} order by t.id limit {Tickets.AtOnce}", new { now })).AsList();
    }

    // Whatever is said on a thread locks it first: what is due under the lock stays due.
    private static async Task<bool> Say(NpgsqlConnection db, long ticketId, DateTime now)
    {
        await Tickets.LockThread(db, ticketId);
        if (await Find(db, ticketId, now) is not { } due)
        {
            return false;
        }

        var values = new VariableValues(due.Contact, due.Operator ?? "", due.Inbox, $"{ticketId}", Variables.Date("es", due.Zone, now));
        var ticket = new TicketOfThread(ticketId, due.InboxId, due.OperatorId);
        var said = await BotMessages.Say(
            db, due.ChannelId, [new(due.ThreadId, due.ContactId, due.ConversationId, ticket, Variables.FillOrOmit(due.Warning, values))], now);
        await db.ExecuteAsync(
            """
            insert into silence_warnings (ticket_id, silent_since, said_at, message_id) values (@ticketId, @Since, @now, @message)
            on conflict (ticket_id) do update set silent_since = excluded.silent_since, said_at = excluded.said_at, message_id = excluded.message_id
            """, new { ticketId, due.Since, now, message = said.Single() });
        return true;
    }

    private static Task<Due?> Find(NpgsqlConnection db, long ticketId, DateTime now) =>
        db.QuerySingleOrDefaultAsync<Due>(
            $"""
            select t.thread_id, t.contact_id, t.conversation_id, t.inbox_id, t.operator_id, t.channel_id, silent.since,
              i.auto_close_warning warning,
              (select c.name from contacts c where c.id = t.contact_id) contact,
              (select o.name from operators o where o.id = t.operator_id) operator, i.name inbox,
              (select v.zone from schedules s join schedule_versions v on v.schedule_id = s.id and v.version = s.version where s.id = i.schedule_id) zone
            {IsDue} and t.id = @ticketId
            for no key update of t
            """, new { ticketId, now });

    private static Task<bool> Withdraw(Database database, DateTime now) => database.InTransaction(async db =>
    {
        var withdrawn = await db.QueryAsync<long>(
            """
            update message_sends s set state = 'failed', failure = @reason, state_at = @now
            from silence_warnings w
            join tickets t on t.id = w.ticket_id and t.awaiting_since is not null
            where s.message_id = w.message_id and s.state = 'queued'
            returning s.message_id
            """, new { now, reason = Outbox.Withdrawn });
        await Deliveries.Settle(db, [.. withdrawn], now);
        return true;
    });
}
