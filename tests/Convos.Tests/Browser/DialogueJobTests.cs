using Convos.Data;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>A customer whom the menu leads to an inbox, and the operator who finds there all that was said.</summary>
public sealed class DialogueJobTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task From_the_greeting_to_the_chosen_inbox_and_a_bot_that_is_silent_from_then_on()
    {
        var elsewhere = await Make.Inbox(App.Database);
        await Dialogues.Save(App.Database, null, Channel.Name, new Dialogue(
            "¡Hola! Elige:", [new("Compras", elsewhere), new("Reclamos", Inbox)], new("Una persona", elsewhere), null, "", "Ya te atienden.", "No entendí."), true, Now);
        var ana = await Arrives("ana");
        await ana.Page.GotoAsync("/inbox/unassigned");
        var number = Number();
        var phone = Phone("Marta Gómez", number);

        phone.Write("Hola, ¿hay alguien?");
        await Until.True(() => phone.Chat.Any(bubble => !bubble.Mine && bubble.Text == "¡Hola! Elige:\n\n1. Compras\n2. Reclamos\n3. Una persona"), "The greeting");
        await Expect(ana.Count("unassigned")).ToHaveTextAsync("0");
        phone.Write("2");

        await Expect(ana.Page.Locator("#tickets .row-name")).ToHaveTextAsync("Marta Gómez");
        await Expect(ana.Count("unassigned")).ToHaveTextAsync("1");
        var ticket = await Make.Of(App.Database, Channel, number);
        Assert.Equal((Inbox, TicketOrigin.Dialogue), (ticket.InboxId, ticket.Origin));
        await ana.Page.GotoAsync($"/inbox/unassigned/{ticket.Id}");
        await Expect(ana.Bubble("¿hay alguien?")).ToBeVisibleAsync();
        await Expect(ana.Bubble("¡Hola! Elige")).ToContainTextAsync("Asistente automático");
        await Expect(ana.Bubble("Ya te atienden.")).ToHaveAttributeAsync("data-delivery", "delivered");
        await Expect(ana.Page.Locator(".messages > .message")).ToHaveCountAsync(4);

        await ana.Move("take", ticket).ClickAsync();
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Say("Hola, Marta, soy Ana.");
        await Until.True(() => phone.Chat.Any(bubble => bubble.Text == "Hola, Marta, soy Ana."), "Ana's answer");
        phone.Write("1");

        await Expect(ana.Page.Locator(".message.in")).ToHaveCountAsync(3);
        await Expect(ana.Page.Locator(".message[data-author=bot]")).ToHaveCountAsync(2);
        Assert.Equal(3, phone.Chat.Count(bubble => !bubble.Mine));
    }

    [Fact]
    public async Task While_an_administrator_writes_the_page_shows_what_customers_will_read_and_whether_it_would_be_open()
    {
        var email = $"admin{Make.Number()}@convos.test";
        await using var admin = await Workplace.SignedIn(Browser, App.Address, await App.Person(email, Role.Admin), email);

        await admin.Page.GotoAsync($"/settings/channels/{Channel.Name}/dialogue");
        await admin.Page.FillAsync("#greeting", "¡Buenas!");
        await Expect(admin.Page.Locator(".said dd").First).ToContainTextAsync("¡Buenas!");
        await admin.Page.GotoAsync("/settings/schedules/new");
        await admin.Page.FillAsync("#zone", "Asia/Kolkata");
        await admin.Page.Keyboard.PressAsync("Tab");
        await Expect(admin.Page.Locator("#now")).ToContainTextAsync("cerrado, sin próxima apertura");

        Assert.Empty(admin.Complaints);
    }
}
