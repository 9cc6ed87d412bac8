using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A file to ask the channel for; the token is as stored: sealed. <c>Last</c>: a failure now is the end.</summary>
public sealed record AwaitedFile(
    long MessageId, string MediaId, string? Sha256, long ChannelId, string ChannelKind, string AccountId, string AccessToken, int Tries, bool Last);

// What the customers sent, until it is here or a day has passed.
public static partial class Attachments
{
    /// <summary>Whoever was fetching is gone: longer than a hundred megabytes may take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(6);

    /// <summary>The next one that is due, so that no other worker takes it meanwhile.</summary>
    public static Task<AwaitedFile?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<AwaitedFile>(
            """
            with due as (
              select a.message_id
              from attachments a
              where a.state = 'waiting' and a.due_at <= @now
              order by a.due_at, a.message_id
              limit 1
              for update skip locked),
            claimed as (
              update attachments a set due_at = @again, tries = a.tries + 1
              from due
              where a.message_id = due.message_id
              returning a.message_id, a.media_id, a.media_sha256, a.tries, a.give_up_at)
            select c.message_id, c.media_id, c.media_sha256 sha256, m.channel_id, ch.kind channel_kind, ch.account_id, ch.access_token, c.tries,
              c.give_up_at <= @now last
            from claimed c
            join messages m on m.id = c.message_id
            join channels ch on ch.id = m.channel_id
            """, new { now, again = now + Lease });

    public static Task Arrived(NpgsqlConnection db, long messageId, StoredFile file, DateTime now) =>
        db.ExecuteAsync(
            $"""
            with here as (
              update attachments set state = 'ready', file = @file, failure = null, due_at = null
              where message_id = @messageId and state = 'waiting'
              returning message_id),
            {Changed("here")}
            """, new { messageId, file = file.Name, now });

    /// <summary>It stays in sight as being fetched; what kept it is for a person who looks.</summary>
    public static Task TryAgain(NpgsqlConnection db, long messageId, string reason, DateTime due) =>
        db.ExecuteAsync(
            "update attachments set due_at = @due, failure = left(@reason, 1000) where message_id = @messageId and state = 'waiting'",
            new { messageId, reason, due });

    public static Task Failed(NpgsqlConnection db, long messageId, string reason, DateTime now) =>
        db.ExecuteAsync(
            $"""
            with lost as (
              update attachments set state = 'failed', failure = left(@reason, 1000), due_at = null
              where message_id = @messageId and state = 'waiting'
              returning message_id),
            {Changed("lost")}
            """, new { messageId, reason, now });
}
