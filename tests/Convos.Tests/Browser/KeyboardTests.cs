using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The main job without a mouse.</summary>
public sealed class KeyboardTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task By_keyboard_alone_one_reaches_the_list_opens_a_ticket_and_answers()
    {
        var ana = await Arrives("ana");
        var (phone, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync("/inbox/mine");

        await TabTo(ana.Page, ".row-link");
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Composer).ToBeVisibleAsync();
        await TabTo(ana.Page, "#body");
        await ana.Page.Keyboard.TypeAsync("Sin ratón");
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Bubble("Sin ratón")).ToHaveAttributeAsync("data-delivery", "delivered");
        await Expect(ana.Composer).ToBeFocusedAsync();
        Assert.Contains(phone.Chat, bubble => bubble.Text == "Sin ratón");
    }

    [Fact]
    public async Task The_first_tab_leads_past_the_menu_to_the_content()
    {
        var ana = await Arrives("ana");
        await ana.Page.GotoAsync("/inbox/all");

        await ana.Page.Keyboard.PressAsync("Tab");
        var skip = ana.Page.GetByRole(AriaRole.Link, new() { Name = "Saltar al contenido" });
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Page.Locator("#main")).ToBeFocusedAsync();
    }

    private static async Task TabTo(IPage page, string selector)
    {
        for (var presses = 0; presses < 40; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"Forty presses of Tab do not reach {selector}.");
    }
}
