using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Mails that wait to be sent. Their row is their outbox: a job claims it, sends, and forgets the content.</summary>
public static class Mails
{
    /// <summary>A mail of a process that died while sending comes due again after this; it may then arrive twice.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    public static Task Queue(NpgsqlConnection db, long operatorId, string content, DateTime expiresAt, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into mails (operator_id, content, created_at, expires_at, due_at)
            values (@operatorId, @content, @now, @expiresAt, @now)
            """, new { operatorId, content, expiresAt, now });

    /// <summary>The next one that is due, so that no other worker takes it meanwhile.</summary>
    public static Task<Mail?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<Mail>(
            """
            update mails set attempts = attempts + 1, due_at = @again
            where id = (
              select id from mails
              where state = 'waiting' and due_at <= @now and expires_at > @now
              order by due_at, id
              limit 1
              for update skip locked)
            returning id, content, attempts
            """, new { now, again = now + Lease });

    public static Task Sent(NpgsqlConnection db, long id, DateTime now) =>
        db.ExecuteAsync(
            "update mails set state = 'sent', content = null, settled_at = @now, error = null where id = @id and state = 'waiting'", new { id, now });

    public static Task TryAgain(NpgsqlConnection db, long id, string error, DateTime at) =>
        db.ExecuteAsync(
            "update mails set due_at = @at, error = left(@error, 1000) where id = @id and state = 'waiting'", new { id, error, at });

    public static Task Failed(NpgsqlConnection db, long id, string error, DateTime now) =>
        db.ExecuteAsync(
            """
            update mails set state = 'failed', content = null, settled_at = @now, error = left(@error, 1000)
            where id = @id and state = 'waiting'
            """, new { id, error, now });

    /// <summary>Whose link has expired is not worth sending any more.</summary>
    public static Task<int> GiveUp(NpgsqlConnection db, DateTime now) =>
        db.ExecuteAsync(
            "update mails set state = 'failed', content = null, settled_at = @now where state = 'waiting' and expires_at <= @now", new { now });

    /// <summary>The last mail to this person.</summary>
    public static Task<MailFate?> Last(NpgsqlConnection db, long operatorId) =>
        db.QuerySingleOrDefaultAsync<MailFate>(
            """
            select state, created_at, settled_at, attempts, error
            from mails
            where operator_id = @operatorId
            order by id desc
            limit 1
            """, new { operatorId });

    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from mails where settled_at < @before", new { before });
}
