using Convos.Data;
using Convos.Web;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>A block before two operators at once, and the customer's phone.</summary>
public sealed class BlockingInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task What_one_blocks_the_other_sees_blocked_and_takes_back_without_a_reload()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var (phone, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");

        await ana.Page.ClickAsync($"#block-{ticket.ContactId} >> text=Bloquear");
        await ana.Page.FillAsync("#sheet textarea", "Insulta a todos");
        await ana.Page.CheckAsync("#sheet [name=channels]");
        await ana.Page.ClickAsync("#sheet button.main");

        await Expect(ana.Page.Locator("#sheet")).Not.ToBeVisibleAsync();
        await Expect(ana.Row(ticket)).ToHaveCountAsync(0);
        await Expect(ana.Count("mine")).ToHaveTextAsync("0");
        foreach (var place in new[] { ana, bruno })
        {
            await Expect(place.Page.Locator($"#block-{ticket.ContactId}")).ToContainTextAsync($"Bloqueado por {ana.Viewer.Name}");
            await Expect(place.Page.Locator($"#block-{ticket.ContactId}")).ToContainTextAsync("Bloqueado también en WhatsApp");
            await Expect(place.Page.Locator("[data-kind=closed]")).ToContainTextAsync($"{ana.Viewer.Name} bloqueó el contacto");
        }

        var lost = phone.Write("¿Hola?");
        await Until.True(() => Task.FromResult(phone.Chat.Single(bubble => bubble.Wamid == lost).State == BubbleState.Lost));
        await bruno.Page.GotoAsync("/contacts/blocked");
        await Expect(bruno.Page.Locator($"#blocked-{ticket.ContactId}")).ToContainTextAsync("Insulta a todos");
        await bruno.Page.ClickAsync($"#block-{ticket.ContactId} [formaction*=unblock]");

        await Expect(bruno.Page.Locator($"#blocked-{ticket.ContactId}")).ToHaveCountAsync(0);
        await Expect(ana.Page.Locator($"#block-{ticket.ContactId} a.button")).ToContainTextAsync("Bloquear");
        await Until.True(() => Task.FromResult(!App.Graph.Graph.Blocks.Has(Channel.AccountId, FakePhone.Key(ticket.ContactPhone!))));
        phone.Write("Perdón");
        await Expect(ana.Bubble("Perdón")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator($"#messages-{ticket.ThreadId}")).Not.ToContainTextAsync("¿Hola?");
    }

    [Fact]
    public async Task What_was_kept_aside_is_read_by_a_supervisor_who_unblocks_from_there()
    {
        var (ana, lead) = (await Arrives("ana"), await Arrives("lidia", role: Role.Supervisor));
        var (phone, ticket) = await Writes("Marta", "Hola");
        await ana.Page.GotoAsync("/contacts/blocked");
        Assert.Null(await Contacts.Block(App.Database, lead.Viewer, ticket.ContactId, "Spam", Now));
        await Expect(ana.Page.Locator($"#blocked-{ticket.ContactId}")).ToContainTextAsync("Spam");
        phone.Write("compren ya");
        phone.Write("última oferta");
        await Until.True(() => Make.One<bool>(App.Database, "select count(*) = 2 from messages where thread_id = @ThreadId and withheld", new { ticket.ThreadId }));

        await lead.Page.GotoAsync("/contacts/blocked");
        await lead.Page.ClickAsync($"#block-{ticket.ContactId} >> text=Leerlos");
        await Expect(lead.Bubble("compren ya")).ToBeVisibleAsync();
        await Expect(lead.Bubble("última oferta")).ToBeVisibleAsync();
        await lead.Page.ClickAsync($"#block-{ticket.ContactId} [formaction*=unblock]");

        await Expect(lead.Page.Locator($"#block-{ticket.ContactId}")).ToContainTextAsync("Mensajes apartados: 2");
        await Expect(lead.Page.Locator($"#block-{ticket.ContactId} a.button")).ToContainTextAsync("Bloquear");
        await Expect(ana.Page.Locator($"#blocked-{ticket.ContactId}")).ToHaveCountAsync(0);
    }
}
