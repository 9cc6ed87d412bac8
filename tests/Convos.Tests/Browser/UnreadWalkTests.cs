using Convos.Data;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>«No leída» at the screen, and where the news begin in a chat that is opened.</summary>
public sealed class UnreadWalkTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task Marked_unread_it_leads_back_to_the_list_and_shows_at_once_in_every_tab_of_that_person_alone()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var (phone, ticket) = await Writes("Marta", "Hola, ¿tienen stock?");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await Expect(bruno.Row(ticket)).ToHaveAttributeAsync("data-unread", "0");
        await bruno.Page.GotoAsync("/inbox/all");
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        var (list, chat) = (await ana.Context.NewPageAsync(), await ana.Context.NewPageAsync());
        await list.GotoAsync("/inbox/all");
        await chat.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Until.True(() => phone.Chat is [{ State: Convos.Web.BubbleState.Read }], "The blue ticks");

        await ana.Page.Keyboard.PressAsync("u");

        await Expect(ana.Page).ToHaveURLAsync(new Uri(App.Address, "/inbox/mine").ToString());
        await Expect(ana.Page).ToHaveTitleAsync("Mi Bandeja · Convos");
        await Expect(ana.Page.Locator(".chat-none")).ToBeVisibleAsync();
        await Expect(ana.Row(ticket)).ToHaveAttributeAsync("data-unread", "1");
        await Expect(ana.Row(ticket).Locator(".row-link")).ToBeFocusedAsync();
        await Expect(list.Locator($"#ticket-{ticket.Id}")).ToHaveAttributeAsync("data-unread", "1");
        await Expect(chat.Locator($"#ticket-{ticket.Id}")).ToHaveAttributeAsync("data-unread", "1");
        await Expect(bruno.Row(ticket)).ToHaveAttributeAsync("data-unread", "0");
        Assert.Equal(Convos.Web.BubbleState.Read, phone.Chat[0].State);

        // A page that brings itself up to date reads nothing; what is new and seen is read.
        await chat.EvaluateAsync("async () => { const { outdated, everyRegion, refreshing } = await import('/js/regions.js'); outdated(everyRegion()); await refreshing(); }");
        await Expect(chat.Locator($"#ticket-{ticket.Id}")).ToHaveAttributeAsync("data-unread", "1");
        phone.Write("¿Y?");
        await Expect(chat.Locator(".message").Filter(new() { HasText = "¿Y?" })).ToBeVisibleAsync();
        await Expect(ana.Row(ticket)).ToHaveAttributeAsync("data-unread", "0");

        await ana.Row(ticket).Locator(".row-link").ClickAsync();
        await ana.Page.ClickAsync($"#unread-{ticket.Id}");
        await Expect(ana.Row(ticket)).ToHaveAttributeAsync("data-unread", "1");
        await ana.Row(ticket).Locator(".row-link").ClickAsync();
        await Expect(ana.Row(ticket)).ToHaveAttributeAsync("data-unread", "0");
        await Expect(list.Locator($"#ticket-{ticket.Id}")).ToHaveAttributeAsync("data-unread", "0");
    }

    [Fact]
    public async Task Several_are_marked_unread_together()
    {
        var ana = await Arrives("ana");
        var (first, second) = (await Ticket(ana.Viewer), await Ticket(ana.Viewer));
        foreach (var ticket in new[] { first, second })
        {
            await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
            await Expect(ana.Row(ticket)).ToHaveAttributeAsync("data-unread", "0");
        }

        await ana.Page.GotoAsync("/inbox/mine");
        await ana.Page.CheckAsync($"#pick-{first.Id}", new() { Force = true });
        await ana.Page.CheckAsync($"#pick-{second.Id}", new() { Force = true });
        await ana.Page.ClickAsync("#bulk [formaction$='handler=unread']");

        await Expect(ana.Row(first)).ToHaveAttributeAsync("data-unread", "1");
        await Expect(ana.Row(second)).ToHaveAttributeAsync("data-unread", "1");
    }

    [Fact]
    public async Task A_chat_opens_where_reading_stopped_with_a_way_to_the_newest_and_back()
    {
        var ana = await Arrives("ana");
        var number = Number();
        var ticket = await Ticket(ana.Viewer, number);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Page.GotoAsync("/inbox/mine");
        await Says(number, 70);

        await ana.Row(ticket).Locator(".row-link").ClickAsync();

        var mark = ana.Page.Locator(".unread-from");
        await Expect(mark).ToHaveTextAsync("70 mensajes nuevos");
        await Expect(mark).ToBeInViewportAsync();
        await Expect(mark.Locator("xpath=following-sibling::li[1]")).ToContainTextAsync("número 1.");
        await Expect(ana.Page.Locator(".unread-up")).ToBeHiddenAsync();
        await ana.Page.ClickAsync(".newer");
        await Expect(ana.Bubble("número 70.")).ToBeInViewportAsync();
        await ana.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "70 mensajes nuevos" }).ClickAsync();
        await Expect(mark).ToBeInViewportAsync();

        await ana.Page.EvaluateAsync("async () => { const { outdated, everyRegion, refreshing } = await import('/js/regions.js'); outdated(everyRegion()); await refreshing(); }");
        await Expect(mark).ToBeInViewportAsync();
        await ana.Page.ReloadAsync();
        await Expect(ana.Bubble("número 70.")).ToBeInViewportAsync();
        await Expect(mark).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_never_read_of_it_starts_at_the_newest_and_few_news_move_nothing()
    {
        var ana = await Arrives("ana");
        var number = Number();
        var ticket = await Ticket(ana.Viewer, number);
        await Says(number, 30);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(ana.Bubble("número 30.")).ToBeInViewportAsync();
        await Expect(ana.Page.Locator(".unread-up")).ToHaveTextAsync("31 mensajes nuevos");
        await ana.Page.GotoAsync("/inbox/mine");
        await Make.Arrives(App.Database, Channel, Now, Make.Text(number, "Una más", Now));

        await ana.Row(ticket).Locator(".row-link").ClickAsync();

        await Expect(ana.Page.Locator(".unread-from")).ToHaveTextAsync("1 mensaje nuevo");
        await Expect(ana.Bubble("Una más")).ToBeInViewportAsync();
        await Expect(ana.Page.Locator(".unread-up")).ToBeHiddenAsync();
    }

    private Task Says(string number, int messages) => Make.Arrives(App.Database, Channel, Now,
        [.. Enumerable.Range(1, messages).Select(at => Make.Text(number, $"Mensaje número {at}.", Now.AddMilliseconds(at)))]);
}
