using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What Meta says about the account, its numbers and its templates. Every payload comes twice.</summary>
public sealed class WhatsAppNoticesTests : IAsyncLifetime
{
    private readonly Mailbox mail = new();

    public Task InitializeAsync() => mail.InitializeAsync();

    public Task DisposeAsync() => mail.DisposeAsync();

    public static TheoryData<string, string, string> News => new()
    {
        { "account_update", """{"event":"ACCOUNT_DELETED"}""", "critical account: ACCOUNT_DELETED" },
        { "account_update", """{"event":"PARTNER_REMOVED"}""", "warning account: PARTNER_REMOVED" },
        { "account_update", """{"event":"VERIFIED_ACCOUNT"}""", "info account: VERIFIED_ACCOUNT" },
        { "account_alerts", """{"alert_info":{"alert_severity":"CRITICAL","alert_type":"OBA","alert_description":"x"}}""", "critical account_alert: OBA" },
        { "account_alerts", """{"alert_severity":"INFORMATIONAL","alert_type":"OBA"}""", "info account_alert: OBA" },
        { "account_review_update", """{"decision":"REJECTED"}""", "critical account_review: REJECTED" },
        { "business_capability_update", """{"max_daily_conversation_per_phone":1000}""", "info capability: " },
        { "phone_number_name_update", """{"decision":"REJECTED","requested_verified_name":"Convos"}""", "warning phone_name: REJECTED" },
        { "phone_number_quality_update", """{"display_phone_number":"1","event":"FLAGGED","current_limit":"TIER_1K"}""", "warning phone_quality: FLAGGED" },
        { "security", """{"display_phone_number":"1","event":"PIN_CHANGED"}""", "warning security: PIN_CHANGED" },
        { "message_template_status_update", """{"event":"REJECTED","message_template_name":"aviso","message_template_language":"es"}""", "warning template_status: REJECTED aviso (es)" },
        { "message_template_status_update", """{"event":"APPROVED","message_template_name":"aviso","reason":"NONE"}""", "info template_status: APPROVED aviso" },
        { "message_template_quality_update", """{"new_quality_score":"RED","message_template_name":"aviso"}""", "warning template_quality: RED aviso" },
        { "template_category_update", """{"new_category":"MARKETING","message_template_name":"aviso"}""", "info template_category: MARKETING aviso" },
        { "messages", """{"errors":[{"code":130429,"title":"Rate limit hit"}]}""", "warning error: 130429" },
        { "messages", """{"errors":[{"code":190,"title":"Token"},7,{}]}""", "critical error: 190" },
    };

    [Theory]
    [MemberData(nameof(News))]
    public async Task News_of_a_business_is_kept_once_with_how_bad_it_is(string field, string value, string notice)
    {
        await mail.Post(Envelope("77", field, value));

        Assert.Contains(notice, await mail.Effects());
        Assert.DoesNotContain(await mail.Effects(), line => line.StartsWith("unknown", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("calls", """{"calls":[{"id":"1","event":"connect"}]}""")]
    [InlineData("history", """{"history":[{"threads":[{"id":"1","messages":[{"id":"x","type":"text"}]}]}]}""")]
    [InlineData("smb_app_state_sync", """{"state_sync":[{"type":"contact"}]}""")]
    [InlineData("user_preferences", """{"user_preferences":[{"wa_id":"1","value":"stop"}]}""")]
    [InlineData("holograms", """{"holograms":[1]}""")]
    [InlineData("account_update", "7")]
    public async Task Fields_that_are_none_of_ours_leave_nothing_but_their_bytes(string field, string value)
    {
        await mail.Post(Envelope("77", field, value));

        Assert.Empty(await mail.Effects());
        Assert.Equal(2, await Make.One<int>(mail.Database, "select count(*)::int from inbound_events where state = 'done'"));
    }

    [Fact]
    public async Task News_of_a_business_reaches_all_its_channels_with_the_same_secret_and_no_others()
    {
        var (own, sibling, foreign) = (mail.Desk.Channel, await Make.Channel(mail.Database, mail.Desk.Inbox), await Make.Channel(mail.Database, mail.Desk.Inbox, "another"));
        await mail.Post(Payload.Envelope(Payload.Value("\"messages\":[]", own.AccountId), Payload.Value("\"messages\":[]", sibling.AccountId)));
        await using var db = await mail.Database.Open();
        await db.ExecuteAsync("update channels set business_account_id = '1' where id = @id", new { id = foreign.Id });

        await mail.Post(Envelope("1", "account_update", """{"event":"ACCOUNT_DELETED"}"""));

        Assert.Equal([own.Id, sibling.Id], await db.QueryAsync<long>("select channel_id from channel_notices order by channel_id"));
    }

    [Fact]
    public async Task News_of_one_number_reaches_its_channel_alone()
    {
        await using var db = await mail.Database.Open();
        var sibling = await Make.Channel(mail.Database, mail.Desk.Inbox);
        await db.ExecuteAsync("update channels set business_account_id = '1'");
        await db.ExecuteAsync("update channels set display_address = '+54 9 11 5555-0101' where id = @id", new { id = sibling.Id });

        await mail.Post(Envelope("1", "phone_number_quality_update", """{"display_phone_number":"5491155550101","event":"FLAGGED"}"""));

        Assert.Equal([sibling.Id], await db.QueryAsync<long>("select channel_id from channel_notices"));
    }

    [Fact]
    public async Task An_error_beside_a_message_is_kept_and_the_message_too()
    {
        await mail.Arrive($$"""  "errors":[{"code":131000,"title":"x"}],"messages":[{{Mailbox.By("16505550101", "wamid.1", 0, "interactive", "\"x\":0")}}]  """);

        Assert.Contains("contact unsupported:  +x", await mail.Effects());
        Assert.Contains("warning error: 131000", await mail.Effects());
    }

    private static byte[] Envelope(string business, string field, string value) => System.Text.Encoding.UTF8.GetBytes(
        $$"""{"object":"whatsapp_business_account","entry":[{"id":"{{business}}","time":1767322000,"changes":[{"field":"{{field}}","value":{{value}}}]}]}""");
}
