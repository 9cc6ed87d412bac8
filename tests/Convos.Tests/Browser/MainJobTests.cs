using Convos.Data;
using Convos.Web;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>Two operators at two browsers and a customer at their phone, from the first message to «Reabrir».</summary>
public sealed class MainJobTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task From_the_customers_message_to_finalizar_and_reabrir_with_nobody_reloading_a_page()
    {
        var ana = await Arrives("ana");
        var bruno = await Arrives("bruno");
        await ana.Page.GotoAsync("/inbox/unassigned");
        await bruno.Page.GotoAsync("/inbox/unassigned");
        await bruno.Page.EvaluateAsync("() => { window.untouched = true; }");
        var number = Number();
        var phone = Phone("Marta Gómez", number);

        phone.Write("Hola, ¿tienen stock?");

        await Expect(ana.Page.Locator("#tickets .row-name")).ToHaveTextAsync("Marta Gómez");
        await Expect(bruno.Page.Locator("#tickets .row-name")).ToHaveTextAsync("Marta Gómez");
        await Expect(ana.Count("unassigned")).ToHaveTextAsync("1");
        await Expect(bruno.Count("unassigned")).ToHaveTextAsync("1");
        var ticket = await Make.Of(App.Database, Channel, number);

        await ana.Row(ticket).Locator(".row-link").ClickAsync();
        await Expect(ana.Bubble("¿tienen stock?")).ToBeVisibleAsync();
        await ana.Move("take", ticket).ClickAsync();

        await Expect(bruno.Row(ticket)).ToHaveCountAsync(0);
        await Expect(bruno.Count("unassigned")).ToHaveTextAsync("0");
        await Expect(ana.Row(ticket)).ToHaveCountAsync(0);
        await Expect(ana.Count("mine")).ToHaveTextAsync("1");
        await Expect(bruno.Count("mine")).ToHaveTextAsync("0");
        Assert.True(await bruno.Page.EvaluateAsync<bool>("() => window.untouched"));

        await ana.Page.ClickAsync("#rail a[href='/inbox/mine']");
        await ana.Row(ticket).Locator(".row-link").ClickAsync();
        await Expect(ana.Page).ToHaveURLAsync(new Uri(App.Address, $"/inbox/mine/{ticket.Id}").ToString());
        await ana.Say("¡Hola, Marta! Sí, quedan tres.");
        await Expect(ana.Composer).ToHaveValueAsync("");
        await Expect(ana.Bubble("quedan tres")).ToHaveAttributeAsync("data-delivery", "delivered");
        phone.Look();
        await Expect(ana.Bubble("quedan tres")).ToHaveAttributeAsync("data-delivery", "read");
        Assert.Contains(phone.Chat, bubble => !bubble.Mine && bubble.Text == "¡Hola, Marta! Sí, quedan tres.");

        phone.Write("Buenísimo, paso hoy.");
        await Expect(ana.Bubble("paso hoy")).ToBeVisibleAsync();

        await ana.Move("close", ticket).ClickAsync();
        await Expect(ana.Move("reopen", ticket)).ToBeVisibleAsync();
        await Expect(ana.Bubble("paso hoy")).ToBeVisibleAsync();
        await Expect(ana.Row(ticket)).ToHaveCountAsync(0);
        await Expect(ana.Count("mine")).ToHaveTextAsync("0");
        await Expect(ana.Composer).ToBeHiddenAsync();

        await ana.Move("reopen", ticket).ClickAsync();
        await Expect(ana.Move("close", ticket)).ToBeVisibleAsync();
        await Expect(ana.Row(ticket)).ToBeVisibleAsync();
        await Expect(ana.Count("mine")).ToHaveTextAsync("1");
        await Expect(ana.Composer).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_reply_shows_a_clock_then_one_tick_then_two_then_that_it_was_read()
    {
        var ana = await Arrives("ana");
        var (phone, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(ana.Composer).ToBeVisibleAsync();
        await ana.Page.EvaluateAsync(
            """
            () => {
              window.ticks = [];
              new MutationObserver(() => {
                const bubble = document.querySelector('.message.out');
                const now = bubble && `${bubble.querySelector('.ticks use').getAttribute('href').split('#')[1]} ${bubble.dataset.delivery === 'read'}`;
                if (now && ticks.at(-1) !== now) ticks.push(now);
              }).observe(document.querySelector('.messages'), { childList: true, subtree: true, attributes: true });
            }
            """);
        // Meta takes its time, and its webhooks find no way before the first tick was seen: no state is gone before anybody could see it.
        App.Graph.Graph.FailNext(GraphFault.Late(TimeSpan.FromSeconds(5)), Channel.AccountId);
        var (number, seen) = (App.Graph.Graph.Numbers.Single(one => one.Id == Channel.AccountId), false);
        App.Graph.Graph.Connect(number with { Webhook = () => Volatile.Read(ref seen) ? number.Webhook() : new("http://127.0.0.1:1/") });

        await ana.Say("Buenas");
        await Expect(ana.Bubble("Buenas").Locator(".ticks")).ToContainTextAsync("Enviado");
        Volatile.Write(ref seen, true);
        await Expect(ana.Bubble("Buenas").Locator(".ticks")).ToContainTextAsync("Entregado");
        phone.Look();
        await Expect(ana.Bubble("Buenas").Locator(".ticks")).ToContainTextAsync("Leído");

        Assert.Equal(["clock false", "check false", "check-check false", "check-check true"], await ana.Page.EvaluateAsync<string[]>("() => ticks"));
    }

    [Fact]
    public async Task Of_two_who_press_asignarme_at_once_one_wins_and_the_other_sees_who()
    {
        Expected.Add("status of 409");
        var ana = await Arrives("ana");
        var bruno = await Arrives("bruno");
        var ticket = await Ticket();
        var both = new TaskCompletionSource();
        var pressed = new CountdownEvent(2);
        foreach (var person in new[] { ana, bruno })
        {
            await person.Context.RouteAsync("**/*handler=take", async route =>
            {
                pressed.Signal();
                await both.Task;
                await route.ContinueAsync();
            });
            await person.Page.GotoAsync($"/inbox/unassigned/{ticket.Id}");
            await Expect(person.Move("take", ticket)).ToBeVisibleAsync();
        }

        await ana.Move("take", ticket).ClickAsync();
        await bruno.Move("take", ticket).ClickAsync();
        Assert.True(await Task.Run(() => pressed.Wait(Until.Patience)), "Both had pressed.");
        both.SetResult();

        var held = await Eventually(async () => await Make.Ticket(App.Database, ticket.Id) is { OperatorId: not null } now ? now : null, "a holder");
        var (winner, loser) = held.OperatorId == ana.Viewer.Id ? (ana, bruno) : (bruno, ana);
        await Expect(loser.Toast).ToContainTextAsync($"Lo tiene {winner.Viewer.Name}.");
        await Expect(loser.Page.Locator(".head-holder .if-others")).ToHaveTextAsync(winner.Viewer.Name);
        await Expect(winner.Page.Locator(".head-holder .if-mine")).ToHaveTextAsync("Asignado a ti");
        await Expect(winner.Composer).ToBeVisibleAsync();
        await Expect(winner.Toast).ToHaveCountAsync(0);
        await Expect(loser.Composer).ToBeHiddenAsync();
    }
}
