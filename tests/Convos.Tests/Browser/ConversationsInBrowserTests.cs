using Convos.Data;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>From the list to the first message of a long conversation.</summary>
public sealed class ConversationsInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task One_is_found_opened_and_scrolled_to_its_first_message()
    {
        var ana = await Arrives("ana");
        var (phone, began) = (Number(), Now.AddDays(-1));
        await Make.Arrives(App.Database, Channel, began, [.. Enumerable.Range(0, 160).Select(line => Make.Text(phone, $"línea {line}", began.AddSeconds(line)))]);
        var ticket = await Make.Of(App.Database, Channel, phone);
        await Ticket();
        var (rows, messages) = (ana.Page.Locator(".conversations tbody tr"), ana.Page.Locator(".timeline .message"));

        await ana.Page.ClickAsync("#rail a[href='/conversations']");
        await Expect(rows).ToHaveCountAsync(2);
        await ana.Page.Locator("#q").PressSequentiallyAsync(phone[^7..]);
        await Expect(rows).ToHaveCountAsync(1);
        await ana.Page.SelectOptionAsync("#ticket", "false");
        await ana.Page.ClickAsync("#filters .button.main");
        await Expect(ana.Page.Locator(".nothing")).ToBeVisibleAsync();
        await ana.Page.SelectOptionAsync("#ticket", "true");
        await ana.Page.ClickAsync("#filters .button.main");
        await rows.Locator("a.clip").First.ClickAsync();
        await Expect(messages.Last).ToBeInViewportAsync();
        await Expect(messages.Last).ToContainTextAsync("línea 159");

        await Until.True(async () =>
        {
            await ana.Page.Locator(".timeline .scroll").EvaluateAsync("pane => pane.scrollTop = -pane.scrollHeight");
            return await ana.Page.Locator(".timeline .begin").CountAsync() == 1;
        }, "The first message");

        await ana.Page.Locator(".timeline .scroll").EvaluateAsync("pane => pane.scrollTop = -pane.scrollHeight");
        await Expect(messages).ToHaveCountAsync(160);
        await Expect(messages.First).ToContainTextAsync("línea 0");
        await Expect(messages.First).ToBeInViewportAsync();
        await Expect(ana.Page.Locator(".timeline [data-js-day]").First).ToHaveAttributeAsync("data-js-day", "Ayer");
        await ana.Page.ClickAsync(".timeline .newer");
        await Expect(messages.Last).ToBeInViewportAsync();
        await ana.Page.ClickAsync(".ticket-of");
        await Expect(ana.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/inbox/all/{ticket.Id}$"));
    }
}
