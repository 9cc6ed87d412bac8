using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What a channel says about itself is kept, once, for the people who look after it.</summary>
internal static class InboundNotices
{
    public static async Task Keep(NpgsqlConnection db, long channelId, IReadOnlyList<InboundNotice> notices, DateTime now)
    {
        if (notices.Count == 0)
        {
            return;
        }

        await Store(db, channelId, notices, now);
        await Templates.Hear(db, channelId, [.. notices.Where(notice => notice.Template is not null).Select(notice => (notice.At, notice.Template!))], now);
    }

    private static Task Store(NpgsqlConnection db, long channelId, IReadOnlyList<InboundNotice> notices, DateTime now) =>
        db.ExecuteAsync(
            """
            with kept as (
              insert into channel_notices (channel_id, at, kind, level, subject, word, detail, data, key)
              select @channelId, at, kind, level, subject, word, detail, data::jsonb, key
              from unnest(@times, @kinds, @levels, @subjects, @words, @details, @data, @keys) n(at, kind, level, subject, word, detail, data, key)
              on conflict (channel_id, key) do nothing
              returning id, channel_id, kind, level)
            insert into events (at, kind, data)
            select @now, 'channel_noticed', jsonb_build_object('channel', channel_id, 'notice', id, 'kind', kind, 'level', level) from kept
            """, new
            {
                channelId,
                now,
                times = notices.Select(notice => notice.At).ToArray(),
                kinds = notices.Select(notice => notice.Kind.Name()).ToArray(),
                levels = notices.Select(notice => notice.Level.Name()).ToArray(),
                subjects = notices.Select(notice => notice.Subject).ToArray(),
                words = notices.Select(notice => notice.Word).ToArray(),
                details = notices.Select(notice => notice.Detail).ToArray(),
                data = notices.Select(notice => notice.Data).ToArray(),
                keys = notices.Select(notice => notice.ExternalId).ToArray(),
            });
}
