using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A claimed receipt; the token is as stored: sealed.</summary>
public sealed record ReadReceipt(
    long ThreadId, long MessageId, string ExternalId, long ChannelId, string ChannelKind, string AccountId, string AccessToken, int Attempts);

/// <summary>
/// The ticks that tell customers that they were read. The row is the outbox; telling twice does no harm, so what may have left is tried again.
/// </summary>
public static class ReadReceipts
{
    /// <summary>Whoever was telling is gone.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);

    /// <summary>
    /// A table expression: whoever holds the ticket opened it from their own tray, in an inbox that lets customers know.
    /// Reads <c>newest</c> (a ticket's <c>id</c>, its last customer's message <c>read_to</c>) and the parameters
    /// <c>@ownTray</c>, <c>@me</c>, <c>@now</c>; returns the <c>thread_id</c>s that became due.
    /// </summary>
    internal const string Wish =
        """
        insert into read_receipts as told (thread_id, message_id, due_at)
        select t.thread_id, newest.read_to, @now
        from newest
        join tickets t on t.id = newest.id and t.operator_id = @me
        join inboxes i on i.id = t.inbox_id and i.read_receipts
        where @ownTray
          and not exists (select from read_receipts known where known.thread_id = t.thread_id and known.message_id >= newest.read_to)
        on conflict (thread_id) do update set message_id = excluded.message_id, state = 'waiting', due_at = @now, attempts = 0, error = null
        where told.message_id < excluded.message_id
        returning thread_id
        """;

    /// <summary>The next one that is due, so that no other worker takes it meanwhile. A channel that is switched off tells nothing.</summary>
    public static Task<ReadReceipt?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<ReadReceipt>(
            """
            with due as (
              select r.thread_id
              from read_receipts r
              join messages m on m.id = r.message_id
              join channels ch on ch.id = m.channel_id and ch.enabled
              where r.state = 'waiting' and r.due_at <= @now
              order by r.due_at, r.thread_id
              limit 1
              for update of r skip locked),
            claimed as (
              update read_receipts r set due_at = @again, attempts = r.attempts + 1
              from due
              where r.thread_id = due.thread_id
              returning r.thread_id, r.message_id, r.attempts)
            select c.thread_id, c.message_id, m.external_id, m.channel_id, ch.kind channel_kind, ch.account_id, ch.access_token, c.attempts
            from claimed c
            join messages m on m.id = c.message_id
            join channels ch on ch.id = m.channel_id
            """, new { now, again = now + Lease });

    public static Task Sent(NpgsqlConnection db, ReadReceipt receipt) => Settle(db, receipt, "sent", null);

    public static Task Refused(NpgsqlConnection db, ReadReceipt receipt, string reason) => Settle(db, receipt, "refused", reason);

    public static Task TryAgain(NpgsqlConnection db, ReadReceipt receipt, string reason, DateTime at) =>
        db.ExecuteAsync(
            """
            update read_receipts set due_at = @at, error = left(@reason, 1000)
            where thread_id = @ThreadId and message_id = @MessageId and state = 'waiting'
            """, new { receipt.ThreadId, receipt.MessageId, at, reason });

    /// <summary>Two threads became one, which tells of the later message.</summary>
    internal static Task Join(NpgsqlConnection db, long younger, long older) =>
        db.ExecuteAsync(
            """
            with gone as (
              delete from read_receipts where thread_id = @younger
              returning message_id, state, due_at, attempts, error)
            insert into read_receipts as told (thread_id, message_id, state, due_at, attempts, error)
            select @older, message_id, state, due_at, attempts, error from gone
            on conflict (thread_id) do update set message_id = excluded.message_id, state = excluded.state, due_at = excluded.due_at,
              attempts = excluded.attempts, error = excluded.error
            where told.message_id < excluded.message_id
            """, new { younger, older });

    // A newer message may have been read meanwhile: its wish stands.
    private static Task Settle(NpgsqlConnection db, ReadReceipt receipt, string state, string? error) =>
        db.ExecuteAsync(
            """
            update read_receipts set state = @state, error = left(@error, 1000)
            where thread_id = @ThreadId and message_id = @MessageId and state = 'waiting'
            """, new { receipt.ThreadId, receipt.MessageId, state, error });
}
