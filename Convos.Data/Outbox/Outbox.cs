using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A claimed attempt. <c>MediaId</c>: the channel's own id of the file, which it was given before. <c>WindowOpen</c>: it may be said now (the customer wrote within the last 24 hours, or it is a template). The token is as stored: sealed.</summary>
public sealed record OutboxItem(
    long MessageId, int Attempt, long ChannelId, string ChannelKind, string AccountId, string AccessToken,
    string Address, MessageKind Kind, string Body, string? Content, string? MediaId, string FileName, string? QuotedExternalId, int Tries, bool WindowOpen, bool ChannelEnabled, bool ContactBlocked);

/// <summary>The queued message is the outbox: an attempt is claimed, sent outside any transaction, and its outcome recorded.</summary>
public static class Outbox
{
    /// <summary>Nothing answers after this long: whoever was sending is gone, and nobody knows whether it left.</summary>
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(45);

    /// <summary>The reason of a message that met a channel which is switched off; pages put it in words.</summary>
    public const string ChannelDisabled = "channel_disabled";

    /// <summary>The reason of a message that was not to leave any more.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>The reason of a message whose contact was blocked before it left.</summary>
    public const string ContactBlocked = "contact_blocked";

    /// <summary>A channel may still echo an attempt of unknown outcome for this long; it holds its thread meanwhile, then a person decides.</summary>
    public static readonly TimeSpan EchoPatience = TimeSpan.FromSeconds(60);

    /// <summary>The oldest attempt that is due and overtakes no earlier one of its thread.</summary>
    public static Task<OutboxItem?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<OutboxItem>(
            $"""
            with due as (
              select s.message_id, s.attempt
              from message_sends s
              where s.state = 'queued' and s.next_try_at <= @now
                -- A file leaves before its message; where the channel is off nothing leaves, and that is told.
                and (exists (select from channels off where off.id = s.channel_id and not off.enabled) or not exists (
                  select from attachments a
                  where a.message_id = s.message_id and not exists (
                    select from channel_files known
                    where known.channel_id = s.channel_id and known.file = a.file and known.media_id is not null)))
                and not exists (
                  select from message_sends earlier
                  where earlier.thread_id = s.thread_id and earlier.message_id < s.message_id
                    and earlier.state in ('queued', 'sending', 'uncertain')
                    and (earlier.state <> 'uncertain' or earlier.state_at > @patience))
              order by s.message_id
              limit 1
              for update skip locked),
            claimed as (
              update message_sends s set state = 'sending', state_at = @now, tries = s.tries + 1
              from due
              where s.message_id = due.message_id and s.attempt = due.attempt
              returning s.message_id, s.attempt, s.tries)
            select c.message_id, c.attempt, m.channel_id, ch.kind channel_kind, ch.account_id, ch.access_token, th.address, m.kind, m.body, m.content::text content, cf.media_id,
              coalesce(a.file_name, '') file_name,
              m.quoted_external_id, c.tries, m.kind = 'template' or coalesce({Windows.Closes} > @now, false) window_open,
              ch.enabled channel_enabled, who.blocked_at is not null contact_blocked
            from claimed c
            join messages m on m.id = c.message_id
            join threads th on th.id = m.thread_id
            join contacts who on who.id = th.contact_id
            join channels ch on ch.id = m.channel_id
            left join attachments a on a.message_id = m.id
            left join channel_files cf on cf.channel_id = m.channel_id and cf.file = a.file
            """, new { now, patience = now - EchoPatience });

    public static Task Accepted(Database database, OutboxItem item, string externalId, DateTime now) =>
        Record(database, item, Delivery.Sent, null, externalId, null, now);

    public static Task Failed(Database database, OutboxItem item, string reason, DateTime now, FailureCause? cause = null) =>
        Record(database, item, Delivery.Failed, reason, null, null, now, cause);

    public static Task Uncertain(Database database, OutboxItem item, DateTime now) =>
        Record(database, item, Delivery.Uncertain, null, null, null, now);

    public static Task TryLater(Database database, OutboxItem item, string reason, TimeSpan after, DateTime now) =>
        Record(database, item, Delivery.Queued, reason, null, now + after, now);

    /// <summary>
    /// Attempts whose sender died become uncertain; those uncertain for a minute are shown as unconfirmed. Answers how many changed.
    /// </summary>
    public static Task<int> Settle(Database database, DateTime now) =>
        database.InTransaction(async db =>
        {
            var lost = await db.QueryAsync<long>(
                """
                update message_sends set state = 'uncertain', state_at = @now
                where state = 'sending' and state_at <= @lost
                returning message_id
                """, new { now, lost = now - Lost });
            await Deliveries.Settle(db, [.. lost], now);
            return lost.Count() + await db.ExecuteAsync(
                """
                with doubtful as (
                  update messages m set unconfirmed = true, version = m.version + 1
                  from message_sends s
                  where s.message_id = m.id and s.state = 'uncertain' and s.state_at <= @patience
                    and m.delivery = 'uncertain' and not m.unconfirmed
                  returning m.id, m.ticket_id, m.thread_id)
                insert into events (at, kind, ticket_id, thread_id, message_id)
                select @now, 'unconfirmed', ticket_id, thread_id, id from doubtful
                """, new { now, patience = now - EchoPatience });
        });

    // A status may have overtaken this record: then it stands, and what was pending is applied.
    private static Task Record(
        Database database, OutboxItem item, Delivery state, string? failure, string? externalId, DateTime? nextTry, DateTime now, FailureCause? cause = null) =>
        database.InTransaction(async db =>
        {
            // What leaves proves that the channel works; its row is shared, so one send in ten seconds writes it.
            await db.ExecuteAsync(
                """
                with noted as (
                  update channels set last_send_at = @now, trouble = null, trouble_at = null, trouble_reason = ''
                  where id = @channel and @state = 'sent'
                    and (trouble is not null or last_send_at is null or last_send_at < @now::timestamptz - interval '10 seconds'))
                update message_sends set state = @state, failure = left(@failure, 1000), state_at = @now,
                  external_id = coalesce(@externalId, external_id), next_try_at = coalesce(@nextTry::timestamptz, next_try_at)
                where message_id = @message and attempt = @attempt and state in ('sending', 'uncertain')
                """, new { channel = item.ChannelId, message = item.MessageId, attempt = item.Attempt, state = state.Name(), failure, externalId, nextTry, now });
            await Failures.Learn(db, [(item.MessageId, cause, now)], now);
            await Deliveries.Settle(db, [item.MessageId], now);
            if (externalId is not null)
            {
                var overtaken = await PendingUpdates.Take(db, item.ChannelId, [externalId]);
                await Ingest.Update(db, item.ChannelId, overtaken, now);
            }

            return true;
        });
}
