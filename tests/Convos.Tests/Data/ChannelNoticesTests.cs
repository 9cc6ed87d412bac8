using Convos.Data;

namespace Convos.Tests;

/// <summary>What a channel says about itself: kept once, newest first, until somebody has seen to it.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ChannelNoticesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task The_same_news_again_is_no_news()
    {
        var desk = await Desk.Open(Database);
        var flagged = Notice("FLAGGED", Noon);

        await desk.Arrives(Noon, flagged, flagged);
        await desk.Arrives(Noon.AddHours(1), flagged);

        var notice = Assert.Single(await Of(desk));
        Assert.Equal((Noon, "FLAGGED", NoticeLevel.Warning, "{}"), (notice.At, notice.Word, notice.Level, notice.Data));
        Assert.Equal(1, await Make.One<int>(
            Database, "select count(*)::int from events where kind = 'channel_noticed' and data ->> 'channel' = @id::text", new { id = desk.Channel.Id }));
    }

    [Fact]
    public async Task What_stands_is_the_latest_of_each_kind_and_template_that_is_not_good()
    {
        var desk = await Desk.Open(Database);

        await desk.Arrives(Noon,
            Notice("FLAGGED", Noon), Notice("UNFLAGGED", Noon.AddHours(2), NoticeLevel.Info), Notice("DOWNGRADE", Noon.AddHours(1)),
            Notice("PAUSED", Noon, kind: ChannelNoticeKind.TemplateStatus, subject: "aviso"),
            Notice("APPROVED", Noon.AddHours(1), NoticeLevel.Info, ChannelNoticeKind.TemplateStatus, "recibo"),
            Notice("RESTRICTED", Noon, NoticeLevel.Critical, ChannelNoticeKind.Account));

        Assert.Equal(["RESTRICTED", "PAUSED"], (await Standing(desk)).Select(notice => notice.Word));
    }

    [Fact]
    public async Task What_was_dismissed_no_longer_stands_until_there_is_newer_news()
    {
        var desk = await Desk.Open(Database);
        var admin = await Make.Operator(Database, Role.Admin);
        await desk.Arrives(Noon, Notice("FLAGGED", Noon));
        var id = (await Of(desk)).Single().Id;

        await using var db = await Database.Open();
        Assert.True(await ChannelNotices.Dismiss(db, id, admin.Id, Noon.AddHours(1)));
        Assert.False(await ChannelNotices.Dismiss(db, id, admin.Id, Noon.AddHours(2)));
        Assert.Empty(await Standing(desk));
        await desk.Arrives(Noon.AddHours(3), Notice("DOWNGRADE", Noon.AddHours(3)));

        Assert.Equal("DOWNGRADE", Assert.Single(await Standing(desk)).Word);
        Assert.Equal([null, Noon.AddHours(1)], (await Of(desk)).Select(notice => notice.DismissedAt));
    }

    private static InboundNotice Notice(
        string word, DateTime at, NoticeLevel level = NoticeLevel.Warning, ChannelNoticeKind kind = ChannelNoticeKind.PhoneQuality, string subject = "") =>
        new($"{kind}.{subject}.{word}", at, kind, level, subject, word, "", "{}", null);

    private async Task<IReadOnlyList<ChannelNotice>> Of(Desk desk)
    {
        await using var db = await Database.Open();
        return await ChannelNotices.Of(db, desk.Channel.Id, 50);
    }

    private async Task<IReadOnlyList<ChannelNotice>> Standing(Desk desk)
    {
        await using var db = await Database.Open();
        return [.. (await ChannelNotices.Standing(db)).Where(notice => notice.ChannelId == desk.Channel.Id)];
    }
}
