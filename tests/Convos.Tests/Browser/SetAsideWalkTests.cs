using Convos.Data;
using Convos.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>An administrator finds what was set aside, mends its cause, and operators get the messages.</summary>
public sealed class SetAsideWalkTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task Poison_is_set_aside_alone_and_once_mended_its_message_appears_in_the_inbox()
    {
        // The cause: secrets sealed by another installation's keys, on a channel that a part of the event is for.
        var sibling = await App.Channel(Inbox);
        await Sql("update channels set app_secret = 'sealed by nobody' where id = @Id", new { sibling.Id });
        var bad = await Arrive(Value("veneno", sibling.AccountId), Value("hermano", Channel.AccountId));
        await Arrive(Value("sano", Channel.AccountId));
        await Until.True(async () => await Make.One<string>(App.Database, "select state from inbound_events where id = @bad", new { bad }) == "parked", "Parked");
        await Until.True(async () => await Make.One<int>(App.Database, "select count(*)::int from messages where channel_id = @Id and body = 'sano'", new { Channel.Id }) == 1, "Its sibling");
        var admin = await Admin();
        await admin.Page.ClickAsync("#warnings a[href='/settings/system']");
        await admin.Page.ClickAsync($"#parked a[href='/settings/system/events/{bad}']");
        await Expect(admin.Page.Locator(".raw").First).ToContainTextAsync("CryptographicException");
        await Expect(admin.Page.Locator("#body-of-event")).ToContainTextAsync("veneno");

        await admin.Page.GotoAsync($"/settings/channels/{sibling.Name}");
        await admin.Page.FillAsync("#secret", "0123456789abcdef0123456789abcdef");
        await admin.Page.ClickAsync("form.form .actions .main");
        await Expect(admin.Page.Locator(".done")).ToBeVisibleAsync();
        await Sql("update channels set app_secret = @sealed where id = @Id", new { Channel.Id, @sealed = App.Services.GetRequiredService<ISecrets>().Seal("0123456789abcdef0123456789abcdef") });
        await admin.Page.GotoAsync("/settings/system");
        await admin.Page.CheckAsync($"#parked input[value='{bad}']");
        await admin.Page.ClickAsync("#parked .actions .main");

        // The figures refresh by themselves until it is settled.
        await Expect(admin.Page.Locator("#again")).ToContainTextAsync("recibidos: 1");
        await Expect(admin.Page.Locator("#parked")).ToHaveCountAsync(0);
        Assert.Equal(1, await Make.One<int>(App.Database, "select count(*)::int from messages where channel_id = @Id", new { sibling.Id }));
        var ana = await Arrives("ana");
        await ana.Page.GotoAsync("/inbox/unassigned");
        await Expect(ana.Page.Locator("#tickets")).ToContainTextAsync("veneno");
    }

    [Fact]
    public async Task A_strangers_messages_appear_once_the_number_is_connected()
    {
        var account = $"66{Make.Number():D10}";
        await Arrive(Value("¿hay alguien?", account));
        var admin = await Admin();
        await Until.True(async () => await Make.One<int>(App.Database, "select count(*)::int from inbound_strangers where account_id = @account", new { account }) == 1, "A stranger");
        await admin.Page.GotoAsync("/settings/system");
        var name = $"conectado-{Make.Number()}";

        await admin.Page.ClickAsync($"#strangers a[href*='{account}']");
        await Expect(admin.Page.Locator("#account-id")).ToHaveValueAsync(account);
        await admin.Page.FillAsync("#name", name);
        await admin.Page.FillAsync("#secret", "fedcba9876543210fedcba9876543210");
        await admin.Page.FillAsync("#token", "EAABotro");
        await admin.Page.SelectOptionAsync("#inbox", $"{Inbox}");
        await Sql("update channels set app_secret = @sealed where id = @Id", new { Channel.Id, @sealed = App.Services.GetRequiredService<ISecrets>().Seal("fedcba9876543210fedcba9876543210") });
        await admin.Page.ClickAsync("form.form .actions .main");
        await Expect(admin.Page.Locator("h1")).ToContainTextAsync(name);
        await admin.Page.GotoAsync("/settings/system");
        await admin.Page.Locator("#strangers tr").Filter(new() { HasText = account }).Locator("button.main").ClickAsync();

        await Expect(admin.Page.Locator("#again")).ToContainTextAsync("recibidos: 1");
        var ana = await Arrives("ana");
        await ana.Page.GotoAsync("/inbox/unassigned");
        await Expect(ana.Page.Locator("#tickets")).ToContainTextAsync("¿hay alguien?");
    }

    [Fact]
    public async Task Trying_a_connection_shows_its_lines_in_place_and_says_what_is_wrong_after_the_token_changed()
    {
        var admin = await Admin();
        await admin.Page.GotoAsync($"/settings/channels/{Channel.Name}");

        await admin.Page.ClickAsync("#checks .button");
        await Expect(admin.Page.Locator("#checks .findings .fine").First).ToBeVisibleAsync();
        await admin.Page.FillAsync("#token", "EAABinventado");
        await admin.Page.ClickAsync("form.form .actions .main");
        await Expect(admin.Page.Locator("#checks .findings li")).ToHaveCountAsync(0);
        await admin.Page.ClickAsync("#checks .button");

        await Expect(admin.Page.Locator("#checks .wrong")).ToContainTextAsync("rechaza el token");
    }

    private Task<Workplace> Admin() => Arrives("admin", role: Role.Admin);

    private async Task<long> Arrive(params string[] values)
    {
        await using var db = await App.Database.Open();
        return await InboundEvents.Store(db, Channel.Id, Payload.Envelope(values), Now);
    }

    private static string Value(string body, string account)
    {
        var from = Number().TrimStart('+');
        return Payload.Value(
            $$""" "contacts":[{"profile":{"name":"Cliente"},"wa_id":"{{from}}"}],"messages":[{"from":"{{from}}","id":"wamid.{{Guid.NewGuid():N}}","timestamp":"{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}}","type":"text","text":{"body":"{{body}}" } }] """,
            account);
    }

    private async Task Sql(string sql, object parameters)
    {
        await using var db = await App.Database.Open();
        await Dapper.SqlMapper.ExecuteAsync(db, sql, parameters);
    }
}
