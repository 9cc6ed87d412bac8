using System.Text.RegularExpressions;
using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>«Estado del operador» as its operator meets it, and what the page does for whoever is not En línea.</summary>
public sealed class PresencePageTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task Arriving_sets_en_linea_and_a_colleague_sees_it()
    {
        var bruno = await Arrives("bruno");
        await bruno.Choose(available: false);

        var ana = await Arrives("ana");

        await Is(ana.Page, available: true);
        await ana.Page.ClickAsync("[popovertarget=team-menu]");
        var colleague = ana.Page.Locator($"#colleague-{bruno.Viewer.Id}");
        await Expect(colleague).ToContainTextAsync("No disponible");
        await bruno.Choose(available: true);
        await Expect(colleague).ToContainTextAsync("En línea");
        await Expect(bruno.Page.Locator($"#colleague-{ana.Viewer.Id}")).ToContainTextAsync("En línea");
    }

    [Fact]
    public async Task No_disponible_chosen_by_hand_outlives_reloads_and_further_tabs()
    {
        var ana = await Arrives("ana");
        await ana.Choose(available: false);

        await ana.Page.ReloadAsync();
        await Arrived(ana.Page);
        await Is(ana.Page, available: false);
        var further = await ana.Context.NewPageAsync();
        await further.GotoAsync("/inbox/all");
        await Arrived(further);

        await Is(further, available: false);
        Assert.False(await Stored(ana));
    }

    [Fact]
    public async Task Another_section_sets_no_disponible_and_coming_back_en_linea()
    {
        var ana = await Arrives("ana");
        await Is(ana.Page, available: true);

        await ana.Page.GotoAsync("/profile");
        await Is(ana.Page, available: false);
        await ana.Page.GotoAsync("/inbox/mine");

        await Is(ana.Page, available: true);
    }

    [Fact]
    public async Task Who_chooses_en_linea_in_another_section_is_taken_to_their_inbox()
    {
        var ana = await Arrives("ana");
        await ana.Choose(available: false);
        await ana.Page.GotoAsync("/profile");

        await ana.Choose(available: true);

        await Expect(ana.Page).ToHaveURLAsync(new Regex("/inbox/mine$"));
        await Is(ana.Page, available: true);
    }

    [Fact]
    public async Task Another_section_changes_nothing_while_a_second_tab_is_in_conversaciones()
    {
        var ana = await Arrives("ana");
        var second = await ana.Context.NewPageAsync();
        await second.GotoAsync("/inbox/all");
        await Arrived(second);

        await ana.Page.GotoAsync("/profile");
        await Arrived(ana.Page);

        await Is(ana.Page, available: true);
        Assert.True(await Stored(ana));
        await second.GotoAsync("/profile");
        await Is(ana.Page, available: false);
    }

    [Theory]
    [InlineData("take")]
    [InlineData("release")]
    [InlineData("close")]
    [InlineData("reopen")]
    public async Task A_move_while_no_disponible_is_refused_and_offers_the_way_out(string move)
    {
        Expected.Add("status of 409");
        var ana = await Arrives("ana");
        var ticket = await Ticket(move == "take" ? null : ana.Viewer);
        if (move == "reopen")
        {
            await Move(TicketMove.Close, ana.Viewer, ticket);
        }

        await ana.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await ana.Choose(available: false);
        var before = await Make.Ticket(App.Database, ticket.Id);

        await ana.Move(move, ticket).ClickAsync();

        await Expect(ana.Toast).ToContainTextAsync("Para eso tienes que estar En línea.");
        Assert.Equal(before, await Make.Ticket(App.Database, ticket.Id));
        await ana.Toast.GetByRole(AriaRole.Button, new() { Name = "Ponerme en línea" }).ClickAsync();
        await Is(ana.Page, available: true);
        await ana.Move(move, ticket).ClickAsync();
        await Expect(ana.Move(move, ticket)).ToBeHiddenAsync();
        Assert.NotEqual(before.Status, (await Make.Ticket(App.Database, ticket.Id)).Status);
    }

    // It comes a second after the page: whoever is pressing their state by then presses that.
    [Theory]
    [InlineData(1366)]
    [InlineData(360)]
    public async Task The_offer_of_sound_moves_nothing_that_can_be_pressed(int width)
    {
        var ana = await Arrives("ana");
        await ana.Page.SetViewportSizeAsync(width, 740);
        await Is(ana.Page, available: true);

        var (bare, offered) = (await Boxes(offer: false), await Boxes(offer: true));

        Assert.Contains("sound-on", offered.Keys);
        Assert.Equal(bare, offered.Where(box => box.Key != "sound-on"));

        Task<Dictionary<string, double>> Boxes(bool offer) => ana.Page.EvaluateAsync<Dictionary<string, double>>(
            """
            offer => {
              document.documentElement.toggleAttribute('data-js-mute', offer);
              const shown = [...document.querySelectorAll('.top :is(a, button)')].filter(pressed => pressed.checkVisibility() && !pressed.matches('.brand'));
              return Object.fromEntries(shown.map(pressed => [pressed.getAttribute('popovertarget') ?? pressed.getAttribute('href') ?? 'sound-on', pressed.getBoundingClientRect().right]));
            }
            """,
            offer);
    }

    [Fact]
    public async Task Who_is_no_disponible_is_told_in_place_of_the_box_and_gets_it_with_one_click()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");

        await ana.Choose(available: false);
        await Expect(ana.Composer).ToBeHiddenAsync();
        await ana.Page.Locator(".state").GetByRole(AriaRole.Button, new() { Name = "Ponerme en línea" }).ClickAsync();

        await Expect(ana.Composer).ToBeVisibleAsync();
        await Is(ana.Page, available: true);
    }

    [Fact]
    public async Task A_refused_reply_keeps_its_text_and_one_click_goes_en_linea_and_sends_it_once()
    {
        Expected.Add("status of 409");
        var ana = await Arrives("ana");
        var (phone, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        var posted = new TaskCompletionSource<IRoute>();
        await ana.Page.RouteAsync("**/*handler=reply", posted.SetResult, new() { Times = 1 });

        // No disponible after the page let the reply go, and before the server has it.
        await ana.Say("Quedan tres");
        var reply = await posted.Task;
        await Presences.Choose(App.Database, ana.Viewer.Id, available: false, Now);
        await reply.ContinueAsync();

        await Expect(ana.Toast).ToContainTextAsync("Para eso tienes que estar En línea.");
        await Expect(ana.Composer).ToHaveValueAsync("Quedan tres");
        await ana.Toast.GetByRole(AriaRole.Button, new() { Name = "Ponerme en línea y enviar" }).ClickAsync();
        await Expect(ana.Bubble("Quedan tres")).ToHaveAttributeAsync("data-delivery", "delivered");
        await Expect(ana.Composer).ToHaveValueAsync("");
        await Is(ana.Page, available: true);
        Assert.Single(phone.Chat, bubble => bubble.Text == "Quedan tres");
        await Expect(ana.Bubble("Quedan tres")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_text_that_was_being_written_stays_in_sight_with_the_button_that_sends_it()
    {
        var ana = await Arrives("ana");
        var (phone, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Composer.FillAsync("Quedan tres");

        await ana.Choose(available: false);
        await Expect(ana.Composer).ToHaveValueAsync("Quedan tres");
        await ana.Page.Locator("#reply").GetByRole(AriaRole.Button, new() { Name = "Ponerme en línea y enviar" }).ClickAsync();

        await Expect(ana.Bubble("Quedan tres")).ToHaveAttributeAsync("data-delivery", "delivered");
        await Is(ana.Page, available: true);
        Assert.Single(phone.Chat, bubble => bubble.Text == "Quedan tres");
    }

    private static Task Is(IPage page, bool available) =>
        Expect(page.Locator("#presence")).ToHaveAttributeAsync("data-available", available ? "true" : "false");

    /// <summary>The page's stream was greeted, so its arrival is done.</summary>
    private static async Task Arrived(IPage page)
    {
        var greeted = "async () => (await import('/js/line.js')).line.greeted !== null";
        await Eventually(async () => await page.EvaluateAsync<bool>(greeted) ? page : null, "a greeting");
    }

    private async Task<bool> Stored(Workplace place)
    {
        await using var db = await App.Database.Open();
        return await Presences.IsAvailable(db, place.Viewer.Id);
    }
}
