using Convos.Data;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The main job in a browser that runs no scripts, by posts and reloads.</summary>
public sealed class WithoutJavaScriptTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task An_operator_arrives_takes_answers_finishes_and_reopens()
    {
        var ana = await Arrives("ana", options: new() { JavaScriptEnabled = false });
        var (phone, ticket) = await Writes("Marta", "Hola, ¿tienen stock?");

        await ana.Page.ClickAsync("#rail a[href='/inbox/unassigned']");
        await Expect(ana.Presence).ToHaveAttributeAsync("data-available", "true");
        await Expect(ana.Count("unassigned")).ToHaveTextAsync("1");
        await ana.Row(ticket).Locator(".row-link").ClickAsync();
        await Expect(ana.Bubble("¿tienen stock?")).ToBeVisibleAsync();
        await ana.Move("take", ticket).ClickAsync();

        await Expect(ana.Page.Locator(".head-holder .if-mine")).ToBeVisibleAsync();
        await ana.Composer.FillAsync("Sí, quedan tres.");
        await ana.Page.ClickAsync("#reply .send.for-reply.if-on");
        await Eventually(
            async () =>
            {
                await ana.Page.ReloadAsync();
                return await ana.Bubble("quedan tres").GetAttributeAsync("data-delivery") == "delivered" ? ana : null;
            },
            "two ticks");
        Assert.Contains(phone.Chat, bubble => bubble.Text == "Sí, quedan tres.");

        await ana.Move("close", ticket).ClickAsync();
        await Expect(ana.Bubble("quedan tres")).ToBeVisibleAsync();
        await Expect(ana.Composer).ToBeHiddenAsync();
        await ana.Move("reopen", ticket).ClickAsync();
        await Expect(ana.Move("close", ticket)).ToBeVisibleAsync();
        await Expect(ana.Composer).ToBeVisibleAsync();
        await Expect(ana.Count("mine")).ToHaveTextAsync("1");
    }

    [Fact]
    public async Task A_refused_reply_comes_back_with_its_text_and_the_way_out()
    {
        var ana = await Arrives("ana", options: new() { JavaScriptEnabled = false });
        var (phone, ticket) = await Writes("Marta", "Hola");
        await ana.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await ana.Move("take", ticket).ClickAsync();
        await ana.Composer.FillAsync("Quedan tres");
        await Presences.Choose(App.Database, ana.Viewer.Id, available: false, Now);

        await ana.Page.ClickAsync("#reply .send.for-reply.if-on");
        await Expect(ana.Toast).ToContainTextAsync("Para eso tienes que estar En línea.");
        await Expect(ana.Composer).ToHaveValueAsync("Quedan tres");
        await ana.Toast.Locator("button.main").ClickAsync();

        await Expect(ana.Bubble("Quedan tres")).ToHaveCountAsync(1);
        await Expect(ana.Presence).ToHaveAttributeAsync("data-available", "true");
        await Eventually(() => Task.FromResult(phone.Chat.SingleOrDefault(bubble => bubble.Text == "Quedan tres")), "the message on the phone");
    }
}
