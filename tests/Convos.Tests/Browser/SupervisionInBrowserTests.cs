using Convos.Data;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>«En vivo» before a supervisor: figures that follow what happens, waits that turn amber and red, and each move one press away.</summary>
public sealed class SupervisionInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task A_supervisor_watches_the_queue_grow_and_takes_a_chat_over_without_leaving()
    {
        var lead = await Arrives("lead", role: Role.Supervisor);
        var ana = await Arrives("ana");
        await Make.Rules(App.Database, Inbox, rules => rules with { FirstResponseMinutes = 10 });

        await lead.Page.GotoAsync("/supervision");
        await lead.Page.EvaluateAsync("() => document.body.dataset.same = 'page'");
        var queue = lead.Page.Locator($"#board-inbox-{Inbox} td:nth-child(3) a");
        await Expect(queue).ToHaveTextAsync("0");

        var (fine, soon, late) = (await WaitsSince(3), await WaitsSince(7), await WaitsSince(12));
        await Expect(queue).ToHaveTextAsync("3");
        await Expect(Wait(lead, fine)).ToHaveAttributeAsync("data-js-level", "fine");
        await Expect(Wait(lead, soon)).ToHaveAttributeAsync("data-js-level", "soon");
        await Expect(Wait(lead, late)).ToHaveAttributeAsync("data-js-level", "late");

        await Move(TicketMove.Take, ana.Viewer, late);
        await Expect(queue).ToHaveTextAsync("2");
        await lead.Page.ClickAsync($"#board-ticket-{late.Id} [formaction$=takeover]");
        await Expect(lead.Page.Locator($"#board-ticket-{late.Id}")).ToHaveAttributeAsync("data-owner", $"{lead.Viewer.Id}");
        await lead.Page.ClickAsync($"#board-ticket-{late.Id} [hx-get$=transfer]");
        await lead.Page.Locator("#sheet label").Filter(new() { HasText = ana.Viewer.Name }).ClickAsync();
        await lead.Page.ClickAsync("#sheet .actions .main >> visible=true");
        await Expect(lead.Page.Locator("#sheet")).Not.ToBeVisibleAsync();
        await Expect(lead.Page.Locator($"#board-ticket-{late.Id}")).ToHaveAttributeAsync("data-owner", $"{ana.Viewer.Id}");
        Assert.Equal("page", await lead.Page.EvaluateAsync<string>("() => document.body.dataset.same"));

        await lead.Page.ClickAsync($"#board-ticket-{late.Id} [href*='mode=note']");
        await Expect(lead.Composer).ToHaveValueAsync($"@{ana.Viewer.Name} ");
        await Expect(lead.Composer).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Whoever_leads_sees_in_the_menu_of_any_screen_how_many_tickets_need_somebody()
    {
        var (lead, ana) = (await Arrives("lead", role: Role.Supervisor), await Arrives("ana"));
        await Make.Rules(App.Database, Inbox, rules => rules with { FirstResponseMinutes = 10 });

        await lead.Page.GotoAsync("/shortcuts");
        var count = lead.Page.Locator("#rail [href='/supervision'] #count-alarms");
        await Expect(count).ToBeHiddenAsync();

        var ticket = await WaitsSince(12);
        await Expect(count).ToHaveTextAsync("1", new() { Timeout = 15_000 });
        await Expect(count).ToBeVisibleAsync();
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await Reply(ana.Viewer, ticket, "Ya te digo");

        await Expect(count).ToBeHiddenAsync(new() { Timeout = 15_000 });
        await Expect(ana.Page.Locator("#count-alarms")).ToHaveCountAsync(0);
    }

    private async Task<Ticket> WaitsSince(int minutes) => await Make.Ticket(App.Database, Channel, Now.AddMinutes(-minutes), Number());

    private static Microsoft.Playwright.ILocator Wait(Workplace place, Ticket ticket) => place.Page.Locator($"#board-ticket-{ticket.Id} .row-wait time");
}
