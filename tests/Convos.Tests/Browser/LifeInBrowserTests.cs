using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>A ticket's life before two operators and the customer's phone: closed and not, handed on, and looked back at.</summary>
public sealed class LifeInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task A_closing_is_undone_by_its_key_and_nobody_keeps_a_trace_of_it()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var (phone, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        using var standing = App.Clock.Still();
        await OffersForAsLongAsItTakes(ana);

        await ana.Move("close", ticket).ClickAsync();
        await Expect(ana.Toast).ToContainTextAsync("Ticket finalizado.");
        await Expect(ana.Row(ticket)).ToHaveCountAsync(0);
        await Expect(Told(bruno, "closed")).ToHaveCountAsync(1);
        await ana.Page.Keyboard.PressAsync("z");

        await Expect(ana.Row(ticket)).ToBeVisibleAsync();
        await Expect(ana.Move("close", ticket)).ToBeVisibleAsync();
        await Expect(ana.Composer).ToBeVisibleAsync();
        await Expect(ana.Count("mine")).ToHaveTextAsync("1");
        await Expect(ana.Toast).ToHaveCountAsync(0);
        await Expect(Told(bruno, "closed")).ToHaveCountAsync(0);
        await Expect(Told(bruno, "taken")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex($"{ana.Viewer.Name} se asignó el ticket"));
        Assert.Single(phone.Chat);
        await Screen.IsThatOfAFreshPage(bruno);
    }

    [Fact]
    public async Task The_offer_counts_down_and_goes_and_the_closing_stays()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        var pressed = await OffersForAsLongAsItTakes(ana);

        await ana.Move("close", ticket).ClickAsync();

        await Expect(ana.Page.Locator(".undo-left")).ToHaveTextAsync("5");
        await ana.Page.Clock.SetFixedTimeAsync(pressed.AddSeconds(1.5));
        await Expect(ana.Page.Locator(".undo-left")).ToHaveTextAsync("4");
        await ana.Page.Clock.SetFixedTimeAsync(pressed.AddSeconds(5));
        await Expect(ana.Toast).ToHaveCountAsync(0);
        await Expect(ana.Move("reopen", ticket)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_undoes_after_the_customer_wrote_is_told_so()
    {
        Expected.Add("status of 409");
        var ana = await Arrives("ana");
        var (phone, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        // The press is held back until the customer has written.
        var pressed = new TaskCompletionSource();
        var wrote = new TaskCompletionSource();
        await ana.Context.RouteAsync("**/*handler=undo", async route =>
        {
            pressed.SetResult();
            await wrote.Task;
            await route.ContinueAsync();
        });
        await OffersForAsLongAsItTakes(ana);

        await ana.Move("close", ticket).ClickAsync();
        await ana.Page.ClickAsync("[data-undo]");
        await pressed.Task;
        phone.Write("¡Esperen!");
        await Expect(ana.Bubble("¡Esperen!")).ToBeVisibleAsync();
        wrote.SetResult();

        await Expect(ana.Toast).ToContainTextAsync("El contacto volvió a escribir antes de que deshicieras.");
        await Expect(Told(ana, "reopened")).ToContainTextAsync($"volvió a {ana.Viewer.Name}");
        await Expect(ana.Composer).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Many_closings_are_undone_at_once()
    {
        var ana = await Arrives("ana");
        var (one, other) = (await Ticket(ana.Viewer), await Ticket(ana.Viewer));
        await ana.Page.GotoAsync("/inbox/mine");
        foreach (var ticket in new[] { one, other })
        {
            await ana.Row(ticket).HoverAsync();
            await ana.Row(ticket).Locator(".row-pick input").CheckAsync();
        }

        using var standing = App.Clock.Still();
        await OffersForAsLongAsItTakes(ana);
        await ana.Page.ClickAsync("#bulk .bulk-close");
        await ana.Page.ClickAsync("#sheet .main");
        await Expect(ana.Toast).ToContainTextAsync("2 tickets finalizados.");
        await ana.Page.ClickAsync("[data-undo]");

        await Expect(ana.Row(one)).ToBeVisibleAsync();
        await Expect(ana.Row(other)).ToBeVisibleAsync();
        await Expect(ana.Count("mine")).ToHaveTextAsync("2");
    }

    [Fact]
    public async Task A_ticket_is_handed_by_keyboard_to_who_is_away_with_a_note_that_they_find_when_they_come()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var ticket = await Ticket(ana.Viewer);
        await bruno.Page.GotoAsync("/inbox/mine");
        await Presences.Choose(App.Database, bruno.Viewer.Id, available: false, Now);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Page.Locator("#main").FocusAsync();

        await ana.Page.Keyboard.PressAsync("t");
        await Expect(ana.Page.Locator("#sheet [data-narrows]")).ToBeFocusedAsync();
        await ana.Page.Keyboard.TypeAsync("BRÚNO");
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Page.Locator($"#sheet [value=person-{bruno.Viewer.Id}]")).ToBeCheckedAsync();
        await Expect(ana.Page.Locator("#sheet .away")).ToContainTextAsync($"{bruno.Viewer.Name} no está En línea");
        await ana.Page.FillAsync("#transfer-note", "Pide factura A");
        await ana.Page.Locator("#transfer-note").PressAsync("Tab");
        await Expect(ana.Page.Locator("#sheet .if-away")).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
        await Expect(ana.Row(ticket)).ToHaveCountAsync(0);
        await Expect(Told(ana, "transferred")).ToContainTextAsync($"{ana.Viewer.Name} transfirió el ticket a {bruno.Viewer.Name}");
        await bruno.Row(ticket).Locator(".row-link").ClickAsync();
        await Expect(bruno.Bubble("Pide factura A")).ToBeVisibleAsync();
        await Expect(Told(bruno, "transferred")).ToContainTextAsync("nota");
    }

    [Fact]
    public async Task Who_goes_away_while_the_sheet_is_open_is_warned_of_all_the_same()
    {
        Expected.Add("status of 409");
        var ana = await Arrives("ana");
        var bruno = await Colleague("bruno");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");

        await ana.Move("transfer", ticket).ClickAsync();
        await Expect(ana.Page.Locator($"#sheet li[data-available=true] [value=person-{bruno.Id}]")).ToHaveCountAsync(1);
        await Presences.Choose(App.Database, bruno.Id, available: false, Now);
        await ana.Page.CheckAsync($"#sheet [value=person-{bruno.Id}]");
        await ana.Page.ClickAsync("#sheet .if-there");

        await Expect(ana.Page.Locator("#sheet .away")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator("#sheet .if-away")).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
        await Expect(Told(ana, "transferred")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_word_is_found_in_the_chat_and_marked_and_one_goes_from_hit_to_hit()
    {
        var ana = await Arrives("ana");
        var (phone, ticket) = await Writes("Marta", "¿Hacen envíos?");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Say("Sí, el envío es gratis.");
        await Expect(ana.Bubble("es gratis")).ToBeVisibleAsync();
        await ana.Page.Locator("#main").FocusAsync();

        await ana.Page.Keyboard.PressAsync("s");
        await Expect(ana.Page.Locator("#q")).ToBeFocusedAsync();
        await ana.Page.Keyboard.TypeAsync("ENVIO");
        await Expect(ana.Page.Locator(".found-count")).ToHaveTextAsync("2 resultados");
        await Expect(ana.Page.Locator(".found-list mark")).ToHaveTextAsync(["envío", "envío"]);
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Bubble("es gratis")).ToHaveAttributeAsync("data-js-sought", "");
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Bubble("¿Hacen envíos?")).ToHaveAttributeAsync("data-js-sought", "");
        await ana.Page.Keyboard.PressAsync("Shift+Enter");
        await Expect(ana.Bubble("es gratis")).ToHaveAttributeAsync("data-js-sought", "");
        Assert.Equal(2, await ana.Page.EvaluateAsync<int>("() => CSS.highlights.get('found').size"));

        phone.Write("Entonces quiero el envío.");
        await Expect(ana.Bubble("Entonces quiero")).ToBeVisibleAsync();
        await Eventually(async () => await ana.Page.EvaluateAsync<int>("() => CSS.highlights.get('found').size") == 3 ? ana : null, "three marks");
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Page.Locator("#q")).ToHaveCountAsync(0);
        await Expect(ana.Page.Locator($"#search-{ticket.Id}")).ToBeFocusedAsync();
        Assert.False(await ana.Page.EvaluateAsync<bool>("() => CSS.highlights.has('found')"));
    }

    [Fact]
    public async Task A_day_is_marked_once_also_where_it_begins_with_what_happened_and_ends_a_group()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Say("Uno");
        await Expect(ana.Bubble("Uno")).ToBeVisibleAsync();
        await Move(TicketMove.Release, ana.Viewer, ticket);
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await Expect(Told(ana, "taken")).ToHaveCountAsync(2);
        await ana.Say("Dos");

        await Expect(ana.Bubble("Dos")).ToBeVisibleAsync();
        Assert.Null(await ana.Bubble("Dos").GetAttributeAsync("data-js-joined"));
        await Expect(ana.Page.Locator("[data-js-day]")).ToHaveCountAsync(1);
        await Expect(ana.Page.Locator(".happened[data-js-day]")).ToHaveCountAsync(1);
    }

    /// <summary>Five seconds in which to look and to press are too few on a busy machine: the page's clock stands. Answers where.</summary>
    private static async Task<DateTime> OffersForAsLongAsItTakes(Workplace place)
    {
        var at = Now;
        await place.Page.Clock.SetFixedTimeAsync(at);
        return at;
    }

    private static ILocator Told(Workplace place, string kind) => place.Page.Locator($".happened[data-kind={kind}]");
}
