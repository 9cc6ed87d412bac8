using Convos.Data;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>From a word that somebody remembers to the message that said it.</summary>
public sealed class TicketsInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task What_is_typed_is_found_filtered_and_followed_to_its_message()
    {
        var ana = await Arrives("ana");
        var phone = Number();
        await Make.Arrives(App.Database, Channel, Now.AddDays(-2), Make.Text(phone, "¿Me reparan el ukelele?", Now.AddDays(-2)));
        await Make.Arrives(App.Database, Channel, Now.AddDays(-2), [.. Enumerable.Range(0, 70).Select(line => Make.Text(phone, $"línea {line}", Now.AddDays(-1).AddSeconds(line)))]);
        var ticket = await Make.Of(App.Database, Channel, phone);
        await Ticket();

        await ana.Page.ClickAsync("#rail a[href='/tickets']");
        await Expect(ana.Page.Locator(".tickets .number")).ToHaveCountAsync(2);
        await ana.Page.Locator("#q").PressSequentiallyAsync("UKELEL");
        await Expect(ana.Page.Locator(".tickets .number")).ToHaveCountAsync(1);
        await Expect(ana.Page.Locator(".hit mark")).ToHaveTextAsync("ukelele");
        await ana.Page.SelectOptionAsync("#state", "Closed");
        await ana.Page.ClickAsync("#filters .button.main");
        await Expect(ana.Page.Locator(".nothing")).ToBeVisibleAsync();
        await ana.Page.SelectOptionAsync("#state", "Queued");
        await ana.Page.ClickAsync("#filters .button.main");
        await ana.Page.ClickAsync(".hit a");

        var message = ana.Page.Locator(".message").Filter(new() { HasText = "ukelele" });
        await Expect(ana.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/inbox/all/{ticket.Id}\\?around="));
        await Expect(message).ToBeInViewportAsync();
        var paper = await ana.Context.RunAndWaitForPageAsync(() => ana.Page.ClickAsync($"#transcript-{ticket.Id}"));
        await Expect(paper.Locator(".transcript")).ToContainTextAsync("línea 69");
    }
}
