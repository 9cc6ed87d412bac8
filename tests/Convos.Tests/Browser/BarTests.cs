using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The message bar: emoji, a text for each ticket and mode that nothing loses, and what is too long.</summary>
public sealed class BarTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Theory]
    [InlineData("es", "corazón", "Buscar")]
    [InlineData("en", "heart", "Search")]
    public async Task An_emoji_is_found_by_its_name_and_put_at_the_cursor_by_keyboard_alone(string culture, string name, string search)
    {
        var ana = await Arrives("ana");
        await Make.One<long>(App.Database, "update operators set culture = @culture where id = @Id returning id", new { culture, ana.Viewer.Id });
        await Opens(ana, await Ticket(ana.Viewer));
        await ana.Composer.FillAsync("Hola  Marta");
        await ana.Composer.EvaluateAsync("box => box.setSelectionRange(5, 5)");
        await ana.Page.Locator("#emoji-open").FocusAsync();

        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Page.GetByRole(AriaRole.Combobox, new() { Name = search })).ToBeFocusedAsync();
        // At once: letter by letter the list would be another one under the next key.
        await ana.Page.Keyboard.InsertTextAsync(name);
        await Expect(ana.Page.Locator("emoji-picker [id^=emo-][role=option]").First).ToBeVisibleAsync();
        await ana.Page.Keyboard.PressAsync("ArrowDown");
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Composer).ToBeFocusedAsync();
        Assert.Matches("^Hola \\p{So}|^Hola \\p{Cs}", await ana.Composer.InputValueAsync());
        Assert.EndsWith(" Marta", await ana.Composer.InputValueAsync(), StringComparison.Ordinal);
        await Expect(ana.Page.Locator("#emoji")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Esc_leaves_the_picker_for_the_text_and_with_shift_several_are_chosen_by_mouse()
    {
        var ana = await Arrives("ana");
        await Opens(ana, await Ticket(ana.Viewer));
        await ana.Composer.FillAsync("Listo");
        await ana.Page.ClickAsync("#emoji-open");
        await Expect(ana.Page.GetByRole(AriaRole.Combobox, new() { Name = "Buscar" })).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Composer).ToBeFocusedAsync();
        await Expect(ana.Composer).ToHaveValueAsync("Listo");

        await ana.Page.ClickAsync("#emoji-open");
        await Expect(ana.Page.GetByRole(AriaRole.Combobox, new() { Name = "Buscar" })).ToBeFocusedAsync();
        await ana.Page.Keyboard.InsertTextAsync("fiesta");
        var found = ana.Page.Locator("emoji-picker [id^=emo-][role=option]").First;
        await found.ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await found.ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await found.ClickAsync();

        await Expect(ana.Page.Locator("#emoji")).ToBeHiddenAsync();
        var text = await ana.Composer.InputValueAsync();
        Assert.Equal(3, (text.Length - "Listo".Length) / text[5..].Length * 3);
        Assert.Equal(text[5..], string.Concat(Enumerable.Repeat(text[5..(5 + ((text.Length - 5) / 3))], 3)));
    }

    [Fact]
    public async Task Each_mode_of_each_ticket_keeps_its_text_through_other_chats_and_a_reload()
    {
        var ana = await Arrives("ana");
        var (first, second) = (await Ticket(ana.Viewer), await Ticket(ana.Viewer));
        await Opens(ana, first);
        await ana.Composer.FillAsync("Sale mañana");
        await Mode(ana, "note");
        await Expect(ana.Composer).ToHaveValueAsync("");
        await ana.Composer.FillAsync("Pide factura A");
        await Expect(ana.Page.Locator(".modes label").First.Locator(".kept")).ToBeVisibleAsync();

        await ana.Row(second).Locator(".row-link").ClickAsync();
        await Expect(ana.Page).ToHaveURLAsync(new Uri(App.Address, $"/inbox/mine/{second.Id}").ToString());
        await Expect(ana.Composer).ToHaveValueAsync("");
        await Until.True(async () => (await Before(ana.Row(first).Locator(".row-said"))).Contains("Borrador", StringComparison.Ordinal), "«Borrador»");
        Assert.Equal("none", await Before(ana.Row(second).Locator(".row-said")));
        await ana.Row(first).Locator(".row-link").ClickAsync();
        await Expect(ana.Composer).ToHaveValueAsync("Sale mañana");
        await ana.Page.ReloadAsync();

        await Expect(ana.Composer).ToHaveValueAsync("Sale mañana");
        await Mode(ana, "note");
        await Expect(ana.Composer).ToHaveValueAsync("Pide factura A");
        await ana.Composer.PressAsync("Enter");
        await Expect(ana.Bubble("Pide factura A")).ToBeVisibleAsync();
        await Expect(ana.Composer).ToHaveValueAsync("");
        await Mode(ana, "reply");
        await Expect(ana.Composer).ToHaveValueAsync("Sale mañana");
        await ana.Composer.PressAsync("Enter");
        await Expect(ana.Composer).ToHaveValueAsync("");
        await ana.Page.ReloadAsync();
        await Expect(ana.Composer).ToHaveValueAsync("");
        Assert.Equal("none", await Before(ana.Row(first).Locator(".row-said")));
    }

    [Fact]
    public async Task The_mode_outlives_a_refresh_of_the_page_with_its_colour_its_words_and_its_text()
    {
        var ana = await Arrives("ana");
        await Opens(ana, await Ticket(ana.Viewer));
        await Mode(ana, "note");
        await ana.Composer.FillAsync(new string('x', 4000));

        await ana.Page.EvaluateAsync("async () => { const { outdated, everyRegion, refreshing } = await import('/js/regions.js'); outdated(everyRegion()); await refreshing(); }");

        await Expect(ana.Page.Locator("[name=mode][value=note]")).ToBeCheckedAsync();
        await Expect(ana.Composer).ToHaveValueAsync(new string('x', 4000));
        await Expect(ana.Composer).ToHaveAttributeAsync("placeholder", "Nota interna: solo la ve el equipo…");
        await Expect(ana.Page.Locator("#limit")).ToHaveTextAsync("4000 / 4096");
        await Expect(ana.Page.Locator(".send.for-note")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator(".send.for-reply").First).ToBeHiddenAsync();
        await Expect(ana.Page.GetByRole(AriaRole.Textbox, new() { Name = "Nota interna, solo para el equipo" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_too_long_is_told_stops_the_send_and_is_cut_nowhere()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await Opens(ana, ticket);
        var limit = ana.Page.Locator("#limit");
        await ana.Composer.FillAsync(new string('x', 3686));
        await Expect(limit).ToBeHiddenAsync();
        await ana.Composer.FillAsync(new string('x', 3687));
        await Expect(limit).ToHaveTextAsync("3687 / 4096");

        await ana.Composer.FillAsync("");
        await ana.Page.EvaluateAsync("text => { body.focus(); document.execCommand('insertText', false, text); }", new string('y', 5000));
        await Expect(limit).ToHaveTextAsync("Sobran 904 caracteres");
        await ana.Composer.PressAsync("Enter");

        Assert.Equal(5000, (await ana.Composer.InputValueAsync()).Length);
        Assert.Equal("Sobran 904 caracteres", await ana.Composer.EvaluateAsync<string>("box => box.validationMessage"));
        await ana.Composer.FillAsync(new string('y', 4096));
        await ana.Composer.PressAsync("Enter");
        await Expect(ana.Composer).ToHaveValueAsync("");
        await Expect(ana.Page.Locator(".message.out")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Shift_enter_breaks_the_line_and_the_box_grows_to_eight()
    {
        var ana = await Arrives("ana");
        await Opens(ana, await Ticket(ana.Viewer));
        var one = await Height(ana);

        await ana.Composer.FillAsync("uno");
        await ana.Composer.PressAsync("Shift+Enter");
        await ana.Composer.PressSequentiallyAsync("dos");
        await Expect(ana.Composer).ToHaveValueAsync("uno\ndos");
        var two = await Height(ana);
        await ana.Composer.FillAsync(string.Join('\n', Enumerable.Range(1, 8)));
        var eight = await Height(ana);
        await ana.Composer.FillAsync(string.Join('\n', Enumerable.Range(1, 30)));

        Assert.InRange(eight, one + (7 * (two - one)) - 8, one + (7 * (two - one)) + 8);
        Assert.Equal(eight, await Height(ana));
        await Expect(ana.Page.Locator(".message.out")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_a_connection_the_text_stays_and_is_sent_once_also_by_the_page_after_a_reload()
    {
        Expected.AddRange(["net::ERR_", "Failed to fetch"]);
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await Opens(ana, ticket);
        var lost = 0;
        await ana.Page.RouteAsync("**/*handler=reply", async route =>
        {
            // It gets through; its answer does not.
            await route.FetchAsync();
            lost++;
            await route.AbortAsync();
        });

        await ana.Say("Sale mañana");
        await Expect(ana.Toast).ToContainTextAsync("No pudimos");
        await Expect(ana.Composer).ToHaveValueAsync("Sale mañana");
        await ana.Page.UnrouteAsync("**/*handler=reply");
        await ana.Page.ReloadAsync();
        await Expect(ana.Composer).ToHaveValueAsync("Sale mañana");
        await ana.Composer.PressAsync("Enter");

        await Expect(ana.Composer).ToHaveValueAsync("");
        Assert.Equal(1, lost);
        await Expect(ana.Bubble("Sale mañana")).ToHaveCountAsync(1);
        await ana.Say("Sale mañana");
        await Expect(ana.Bubble("Sale mañana")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task What_is_sent_while_its_writer_goes_on_leaves_no_draft_behind()
    {
        var ana = await Arrives("ana");
        var (first, second) = (await Ticket(ana.Viewer), await Ticket(ana.Viewer));
        await Opens(ana, first);
        var go = new TaskCompletionSource();
        await ana.Page.RouteAsync("**/*handler=reply", async route =>
        {
            await go.Task;
            await route.ContinueAsync();
        });
        await ana.Say("Enseguida");

        await ana.Row(second).Locator(".row-link").ClickAsync();
        await Expect(ana.Page).ToHaveURLAsync(new Uri(App.Address, $"/inbox/mine/{second.Id}").ToString());
        await ana.Composer.FillAsync("Otra cosa");
        var answered = ana.Page.WaitForResponseAsync("**/*handler=reply");
        go.SetResult();
        await answered;

        await Expect(ana.Row(first).Locator(".row-said:not([data-js-draft])")).ToBeVisibleAsync();
        await Expect(ana.Composer).ToHaveValueAsync("Otra cosa");
        await ana.Row(first).Locator(".row-link").ClickAsync();
        await Expect(ana.Bubble("Enseguida")).ToBeVisibleAsync();
        await Expect(ana.Composer).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Another_tab_goes_on_with_what_was_typed_and_empties_when_it_is_sent()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await Opens(ana, ticket);
        var other = await ana.Context.NewPageAsync();
        await other.GotoAsync($"/inbox/mine/{ticket.Id}");

        await ana.Composer.FillAsync("Sale ma");
        await Expect(other.Locator("#body")).ToHaveValueAsync("Sale ma");
        await ana.Say("Sale mañana");

        await Expect(other.Locator("#body")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Whoever_signs_in_next_at_the_same_browser_finds_nothing_of_the_one_before()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await Opens(ana, ticket);
        await ana.Composer.FillAsync("Lo de Ana");
        // Bruno's, of another day at this browser.
        await ana.Page.EvaluateAsync("ticket => localStorage.setItem(`convos-draft-999999-${ticket}-reply`, JSON.stringify({ text: 'Lo de Bruno', at: Date.now() }))", ticket.Id);
        await ana.Page.ReloadAsync();
        await Expect(ana.Composer).ToHaveValueAsync("Lo de Ana");

        // A beat's answer on the way out.
        Expected.Add("status of 401");
        await ana.Page.ClickAsync("[popovertarget=account]");
        await ana.Page.ClickAsync("#account form button");
        await ana.Page.WaitForURLAsync("**/login");

        Assert.Equal(["convos-draft-999999-" + ticket.Id + "-reply"], await ana.Page.EvaluateAsync<string[]>("() => Object.keys(localStorage).filter(key => key.startsWith('convos-draft-'))"));
    }

    [Fact]
    public async Task Old_drafts_go_and_of_many_the_oldest()
    {
        var ana = await Arrives("ana");
        await ana.Page.EvaluateAsync(
            """
            () => {
              const put = (ticket, days) => localStorage.setItem(`convos-draft-${document.body.dataset.me}-${ticket}-reply`, JSON.stringify({ text: 'x', at: Date.now() - days * 864e5 }));
              put(1, 31);
              for (let ticket = 2; ticket < 252; ticket++) put(ticket, ticket / 100);
            }
            """);

        await ana.Page.ReloadAsync();

        var left = await ana.Page.EvaluateAsync<int[]>("() => Object.keys(localStorage).filter(key => key.startsWith('convos-draft-')).map(key => Number(key.split('-')[3])).sort((a, b) => a - b)");
        Assert.Equal(Enumerable.Range(2, 200), left);
    }

    private static async Task Opens(Workplace place, Ticket ticket)
    {
        await place.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(place.Composer).ToBeVisibleAsync();
    }

    private static Task Mode(Workplace place, string mode) => place.Page.Locator($"[name=mode][value={mode}]").CheckAsync(new() { Force = true });

    private static Task<string> Before(ILocator element) => element.EvaluateAsync<string>("element => getComputedStyle(element, '::before').content");

    private static async Task<float> Height(Workplace place) => (await place.Composer.BoundingBoxAsync())!.Height;
}
