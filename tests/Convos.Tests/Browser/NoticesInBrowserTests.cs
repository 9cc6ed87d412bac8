using System.Text.Json;
using Convos.Data;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>Notifications while nobody looks, and what one chooses at the bell.</summary>
public sealed class NoticesInBrowserTests(TestApp app, BrowserFixture browser) : AlertTest(app, browser)
{
    [Fact]
    public async Task While_no_tab_is_looked_at_one_of_them_shows_a_notification_whose_click_opens_the_ticket()
    {
        var ana = await Arrives("ana");
        await Save(ana, AlertSettings.Usual with { Notices = true });
        await ana.Context.AddInitScriptAsync(Ear);
        await ana.Context.AddInitScriptAsync(Desktop);
        await ana.Page.EvaluateAsync("() => { localStorage.permission = 'granted'; }");
        var tabs = new[] { await Tab(ana, ana.Page), await Tab(ana) };
        await Connected(ana, 2);
        async Task<JsonElement[]> Notices() => [.. (await Task.WhenAll(tabs.Select(tab => tab.Raw<JsonElement[]>("notices.map(({ title, body, tag, silent, closed }) => ({ title, body, tag, silent, closed }))")))).SelectMany(some => some)];

        // The first ring brings what shows notifications.
        await Ticket();
        await Told(tabs, 1);
        await Until.True(async () => (await Task.WhenAll(tabs.Select(tab => tab.Raw<bool>("performance.getEntriesByType('resource').some(({ name }) => name.includes('/js/notices.js'))")))).All(there => there), "The rest of the alerts");
        await Silence(tabs);

        await tabs[0].Raw<object?>("show(false)");
        await Ticket();
        await Told(tabs, 2);
        await Silence(tabs);
        Assert.Empty(await Notices());

        await tabs[1].Raw<object?>("show(false)");
        var ticket = await Ticket();
        await Until.True(async () => (await Notices()).Length > 0, "A notification");
        await Until.True(async () => (await tabs[0].Title()).StartsWith('(') && (await tabs[1].Title()).StartsWith('('), "A count in both titles");
        var notice = Assert.Single(await Notices());
        Assert.Equal(($"Sin asignar: {ticket.ContactName} · {ticket.InboxName}", "hola", $"convos-{ticket.Id}", true),
            (notice.GetProperty("title").GetString(), notice.GetProperty("body").GetString(), notice.GetProperty("tag").GetString(), notice.GetProperty("silent").GetBoolean()));

        var shower = await tabs[0].Raw<int>("notices.length") > 0 ? tabs[0] : tabs[1];
        await shower.Raw<object?>("notices[0].dispatchEvent(new Event('click'))");
        await Expect(shower.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/inbox/unassigned/{ticket.Id}$"));
    }

    [Fact]
    public async Task What_somebody_else_sees_to_is_counted_and_shown_no_more()
    {
        var (ana, bruno) = (await Arrives("ana"), await Colleague("bruno"));
        await Save(ana, AlertSettings.Usual with { Notices = true });
        await ana.Context.AddInitScriptAsync(Desktop);
        await ana.Page.EvaluateAsync("() => { localStorage.permission = 'granted'; }");
        var tab = await Tab(ana, ana.Page);
        await Connected(ana, 1);
        await tab.Raw<object?>("show(false)");
        var ticket = await Ticket();
        await Until.True(async () => await tab.Title() == "(1) Mi Bandeja · Convos" && await tab.Raw<int>("notices.length") == 1, "A count and a notification");

        await Move(TicketMove.Take, bruno, ticket);

        await Until.True(async () => await tab.Title() == "Mi Bandeja · Convos" && await tab.Raw<bool>("notices[0].closed === true"), "Neither");
    }

    [Fact]
    public async Task The_bell_lets_one_try_each_tone_ask_the_browser_and_save_without_a_reload()
    {
        var ana = await Arrives("ana");
        await ana.Context.AddInitScriptAsync(Ear);
        await ana.Context.AddInitScriptAsync(Desktop);
        var tab = await Tab(ana, ana.Page);
        await ana.Page.EvaluateAsync("() => { localStorage.answer = 'denied'; window.stays = true; }");

        await ana.Page.ClickAsync("#bell a");
        await ana.Page.SelectOptionAsync("[name='tones[Mention]']", "Knock");
        await ana.Page.Locator(".alert-kinds [data-try]").Nth(2).ClickAsync();
        await Until.True(async () => await Rings([tab]) is [{ Peak: > 0.02 }], "A sound");
        await ana.Page.CheckAsync("[name=notices]");
        await Expect(ana.Page.Locator("[data-when=denied]")).ToBeVisibleAsync();
        await ana.Page.UncheckAsync("[name=sound]");
        await ana.Page.ClickAsync("#sheet .button.main");

        await Expect(ana.Page.Locator("#bell[data-sound=false]")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
        await Expect(ana.Toast).ToContainTextAsync("guardados");
        Assert.True(await ana.Page.EvaluateAsync<bool>("() => window.stays"));
        await using var db = await App.Database.Open();
        var saved = await AlertSettings.Read(db, ana.Viewer.Id);
        Assert.Equal((false, true, AlertTone.Knock), (saved.Sound, saved.Notices, saved.Of(AlertKind.Mention).Tone));
    }
}
