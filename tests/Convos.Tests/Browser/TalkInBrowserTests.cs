using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>Reacting, quoting and reading before two browsers and a customer's phone.</summary>
public sealed class TalkInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task A_reaction_its_change_and_its_removal_are_seen_by_the_colleague_and_on_the_phone()
    {
        var (ana, bruno, phone, ticket) = await Two();
        var question = ana.Bubble("¿Tienen stock?");
        var ours = bruno.Bubble("¿Tienen stock?").Locator(".reaction.ours");

        await React(ana, question, "👍");
        await Expect(ours).ToHaveAttributeAsync("data-emoji", "👍");
        await Expect(ours).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ours).ToContainTextAsync("reaccionó con");
        await Expect(question.Locator(".reaction.ours .if-mine")).ToHaveTextAsync("Reaccionaste con");
        await Eventually(() => Task.FromResult(phone.Chat[0].TheirReaction == "👍" ? phone : null), "the reaction on the phone");

        await React(ana, question, "❤️");
        await Expect(ours).ToHaveAttributeAsync("data-emoji", "❤️");
        await Eventually(() => Task.FromResult(phone.Chat[0].TheirReaction == "❤️" ? phone : null), "the other reaction on the phone");

        await React(ana, question, "❤️");
        await Expect(ours).ToHaveCountAsync(0);
        await Eventually(() => Task.FromResult(phone.Chat[0].TheirReaction is null ? phone : null), "no reaction on the phone");
        Assert.Single(phone.Chat);
        Assert.Equal(ticket.AwaitingSince, (await Make.Ticket(App.Database, ticket.Id)).AwaitingSince);
    }

    [Fact]
    public async Task A_reaction_that_meta_refuses_later_fades_with_its_reason_in_words()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        // The customer's message is on no phone: Meta takes the reaction, and tells later that it knows no such message.
        App.Graph.Graph.LastInbound = (_, _) => Task.FromResult<DateTime?>(Now);

        await React(ana, ana.Bubble("hola"), "😂");

        await Expect(ana.Bubble("hola").Locator(".reaction-why")).ToContainTextAsync("ya no existe o es demasiado viejo");
        await Expect(ana.Bubble("hola").Locator(".reaction.ours")).ToHaveAttributeAsync("data-state", "refused");
    }

    [Fact]
    public async Task A_quote_survives_a_reload_is_taken_away_by_escape_and_leaves_with_the_reply()
    {
        var (ana, bruno, phone, _) = await Two();
        var chip = ana.Page.Locator("#quoting");

        await Menu(ana, ana.Bubble("¿Tienen stock?"));
        await ana.Page.ClickAsync("#bubble-menu [data-act=quote]");
        await Expect(chip).ToContainTextAsync("¿Tienen stock?");
        await Expect(ana.Composer).ToBeFocusedAsync();
        await ana.Page.ReloadAsync();
        await Expect(chip).ToContainTextAsync("¿Tienen stock?");
        await ana.Composer.PressAsync("Escape");
        await Expect(chip).ToHaveCountAsync(0);
        await ana.Page.ReloadAsync();
        await Expect(chip).ToHaveCountAsync(0);

        await ana.Page.FocusAsync(".scroll");
        await ana.Page.Keyboard.PressAsync("ArrowUp");
        await ana.Page.Keyboard.PressAsync("r");
        await Expect(chip).ToContainTextAsync("¿Tienen stock?");
        await ana.Say("Sí, quedan tres");

        await Expect(chip).ToHaveCountAsync(0);
        await Expect(bruno.Bubble("quedan tres").Locator("a.quote")).ToContainTextAsync("¿Tienen stock?");
        await Expect(bruno.Bubble("quedan tres")).ToHaveAttributeAsync("data-delivery", "delivered");
        Assert.Equal("¿Tienen stock?", phone.Chat[^1].QuotedText);
        var body = App.Graph.Graph.Requests.All.Last(call => call.Text == "Sí, quedan tres").Body!.Value;
        Assert.Equal(phone.Chat[0].Wamid, body.GetProperty("context").GetProperty("message_id").GetString());
    }

    [Fact]
    public async Task A_click_on_a_quote_leads_to_a_message_200_back_and_one_click_to_the_end()
    {
        var ana = await Arrives("ana");
        var number = Number();
        var ticket = await Ticket(ana.Viewer, number);
        await Make.Arrives(App.Database, Channel, Now,
            [.. Enumerable.Range(0, 260).Select(at => Make.Text(number, $"mensaje {at}.", Now.AddMinutes(at - 300), $"wamid.{ticket.Id}.{at}"))]);
        await Make.Arrives(App.Database, Channel, Now, Make.Text(number, "sobre aquello", Now) with { QuotedExternalId = $"wamid.{ticket.Id}.50" });
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(Said(ana, 50)).ToHaveCountAsync(0);

        await ana.Bubble("sobre aquello").Locator("a.quote").ClickAsync();

        await Expect(Said(ana, 50)).ToBeInViewportAsync();
        await Expect(Said(ana, 50)).ToBeFocusedAsync();
        Assert.Contains("around=", ana.Page.Url, StringComparison.Ordinal);

        // What comes now lies behind a part that is not loaded, and is not put beside what is far older.
        await Make.Arrives(App.Database, Channel, Now, Make.Text(number, "recién llegado", Now.AddSeconds(1)));
        await Expect(ana.Row(ticket)).ToContainTextAsync("recién llegado");
        await Expect(ana.Bubble("recién llegado")).ToHaveCountAsync(0);
        var newer = ana.Page.Locator(".newer");
        await Expect(newer).ToBeVisibleAsync();
        await newer.ClickAsync();

        await Expect(ana.Bubble("recién llegado")).ToBeInViewportAsync();
        Assert.DoesNotContain("around=", ana.Page.Url, StringComparison.Ordinal);
        await Make.Arrives(App.Database, Channel, Now, Make.Text(number, "y otro", Now.AddSeconds(2)));
        await Expect(ana.Bubble("y otro")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task From_the_past_one_reads_on_to_the_end_without_a_gap_and_without_moving()
    {
        var ana = await Arrives("ana");
        var number = Number();
        var ticket = await Ticket(ana.Viewer, number);
        await Make.Arrives(App.Database, Channel, Now,
            [.. Enumerable.Range(0, 120).Select(at => Make.Text(number, $"mensaje {at}.", Now.AddMinutes(at - 300), $"wamid.{ticket.Id}.{at}"))]);
        var target = await Make.One<long>(App.Database, "select id from messages where external_id = @id", new { id = $"wamid.{ticket.Id}.40" });
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}?around={target}#message-{target}");
        await Expect(Said(ana, 40)).ToBeInViewportAsync();

        await Said(ana, 64).ScrollIntoViewIfNeededAsync();
        await Expect(Said(ana, 64)).ToBeVisibleAsync();
        // Unless it has come already: then the next marker stands far below.
        await ana.Page.EvaluateAsync(
            """
            () => {
              const marker = document.querySelector('[id^=newer-]');
              if (marker.previousElementSibling.textContent.includes('mensaje 65.')) marker.scrollIntoView({ block: 'nearest' });
            }
            """);
        await Expect(Said(ana, 66)).ToBeAttachedAsync();
        await Expect(Said(ana, 64)).ToBeInViewportAsync();
        await Until.True(async () =>
        {
            await ana.Page.EvaluateAsync("() => document.querySelector('[id^=newer-]')?.scrollIntoView()");
            return await ana.Page.Locator("[id^=newer-]").CountAsync() == 0;
        }, "The end");

        await Expect(ana.Page.Locator("[id^=newer-]")).ToHaveCountAsync(0);
        await Expect(ana.Page.Locator(".messages > .message").Last).ToContainTextAsync("hola");
        var numbers = await ana.Page.Locator(".message .body").AllTextContentsAsync();
        var walked = numbers.Where(text => text.StartsWith("mensaje", StringComparison.Ordinal)).Select(text => int.Parse(text["mensaje ".Length..^1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(walked[0], walked.Count), walked);
        Assert.Equal(119, walked[^1]);
    }

    [Fact]
    public async Task A_long_text_unfolds_where_it_stands_and_its_menu_copies_it()
    {
        var ana = await Arrives("ana", options: new() { Permissions = ["clipboard-read", "clipboard-write"] });
        var number = Number();
        var ticket = await Ticket(ana.Viewer, number);
        await Make.Arrives(App.Database, Channel, Now, Make.Text(number, string.Join('\n', Enumerable.Range(0, 60).Select(at => $"línea {at}")), Now.AddSeconds(1)));
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        var bubble = ana.Bubble("línea 59");
        var before = await bubble.BoundingBoxAsync();
        await Until.True(async () =>
        {
            var earlier = before;
            before = await bubble.BoundingBoxAsync();
            return before is not null && (before.Y, before.Height) == (earlier?.Y, earlier?.Height);
        }, "Standing still");

        await bubble.Locator("summary").ClickAsync();

        await Expect(bubble.Locator(".less-text")).ToBeVisibleAsync();
        var after = await bubble.BoundingBoxAsync();
        Assert.True(after!.Height > before!.Height * 2);
        Assert.InRange(Math.Abs(after.Y - before.Y), 0, 2);
        await Menu(ana, bubble);
        await ana.Page.ClickAsync("#bubble-menu [data-act=copy]");
        await Expect(ana.Toast).ToContainTextAsync("Copiado");
        Assert.StartsWith("línea 0\nlínea 1\n", await ana.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task What_a_bubble_offers_depends_on_whose_it_is_and_who_looks()
    {
        var (ana, bruno, _, _) = await Two();
        await ana.Say("Sí, claro");
        await Expect(ana.Bubble("Sí, claro")).ToHaveAttributeAsync("data-delivery", "delivered");

        await Menu(ana, ana.Bubble("Sí, claro"));
        await Expect(ana.Page.Locator("#bubble-menu [data-act=quote]")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator("#bubble-menu .quick")).ToBeHiddenAsync();
        await Menu(bruno, bruno.Bubble("¿Tienen stock?"));
        await Expect(bruno.Page.Locator("#bubble-menu [data-act=copy]")).ToBeVisibleAsync();
        await Expect(bruno.Page.Locator("#bubble-menu .quick, #bubble-menu [data-act=quote]").Filter(new() { Visible = true })).ToHaveCountAsync(0);
    }

    private async Task<(Workplace Ana, Workplace Bruno, Web.FakePhone Phone, Ticket Ticket)> Two()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var (phone, ticket) = await Writes("Marta", "¿Tienen stock?");
        ticket = await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await Expect(ana.Composer).ToBeVisibleAsync();
        return (ana, bruno, phone, ticket);
    }

    // Not the bubble that quotes it.
    private static ILocator Said(Workplace place, int number) => place.Page.Locator($".message:has(.body:text-is('mensaje {number}.'))");

    private static async Task Menu(Workplace place, ILocator bubble)
    {
        await bubble.HoverAsync();
        await bubble.Locator(".bubble-more").ClickAsync();
        await Expect(place.Page.Locator("#bubble-menu")).ToBeVisibleAsync();
    }

    private static async Task React(Workplace place, ILocator bubble, string emoji)
    {
        await Menu(place, bubble);
        await place.Page.ClickAsync($"#bubble-menu [data-emoji='{emoji}']");
        await Expect(place.Page.Locator("#bubble-menu")).ToBeHiddenAsync();
    }
}
