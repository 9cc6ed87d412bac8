using Convos.Data;
using Dapper;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>What administrators work with, and what stands before signing in, seen by axe.</summary>
public sealed class SettingsAccessibilityTests(TestApp app, BrowserFixture browser) : AxeTest(app, browser)
{
    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_about_people_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var admin = await Arrives("admin", options: Screen(width, height, scheme), role: Role.Admin);
        var (id, _) = await Links.Invited(App.Database, admin.Viewer, Links.Email());
        var team = (await Teams.Save(App.Database, admin.Viewer.Id, null, new($"Mostrador {Make.Number()}", "Los de adelante"), [id], Now)).Id;

        await Passes(admin.Page, "/settings/people");
        await Passes(admin.Page, "/settings/people/new");
        await Passes(admin.Page, $"/settings/people/{id}");
        await admin.Page.ClickAsync(".access .button >> nth=0");
        await Expect(admin.Page.Locator("#new-link")).ToBeVisibleAsync();
        await Passes(admin.Page);
        await Passes(admin.Page, $"/settings/people/{admin.Viewer.Id}/disable");
        await Passes(admin.Page, "/settings/teams");
        await Passes(admin.Page, $"/settings/teams/{team}");
        await Passes(admin.Page, "/settings/pauses");
        await Passes(admin.Page, "/settings/pauses/new");
        await Passes(admin.Page, "/settings/audit");
        await Passes(admin.Page, "/library/new");
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_about_channels_and_the_system_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var admin = await Arrives("admin", options: Screen(width, height, scheme), role: Role.Admin);
        var parked = await Make.One<long>(
            App.Database,
            "insert into inbound_events (channel_id, received_at, body, state, settled_at, error) values (@Id, @Now, '{}', 'parked', @Now, 'no entra') returning id",
            new { Channel.Id, Now });
        await Make.One<long>(
            App.Database, "insert into inbound_strangers (inbound_event_id, account_id, seen_at) values (@parked, '999000111', @Now) returning inbound_event_id", new { parked, Now });

        await Passes(admin.Page, "/settings/channels");
        await Passes(admin.Page, "/settings/channels/new");
        await admin.Page.GotoAsync($"/settings/channels/{Channel.Name}");
        await admin.Page.ClickAsync("#checks .button");
        await Expect(admin.Page.Locator("#checks .findings li").First).ToBeVisibleAsync();
        await admin.Page.ClickAsync("details > summary");
        await Passes(admin.Page);
        await Passes(admin.Page, "/settings/system");
        await Passes(admin.Page, $"/settings/system/events/{parked}");
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_before_signing_in_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var options = Screen(width, height, scheme);
        options.BaseURL = App.Address.ToString();
        await using var context = await Browser.NewContextAsync(options);
        var page = await context.NewPageAsync();

        await Passes(page, "/login");
        await page.FillAsync("#Email", "nadie@convos.test");
        await page.FillAsync("#Password", "equivocada");
        await page.ClickAsync("form .button.main");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Passes(page);
        await Passes(page, "/forgot");
        await page.FillAsync("#Email", "nadie@convos.test");
        await page.ClickAsync("form .button.main");
        await Passes(page);
        var admin = await App.Person(Links.Email("admin"), Role.Admin);
        var (_, token) = await Links.Invited(App.Database, admin, Links.Email());
        await Passes(page, $"/welcome/{token}");
        await Claimed(null);
        await Passes(page, "/setup");
        await Claimed(Now);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_of_schedules_greetings_and_inboxes_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var schedule = await DialogueDesk.Schedule(App.Database);
        var email = $"admin{Make.Number()}@convos.test";
        await using var admin = await Workplace.SignedIn(Browser, App.Address, await App.Person(email, Role.Admin), email, Screen(width, height, scheme));

        await Passes(admin.Page, "/settings/schedules");
        await Passes(admin.Page, "/settings/schedules/new");
        await Passes(admin.Page, $"/settings/schedules/{schedule}");
        await Passes(admin.Page, $"/settings/schedules/{schedule}?version=1");
        await Passes(admin.Page, $"/settings/channels/{Channel.Name}/dialogue");
        await Passes(admin.Page, "/inboxes");
        await Passes(admin.Page, $"/inboxes/{Inbox}");
        await admin.Page.UncheckAsync("#enabled");
        await Passes(admin.Page);
    }

    private async Task Claimed(DateTime? at)
    {
        await using var db = await App.Database.Open();
        await db.ExecuteAsync("update installation set claimed_at = @at", new { at });
    }
}
