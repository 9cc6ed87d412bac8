using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>«/» and «@» in the message box by keyboard, what stops a send, and a mention from its note to its list.</summary>
public sealed class ShortcutsInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task By_keyboard_an_atajo_is_found_by_name_or_text_and_put_in_at_the_cursor_several_in_one_draft()
    {
        var (ana, phone, ticket) = await AtAChat(customer: "Marta");
        await Saved(ana.Viewer, "saludo", "Hola, {{contacto.nombre|cliente}}.");
        await Saved(ana.Viewer, "envio", "Llega en 24 h.");
        await ana.Composer.FillAsync("Buenas.  Adiós");
        await ana.Composer.EvaluateAsync("box => box.setSelectionRange(8, 8)");

        await ana.Page.Keyboard.TypeAsync("/SAL");
        await Expect(Options(ana)).ToHaveCountAsync(1);
        await Expect(ana.Composer).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(ana.Page.Locator("#suggest-0")).ToHaveAttributeAsync("aria-selected", "true");
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Composer).ToHaveValueAsync("Buenas. Hola, Marta. Adiós");
        await ana.Page.Keyboard.TypeAsync(" /");
        await Expect(Options(ana)).ToHaveCountAsync(2);
        await ana.Page.Keyboard.PressAsync("ArrowUp");
        await ana.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(ana.Composer).ToHaveAttributeAsync("aria-activedescendant", "suggest-0");
        await ana.Page.Keyboard.TypeAsync("24");
        await Expect(Options(ana)).ToHaveCountAsync(1);
        await ana.Page.Keyboard.PressAsync("Tab");

        await Expect(ana.Composer).ToHaveValueAsync("Buenas. Hola, Marta. Llega en 24 h. Adiós");
        await Expect(ana.Composer).ToBeFocusedAsync();
        await Expect(ana.Page.Locator("#suggest")).ToHaveCountAsync(0);
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Bubble("Llega en 24 h.")).ToHaveAttributeAsync("data-delivery", "delivered");
        Assert.Single(phone.Chat, bubble => !bubble.Mine);
        Assert.Equal(1, await Make.One<int>(App.Database, "select count(*) from messages where ticket_id = @Id and author = 'operator'", new { ticket.Id }));
    }

    [Fact]
    public async Task A_slash_inside_a_word_opens_nothing_escape_closes_for_good_and_leaving_the_box_closes_too()
    {
        var (ana, _, _) = await AtAChat(customer: "Marta");
        await Saved(ana.Viewer, "saludo", "Hola");

        await ana.Composer.PressSequentiallyAsync("https://saludo y/o");
        await Expect(ana.Page.Locator("#suggest")).ToHaveCountAsync(0);
        await ana.Composer.PressSequentiallyAsync(" /s");
        await Expect(Options(ana)).ToHaveCountAsync(1);
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Page.Locator("#suggest")).ToHaveCountAsync(0);
        await ana.Composer.PressSequentiallyAsync("a");
        await Expect(ana.Composer).ToHaveValueAsync("https://saludo y/o /sa");
        await Expect(ana.Page.Locator("#suggest")).ToHaveCountAsync(0);
        Assert.Null(await ana.Composer.GetAttributeAsync("role"));
        await ana.Composer.FillAsync("");
        await ana.Page.ClickAsync("#shortcut-open");
        await Expect(Options(ana)).ToHaveCountAsync(1);
        await ana.Page.FocusAsync(".scroll");
        await Expect(ana.Page.Locator("#suggest")).ToHaveCountAsync(0);
        await ana.Composer.FillAsync("");
        await ana.Page.ClickAsync("#shortcut-open");
        await Options(ana).First.ClickAsync();

        await Expect(ana.Composer).ToHaveValueAsync("Hola");
    }

    [Fact]
    public async Task A_variable_that_nobody_can_fill_in_stops_the_send_is_selected_and_the_draft_stays()
    {
        Expected.Add("status of 422");
        var (ana, phone, _) = await AtAChat(customer: "Marta");
        await Saved(ana.Viewer, "deuda", "Debes {{contacto.deuda}} pesos.");

        await ana.Composer.PressSequentiallyAsync("/deuda");
        await Expect(Options(ana)).ToHaveCountAsync(1);
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Composer).ToHaveValueAsync("Debes {{contacto.deuda}} pesos.");
        Assert.Equal("{{contacto.deuda}}", await Selected(ana));
        await ana.Composer.EvaluateAsync("box => box.setSelectionRange(0, 0)");
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Toast).ToContainTextAsync("{{contacto.deuda}} no tiene valor.");
        await Expect(ana.Composer).ToHaveValueAsync("Debes {{contacto.deuda}} pesos.");
        Assert.Equal("{{contacto.deuda}}", await Selected(ana));
        await ana.Page.Keyboard.TypeAsync("100");
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Bubble("Debes 100 pesos.")).ToHaveAttributeAsync("data-delivery", "delivered");
        Assert.DoesNotContain(phone.Chat, bubble => bubble.Text.Contains("{{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_colleague_called_in_a_note_sees_it_counted_at_once_and_opening_it_makes_it_seen_in_every_tab()
    {
        var (ana, phone, ticket) = await AtAChat(customer: "Marta");
        var bruno = await Arrives("bruno");
        await Saved(ana.Viewer, "ojo", "con la factura A");
        await bruno.Page.GotoAsync("/inbox/all");
        var second = await bruno.Context.NewPageAsync();
        await second.GotoAsync("/inbox/mentions");
        await Expect(second.Locator(".nothing")).ToBeVisibleAsync();

        await ana.Composer.PressSequentiallyAsync("@br");
        await Expect(ana.Page.Locator("#suggest")).ToHaveCountAsync(0);
        await ana.Composer.FillAsync("");
        await ana.Page.Locator("[value=note]").CheckAsync(new() { Force = true });
        await ana.Composer.PressSequentiallyAsync("@br");
        await Expect(Options(ana)).ToHaveTextAsync([new System.Text.RegularExpressions.Regex(bruno.Viewer.Name)]);
        await ana.Page.Keyboard.PressAsync("Enter");
        await ana.Page.Keyboard.TypeAsync("/oj");
        await Expect(Options(ana)).ToHaveCountAsync(1);
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Composer).ToHaveValueAsync($"@{bruno.Viewer.Name} con la factura A");
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Bubble("con la factura A").Locator(".mention")).ToHaveTextAsync($"@{bruno.Viewer.Name}");
        await Expect(bruno.Count("mentions")).ToHaveTextAsync("1");
        await Expect(second.Locator(".mention-row[data-version='0']")).ToContainTextAsync("con la factura A");
        await Expect(ana.Count("mentions")).ToHaveTextAsync("0");
        await second.Locator(".mention-row a").ClickAsync();
        await Expect(second.Locator($"#chat[data-ticket='{ticket.Id}'] .message .mention")).ToBeVisibleAsync();
        // Whoever was called in a note answers in one.
        await Expect(second.Locator("[name=mode][value=note]")).ToBeCheckedAsync();
        await Expect(bruno.Count("mentions")).ToHaveTextAsync("0");
        await Expect(second.Locator("#count-mentions")).ToHaveTextAsync("0");
        Assert.DoesNotContain(phone.Chat, bubble => !bubble.Mine);
    }

    [Fact]
    public async Task Whoever_has_the_chat_open_has_seen_what_calls_them_there()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        var bruno = await Colleague("bruno");
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(ana.Composer).ToBeVisibleAsync();

        await Messages.Note(App.Database, bruno, ticket.Id, $"@{ana.Viewer.Name}, fíjate", Guid.NewGuid(), Now);

        await Expect(ana.Bubble("fíjate")).ToBeVisibleAsync();
        await Eventually(async () => await Make.One<int>(App.Database, "select count(*) from mentions where operator_id = @Id and seen_at is not null", new { ana.Viewer.Id }) == 1 ? "seen" : null, "seen");
        await Expect(ana.Count("mentions")).ToHaveTextAsync("0");
    }

    [Fact]
    public async Task The_list_narrows_as_one_types_and_the_editor_shows_at_once_how_it_will_look()
    {
        var ana = await Arrives("ana");
        await Saved(ana.Viewer, "saludo", "Hola");
        await Saved(ana.Viewer, "envio", "Llega mañana");
        await ana.Page.GotoAsync("/shortcuts");

        await ana.Page.Locator("#q").PressSequentiallyAsync("MANANA");
        await Expect(ana.Page.Locator(".shortcuts tbody tr")).ToHaveCountAsync(1);
        await Expect(ana.Page.Locator("#q")).ToBeFocusedAsync();
        await ana.Page.Locator(".shortcuts td a").ClickAsync();
        await ana.Page.Locator("#text").PressSequentiallyAsync(", ");
        await ana.Page.ClickAsync("[data-insert='{{operador.nombre}}']");

        await Expect(ana.Page.Locator("#preview")).ToContainTextAsync(ana.Viewer.Name);
    }

    private static ILocator Options(Workplace place) => place.Page.Locator("#suggest [role=option]");

    private static Task<string> Selected(Workplace place) => place.Composer.EvaluateAsync<string>("box => box.value.slice(box.selectionStart, box.selectionEnd)");

    private async Task Saved(Viewer by, string name, string text) =>
        Assert.NotNull((await Shortcuts.Save(App.Database, by, null, ShortcutSettings.Of(name, text, ShortcutScope.Personal, null), Now)).Id);
}
