using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What an admin does to channels, and what is known about how they do.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ChannelsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task Of_many_who_connect_one_number_at_once_one_does_and_the_others_are_told_why()
    {
        var (inbox, account) = (await Make.Inbox(Database), Account());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Connect(Draft($"raced-{account}-{n}", account, inbox))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(7, outcomes.Count(outcome => outcome == ChannelProblem.AccountTaken));
    }

    [Fact]
    public async Task A_name_is_taken_once_and_a_disabled_inbox_is_not_fed()
    {
        var (inbox, off) = (await Make.Inbox(Database), await Make.Inbox(Database));
        await Execute("update inboxes set enabled = false where id = @off", new { off });
        var name = $"taken-{Make.Number()}";

        Assert.Null(await Connect(Draft(name, Account(), inbox)));
        Assert.Equal(ChannelProblem.NameTaken, await Connect(Draft(name, Account(), inbox)));
        Assert.Equal(ChannelProblem.InboxUnavailable, await Connect(Draft($"{name}-b", Account(), off)));
    }

    [Fact]
    public async Task A_number_that_another_channel_has_cannot_be_saved()
    {
        var (mine, theirs) = (await Connected(), await Connected());

        var problem = await Channels.Save(Database, await Admin(), Draft(mine.Name, theirs.AccountId, mine.InboxId), null, null, Noon);

        Assert.Equal(ChannelProblem.AccountTaken, problem);
        Assert.Equal(mine.AccountId, (await Look(mine.Name)).AccountId);
    }

    [Fact]
    public async Task Empty_secrets_stay_and_the_audit_says_that_one_was_replaced_but_not_which_it_is()
    {
        var channel = await Connected();
        var admin = await Admin();

        await Channels.Save(Database, admin, Draft(channel.Name, channel.AccountId, channel.InboxId) with { DisplayAddress = "+1 555" }, null, null, Noon.AddHours(1));
        await Channels.Save(Database, admin, Draft(channel.Name, channel.AccountId, channel.InboxId) with { DisplayAddress = "+1 555" }, "sealed-2", null, Noon.AddHours(2));

        await using var db = await Database.Open();
        var stored = (await Channels.ByName(db, channel.Name))!;
        var seen = await Look(channel.Name);
        Assert.Equal(("sealed-2", "token", "+1 555"), (stored.AppSecret, stored.AccessToken, stored.DisplayAddress));
        Assert.Equal((Noon.AddHours(2), Noon), (seen.AppSecretAt, seen.AccessTokenAt));
        var log = await db.QuerySingleAsync<string>(
            "select string_agg(action || changes::text, ' ' order by id) from audit where subject = 'channel' and subject_id = @Id", new { channel.Id });
        Assert.Contains("app_secret", log, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed-2", log, StringComparison.Ordinal);
        Assert.DoesNotContain("\"secret\"", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_token_or_number_is_unproven_until_it_is_tried()
    {
        var channel = await Connected();
        await Note(channel, "token", new([new(CheckOutcome.Wrong, Finding.TokenRejected, "190")]) { Trouble = ChannelTrouble.TokenRejected });
        Assert.Equal(ChannelState.TokenRejected, (await Look(channel.Name)).StateAt(Noon));

        await Channels.Save(Database, await Admin(), Draft(channel.Name, channel.AccountId, channel.InboxId), null, "token-2", Noon);

        var now = await Look(channel.Name);
        Assert.Equal((null, null, 0), (now.Trouble, now.CheckedAt, now.LastCheck().Count));
    }

    [Fact]
    public async Task What_a_check_learned_of_a_token_that_was_replaced_meanwhile_is_worth_nothing()
    {
        var channel = await Connected();
        await Channels.Save(Database, await Admin(), Draft(channel.Name, channel.AccountId, channel.InboxId), null, "token-2", Noon);

        await Note(channel, "token", new([new(CheckOutcome.Wrong, Finding.TokenRejected)]) { Trouble = ChannelTrouble.TokenRejected });

        Assert.Null((await Look(channel.Name)).Trouble);
    }

    [Fact]
    public async Task A_check_that_reached_nobody_forgets_no_trouble_and_one_that_works_does()
    {
        var channel = await Connected();
        var ends = Noon.AddDays(30);
        await Note(channel, "token", new([new(CheckOutcome.Wrong, Finding.TokenRejected, "190 · no")]) { Trouble = ChannelTrouble.TokenRejected });
        await Note(channel, "token", new([new(CheckOutcome.Wrong, Finding.Unreachable, "away")]) { Reached = false });
        var unreached = await Look(channel.Name);

        await Note(channel, "token", new([new(CheckOutcome.Fine, Finding.NumberRead)]) { TokenTold = true, TokenExpiresAt = ends, VerifiedName = "Tienda", DisplayAddress = "+1 1" });

        var mended = await Look(channel.Name);
        Assert.Equal((ChannelTrouble.TokenRejected, "190 · no"), (unreached.Trouble!.Value, unreached.TroubleReason));
        Assert.Equal((null, ends, "Tienda", "+1 1", Finding.NumberRead),
            (mended.Trouble, mended.TokenExpiresAt, mended.VerifiedName, mended.DisplayAddress, mended.LastCheck().Single().Finding));
    }

    [Theory]
    [InlineData(null, 0, ChannelState.Working)]
    [InlineData(8, 0, ChannelState.Working)]
    [InlineData(7, 0, ChannelState.TokenExpiring)]
    [InlineData(0, 0, ChannelState.TokenExpired)]
    [InlineData(null, 2, ChannelState.Silent)]
    [InlineData(null, null, ChannelState.NeverHeard)]
    [InlineData(5, null, ChannelState.TokenExpiring)]
    public async Task A_channel_stands_as_its_token_and_its_webhooks_say(int? expiresIn, int? heardDaysAgo, ChannelState state)
    {
        var channel = await Connected() with
        {
            TokenExpiresAt = expiresIn is { } days ? Noon.AddDays(days) : null,
            LastWebhookAt = heardDaysAgo is { } ago ? Noon.AddDays(-ago) : null,
        };

        Assert.Equal(state, channel.StateAt(Noon));
        Assert.Equal(ChannelState.Disabled, (channel with { Enabled = false }).StateAt(Noon));
    }

    [Fact]
    public async Task Only_channels_that_an_admin_must_mend_are_warned_of_the_worst_first()
    {
        var (working, expiring, rejected, off) = (await Connected(), await Connected(), await Connected(), await Connected());
        await Execute("update channels set trouble = 'token_rejected', trouble_at = @Noon where id = any(@ids)", new { Noon, ids = new[] { rejected.Id, off.Id } });
        await Execute("update channels set token_expires_at = @at where id = @Id", new { at = Noon.AddDays(3), expiring.Id });
        await Channels.Switch(Database, await Admin(), off.Name, enabled: false, Noon);
        await using var db = await Database.Open();

        var warned = (await Surroundings.Read(Database, db, await Make.Operator(Database, Role.Admin), Noon)).Warnings!.Channels;

        Assert.Contains((rejected.Name, ChannelState.TokenRejected), warned);
        Assert.Equal(warned.Select(one => one.State).Order(), warned.Select(one => one.State));
        Assert.Contains((expiring.Name, ChannelState.TokenExpiring), warned);
        Assert.DoesNotContain(warned, one => one.Name == working.Name || one.Name == off.Name);
    }

    [Fact]
    public async Task Switching_says_whether_it_switched_and_each_switch_is_in_the_audit()
    {
        var channel = await Connected();
        var admin = await Admin();

        Assert.True(await Channels.Switch(Database, admin, channel.Name, enabled: false, Noon));
        Assert.False(await Channels.Switch(Database, admin, channel.Name, enabled: false, Noon));
        Assert.True(await Channels.Switch(Database, admin, channel.Name, enabled: true, Noon));

        Assert.Equal("created,disabled,enabled", await Make.One<string>(
            Database, "select string_agg(action, ',' order by id) from audit where subject = 'channel' and subject_id = @Id", new { channel.Id }));
    }

    [Fact]
    public async Task A_channel_whose_inbox_is_disabled_is_not_switched_on()
    {
        var channel = await Connected();
        await Channels.Switch(Database, await Admin(), channel.Name, enabled: false, Noon);
        await Execute("update inboxes set enabled = false where id = @InboxId", new { channel.InboxId });

        Assert.False(await Channels.Switch(Database, await Admin(), channel.Name, enabled: true, Noon));
        Assert.False((await Look(channel.Name)).Enabled);
    }

    [Fact]
    public async Task A_channel_that_is_switched_off_takes_no_reply_and_no_retry_and_says_so()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        var waiting = await desk.Replies(ana, ticket, "uno", Noon);
        await Outbox.Failed(Database, (await desk.Claim(Noon))!, "131026 · no", Noon);
        await Channels.Switch(Database, await Admin(), desk.Channel.Name, enabled: false, Noon);

        var reply = await Messages.Reply(Database, ana, ticket.Id, "dos", Guid.NewGuid(), Noon);
        var retry = await Messages.Retry(Database, ana, waiting.Id, Noon);

        Assert.Equal(RefusalReason.ChannelDisabled, reply.Refusal!.Reason);
        Assert.Equal(RefusalReason.ChannelDisabled, retry.Refusal!.Reason);
        Assert.NotNull((await Messages.Note(Database, ana, ticket.Id, "nota", Guid.NewGuid(), Noon)).Message);
    }

    private static string Account() => $"55{Make.Number():D10}";

    private static ChannelDraft Draft(string name, string account, long inbox) => new("whatsapp", name, account, "", "", inbox, "", "");

    private async Task<ChannelProblem?> Connect(ChannelDraft draft) => await Channels.Connect(Database, null, draft, "secret", "verify", "token", Noon);

    private async Task<ConnectedChannel> Connected()
    {
        var name = $"channel-of-{Make.Number()}";
        Assert.Null(await Connect(Draft(name, Account(), await Make.Inbox(Database))));
        return await Look(name);
    }

    private async Task<ConnectedChannel> Look(string name)
    {
        await using var db = await Database.Open();
        return (await Channels.Connected(db, name))!;
    }

    private async Task Note(ConnectedChannel channel, string token, ChannelReport report)
    {
        await using var db = await Database.Open();
        await Channels.Checked(db, channel.Id, token, report, Noon);
    }

    private async Task<long> Admin() => (await Make.Operator(Database, Role.Admin)).Id;

    private async Task Execute(string sql, object parameters)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync(sql, parameters);
    }
}
