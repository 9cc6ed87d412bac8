using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A file to give to a channel; the token is as stored: sealed. <c>Last</c>: a failure now is the end.</summary>
public sealed record FileToGive(
    long ChannelId, string ChannelKind, string AccountId, string AccessToken, string File, string Mime, long Size, int Tries, bool Last);

/// <summary>
/// What channels have of ours: a file is given once and shown by its id as often as one likes. Giving it twice does no harm, so what may
/// have arrived is given again.
/// </summary>
public static class ChannelFiles
{
    /// <summary>Whoever was giving it is gone: longer than a hundred megabytes may take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(6);

    /// <summary>Goes before a select of channel, file, due and give-up time.</summary>
    internal const string Want = "insert into channel_files as known (channel_id, file, due_at, give_up_at)";

    /// <summary>Goes after it: whatever is known of it, the channel is given it once more.</summary>
    internal const string Anew =
        """
        on conflict (channel_id, file) do update set
          media_id = null, expires_at = null, tries = 0, due_at = excluded.due_at, give_up_at = excluded.give_up_at
        """;

    /// <summary>Goes after it: what the channel is about to forget, or would not take in time, it is given anew.</summary>
    internal const string WantAgain =
        $"""
        {Anew}
        where known.expires_at <= @now::timestamptz + interval '2 days' or (known.media_id is null and known.give_up_at <= @now)
        """;

    /// <summary>The next one that is due, so that no other worker takes it meanwhile. A channel that is switched off is given nothing.</summary>
    public static Task<FileToGive?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<FileToGive>(
            """
            with due as (
              select cf.channel_id, cf.file
              from channel_files cf
              join channels ch on ch.id = cf.channel_id and ch.enabled
              where cf.media_id is null and cf.due_at <= @now
                and exists (
                  select from attachments a join message_sends s on s.message_id = a.message_id and s.state = 'queued'
                  where a.file = cf.file and s.channel_id = cf.channel_id)
              order by cf.due_at
              limit 1
              for update of cf skip locked),
            claimed as (
              update channel_files cf set due_at = @again, tries = cf.tries + 1
              from due
              where cf.channel_id = due.channel_id and cf.file = due.file
              returning cf.channel_id, cf.file, cf.tries, cf.give_up_at)
            select c.channel_id, ch.kind channel_kind, ch.account_id, ch.access_token, c.file, f.mime, f.size, c.tries, c.give_up_at <= @now last
            from claimed c
            join channels ch on ch.id = c.channel_id
            join files f on f.name = c.file
            """, new { now, again = now + Lease });

    /// <summary>Another account knows none of the ids that this one gave.</summary>
    public static Task Forget(NpgsqlConnection db, long channelId, DateTime now) =>
        db.ExecuteAsync(
            """
            update channel_files set media_id = null, expires_at = null, tries = 0, due_at = @now, give_up_at = @now::timestamptz + interval '24 hours'
            where channel_id = @channelId
            """, new { channelId, now });

    /// <summary>The messages that waited for it may leave.</summary>
    public static Task Given(NpgsqlConnection db, FileToGive file, string mediaId, DateTime expires, DateTime now) =>
        db.ExecuteAsync(
            """
            with given as (
              update channel_files set media_id = @mediaId, expires_at = @expires
              where channel_id = @ChannelId and file = @File
              returning channel_id)
            insert into events (at, kind, kept) select @now, 'given', false from given
            """, new { file.ChannelId, file.File, mediaId, expires, now });

    public static Task TryAgain(NpgsqlConnection db, FileToGive file, DateTime due) =>
        db.ExecuteAsync(
            "update channel_files set due_at = @due where channel_id = @ChannelId and file = @File and media_id is null",
            new { file.ChannelId, file.File, due });

    /// <summary>The channel will not have it: what waited for it fails with the reason.</summary>
    public static Task Refused(Database database, FileToGive file, string reason, DateTime now) =>
        database.InTransaction(async db =>
        {
            // Given up: the next one who sends it asks anew.
            await db.ExecuteAsync(
                "update channel_files set give_up_at = '-infinity', due_at = 'infinity' where channel_id = @ChannelId and file = @File",
                new { file.ChannelId, file.File });
            var failed = await db.QueryAsync<long>(
                """
                update message_sends s set state = 'failed', failure = left(@reason, 1000), state_at = @now
                from attachments a
                where a.message_id = s.message_id and a.file = @File and s.channel_id = @ChannelId and s.state = 'queued'
                returning s.message_id
                """, new { file.ChannelId, file.File, reason, now });
            await Deliveries.Settle(db, [.. failed], now);
            return true;
        });

    /// <summary>What channels have forgotten by now, or never took, and no message waits for.</summary>
    public static Task Prune(NpgsqlConnection db, DateTime now) =>
        db.ExecuteAsync(
            """
            delete from channel_files cf
            where (cf.expires_at <= @now or (cf.media_id is null and cf.give_up_at <= @now))
              and not exists (
                select from attachments a join message_sends s on s.message_id = a.message_id and s.state = 'queued'
                where a.file = cf.file and s.channel_id = cf.channel_id)
            """, new { now });
}
