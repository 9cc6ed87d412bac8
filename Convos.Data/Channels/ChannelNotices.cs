using Dapper;
using Npgsql;

namespace Convos.Data;

public enum ChannelNoticeKind
{
    Account, AccountAlert, AccountReview, Capability, Error, PhoneName, PhoneQuality, Security, TemplateCategory, TemplateQuality, TemplateStatus,
}

public enum NoticeLevel { Info, Warning, Critical }

/// <summary>
/// News of a channel itself. <c>Subject</c> is a template's name or empty, <c>Word</c> the channel's own word for what happened
/// (<c>APPROVED</c>), <c>Detail</c> its own sentence, <c>Data</c> all it said, as JSON.
/// </summary>
public sealed record ChannelNotice(
    long Id, long ChannelId, DateTime At, ChannelNoticeKind Kind, NoticeLevel Level, string Subject, string Word, string Detail, string Data,
    DateTime? DismissedAt, string? DismissedBy);

/// <summary>What channels say about themselves: their quality, their templates, their limits, what is wrong with them.</summary>
public static class ChannelNotices
{
    private const string Columns =
        """
        n.id, n.channel_id, n.at, n.kind, n.level, n.subject, n.word, n.detail, n.data::text data, n.dismissed_at, o.name dismissed_by
        """;

    /// <summary>All of one channel, newest first.</summary>
    public static async Task<IReadOnlyList<ChannelNotice>> Of(NpgsqlConnection db, long channelId, int take)
    {
        var notices = await db.QueryAsync<ChannelNotice>(
            $"""
            select {Columns}
            from channel_notices n
            left join operators o on o.id = n.dismissed_by
            where n.channel_id = @channelId
            order by n.at desc, n.id desc
            limit {take}
            """, new { channelId });
        return notices.AsList();
    }

    /// <summary>What every channel is in now: the latest of each kind (and template), without what is good news or was dismissed. Worst first.</summary>
    public static async Task<IReadOnlyList<ChannelNotice>> Standing(NpgsqlConnection db)
    {
        var notices = await db.QueryAsync<ChannelNotice>(
            $"""
            select {Columns}
            from (
              select distinct on (channel_id, kind, subject) *
              from channel_notices
              order by channel_id, kind, subject, at desc, id desc) n
            left join operators o on o.id = n.dismissed_by
            where n.level <> 'info' and n.dismissed_at is null
            order by n.channel_id, n.level = 'critical' desc, n.at desc, n.id desc
            """);
        return notices.AsList();
    }

    /// <summary>False: not there, or dismissed already.</summary>
    public static async Task<bool> Dismiss(NpgsqlConnection db, long id, long operatorId, DateTime now) =>
        await db.ExecuteAsync(
            "update channel_notices set dismissed_at = @now, dismissed_by = @operatorId where id = @id and dismissed_at is null",
            new { id, operatorId, now }) == 1;
}
