using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A claimed sign: the customer's message that it goes with. The token is as stored: sealed.</summary>
public sealed record TypingSign(long ThreadId, string ExternalId, long ChannelId, string ChannelKind, string AccountId, string AccessToken);

/// <summary>«Escribiendo…» on the customer's phone. Told while it is true or never, so nothing of it is tried again.</summary>
public static class TypingSigns
{
    /// <summary>Whoever takes longer to tell would tell of the past.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Where the inbox lets customers know what was read, and whoever holds the ticket is «En línea» and writes in their own tray. The channel
    /// takes it for «read», too: it goes with the last message that they have read. The channel shows it for 25 seconds, so within 20 nothing is due.
    /// </summary>
    public static Task<bool> Wish(NpgsqlConnection db, Viewer viewer, long ticketId, DateTime now) =>
        db.QuerySingleAsync<bool>(
            $"""
            with held as (
              select t.thread_id, m.id message_id
              from tickets t
              join inboxes i on i.id = t.inbox_id and i.read_receipts
              join channels ch on ch.id = t.channel_id and ch.enabled
              join operators o on o.id = t.operator_id and o.available and o.disabled_at is null
              join ticket_reads r on r.ticket_id = t.id and r.operator_id = t.operator_id and not r.forced_unread
              cross join lateral (
                select m.id from messages m
                where m.ticket_id = t.id and m.author = 'contact' and m.external_id is not null and m.external_id not like 'sha256.%' and m.id <= r.read_to
                order by m.id desc
                limit 1) m
              where t.id = @ticketId and {Tickets.Visible}
                and t.status = 'assigned' and t.operator_id = @me and t.window_closes_at > @now),
            wished as (
              insert into typing_signs as sign (thread_id, message_id, at)
              select thread_id, message_id, @now from held
              on conflict (thread_id) do update set message_id = excluded.message_id, at = excluded.at, told = false
              where sign.at <= @now - interval '20 seconds'
              returning thread_id),
            woken as (
              select pg_notify('convos_typing', '') from wished)
            select exists (select from woken)
            """, Tickets.Scope(viewer, new { ticketId, now }));

    /// <summary>The next that is still true, so that no other worker tells it.</summary>
    public static Task<TypingSign?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<TypingSign>(
            """
            with due as (
              select thread_id
              from typing_signs
              where not told and at > @since
              order by at
              limit 1
              for update skip locked),
            claimed as (
              update typing_signs s set told = true from due where s.thread_id = due.thread_id
              returning s.thread_id, s.message_id)
            select c.thread_id, m.external_id, m.channel_id, ch.kind channel_kind, ch.account_id, ch.access_token
            from claimed c
            join messages m on m.id = c.message_id
            join channels ch on ch.id = m.channel_id
            """, new { since = now - Lasting });

    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from typing_signs where at < @before", new { before });
}
