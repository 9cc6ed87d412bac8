using Convos.Data;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The keyboard: a sheet that says what there is, single keys outside of text alone, arrows, and Esc that always leads out.</summary>
public sealed class KeysTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task Every_key_of_the_sheet_that_is_one_control_is_that_controls()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(ana.Composer).ToBeVisibleAsync();

        var told = await ana.Page.Locator("#keys kbd").AllTextContentsAsync();
        var has = await ana.Page.Locator("[aria-keyshortcuts]").EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('aria-keyshortcuts'))");

        Assert.Equal(told.Count, told.Distinct().Count());
        Assert.Empty(has.Except(told));
        // «z» belongs to the undo that a closing brings.
        Assert.Equivalent(new[] { "j", "k", "x", "z", "↑", "↓", "Esc", "Enter", "Shift+Enter" }, told.Except(has), strict: true);
    }

    [Fact]
    public async Task Arrows_walk_through_the_messages_and_esc_leads_from_the_text_to_the_chat_to_the_list()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        foreach (var text in new[] { "Uno", "Dos" })
        {
            await Reply(ana.Viewer, ticket, text);
        }

        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Page.Keyboard.PressAsync("r");
        await Expect(ana.Composer).ToBeFocusedAsync();
        await ana.Page.Keyboard.TypeAsync("jku?");
        await Expect(ana.Composer).ToHaveValueAsync("jku?");

        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Page.Locator(".scroll")).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(ana.Bubble("Dos")).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(ana.Bubble("Uno")).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("Home");
        await Expect(ana.Bubble("hola")).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("End");
        await Expect(ana.Bubble("Dos")).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(ana.Page.Locator(".scroll")).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("?");
        await Expect(ana.Page.Locator("#keys")).ToBeVisibleAsync();
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Page.Locator("#keys")).ToBeHiddenAsync();
        await ana.Page.Locator(".scroll").FocusAsync();
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Row(ticket).Locator(".row-link")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_message_that_changes_keeps_the_focus_and_another_chat_takes_it_over()
    {
        var ana = await Arrives("ana");
        var (number, other) = (Number(), await Ticket(ana.Viewer));
        var phone = Phone("Marta", number);
        var ticket = await Ticket(ana.Viewer, number);
        phone.Write("¿Y?");
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(ana.Bubble("¿Y?")).ToBeVisibleAsync();
        await ana.Say("Uno");
        await Expect(ana.Bubble("Uno")).ToHaveAttributeAsync("data-delivery", "delivered");
        await ana.Page.Keyboard.PressAsync("Escape");
        await ana.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(ana.Bubble("Uno")).ToBeFocusedAsync();

        phone.Look();
        await Expect(ana.Bubble("Uno")).ToHaveAttributeAsync("data-delivery", "read");
        await Expect(ana.Bubble("Uno")).ToBeFocusedAsync();

        await ana.Page.Keyboard.PressAsync("j");
        await Expect(ana.Page).ToHaveURLAsync(new Uri(App.Address, $"/inbox/mine/{other.Id}").ToString());
        await Expect(ana.Page.Locator(".scroll")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Who_walks_off_while_an_answer_is_on_its_way_is_not_fetched_back()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        var (posted, walked) = (new TaskCompletionSource(), new TaskCompletionSource());
        await ana.Page.RouteAsync("**/*handler=reply", async route =>
        {
            posted.SetResult();
            await walked.Task;
            await route.ContinueAsync();
        }, new() { Times = 1 });
        await ana.Say("Uno");
        await posted.Task;
        await ana.Page.Keyboard.PressAsync("Escape");
        await ana.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(ana.Bubble("hola")).ToBeFocusedAsync();

        walked.SetResult();

        await Expect(ana.Bubble("Uno")).ToBeVisibleAsync();
        await Expect(ana.Composer).ToHaveValueAsync("");
        await Expect(ana.Bubble("hola")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Switched_off_single_keys_do_nothing_and_arrows_and_esc_go_on()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Page.Keyboard.PressAsync("?");
        await ana.Page.UncheckAsync("#keys-on");
        await ana.Page.Keyboard.PressAsync("Escape");

        await ana.Page.Locator(".scroll").FocusAsync();
        await ana.Page.Keyboard.PressAsync("u");
        await ana.Page.Keyboard.PressAsync("n");
        await ana.Page.Keyboard.PressAsync("ArrowUp");

        await Expect(ana.Bubble("hola")).ToBeFocusedAsync();
        await Expect(ana.Page.Locator("[name=mode][value=reply]")).ToBeCheckedAsync();
        await Expect(ana.Page).ToHaveURLAsync(new Uri(App.Address, $"/inbox/mine/{ticket.Id}").ToString());
    }
}
