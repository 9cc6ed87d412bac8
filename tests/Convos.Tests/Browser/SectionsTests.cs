using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>From one section to another by the menu, which loads no page anew: the state follows the screen that is shown.</summary>
public sealed class SectionsTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task By_the_menu_to_another_section_it_is_no_disponible_at_once_and_by_the_menu_back_en_linea()
    {
        var ana = await Arrives("ana");
        await Is(ana, available: true);

        await ana.Page.ClickAsync("#rail a[href='/contacts']");
        await Is(ana, available: false);
        Assert.EndsWith("/contacts", ana.Page.Url, StringComparison.Ordinal);
        await Expect(ana.Page.Locator("#dropped")).ToBeHiddenAsync();
        await ana.Page.ClickAsync(Mine);

        await Is(ana, available: true);
        Assert.Equal(["conversations"], await Pages(ana));
    }

    [Fact]
    public async Task A_no_disponible_chosen_by_hand_ends_when_the_menu_leads_back_from_another_section()
    {
        var ana = await Arrives("ana");
        await ana.Choose(available: false);

        await ana.Page.ClickAsync("#rail a[href='/contacts']");
        await Until.True(async () => await Pages(ana) is ["elsewhere"]);
        await ana.Page.ClickAsync(Mine);

        await Is(ana, available: true);
    }

    [Fact]
    public async Task From_the_profile_the_menu_leads_to_a_page_that_keeps_its_reader_en_linea_and_says_when_it_does_not()
    {
        var ana = await Arrives("ana");
        await ana.Page.GotoAsync("/profile");
        await Is(ana, available: false);

        await ana.Page.ClickAsync(Mine);
        await Is(ana, available: true);
        await Until.True(() => ana.Page.EvaluateAsync<bool>("async () => (await import('/js/tabs.js')).seat.held"), "The seat of a hidden tab");
        await using var db = await App.Database.Open();
        await Presences.Sweep(db, Now.AddSeconds(131));

        await Is(ana, available: false);
        await Expect(ana.Page.Locator("#dropped")).ToContainTextAsync("tu página no dio señales");
        await ana.Page.Locator("#dropped").GetByRole(AriaRole.Button, new() { Name = "Ponerme en línea" }).ClickAsync();
        await Is(ana, available: true);
        Assert.EndsWith("/inbox/mine", ana.Page.Url, StringComparison.Ordinal);
    }

    private const string Mine = "#rail a[href^='/inbox/mine']";

    private static Task Is(Workplace place, bool available) =>
        Expect(place.Presence).ToHaveAttributeAsync("data-available", available ? "true" : "false");

    private Task<string[]> Pages(Workplace place) =>
        Make.One<string[]>(App.Database, "select array_agg(section order by section) from operator_pages where operator_id = @Id", new { place.Viewer.Id });
}
