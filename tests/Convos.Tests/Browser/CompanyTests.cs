using Convos.Data;
using Convos.Web;
using Convos.Web.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>Two people at one chat, of one node or of two: who looks, who writes, and the customer who sees it too.</summary>
public sealed class CompanyTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task A_colleague_is_seen_looking_then_writing_and_neither_sees_themselves()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(Company(ana)).ToHaveCountAsync(0);

        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");

        await Expect(Company(ana)).ToHaveTextAsync([Looks(bruno)]);
        await Expect(Company(bruno)).ToHaveTextAsync([Looks(ana)]);
        // Six seconds, in which a busy machine would not have looked.
        using (App.Clock.Still())
        {
            await ana.Composer.PressSequentiallyAsync("Sale");
            await Expect(Company(bruno)).ToHaveTextAsync([$"{Initials(ana)}{ana.Viewer.Name} está escribiendo…"]);
            await bruno.Page.ReloadAsync();
            await Expect(Company(bruno)).ToHaveCountAsync(1);
            await Expect(Company(ana)).ToHaveTextAsync([Looks(bruno)]);
        }

        // It ends by itself.
        await Expect(Company(bruno)).ToHaveTextAsync([Looks(ana)]);
        await ana.Page.GotoAsync("/inbox/mine");
        await Expect(Company(bruno)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_written_is_there_and_nobody_is_writing_it_any_more()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await bruno.Page.Locator("[name=mode][value=note]").CheckAsync(new() { Force = true });
        // It does not end by itself.
        using var standing = App.Clock.Still();
        await bruno.Composer.PressSequentiallyAsync("Es cliente");
        await Expect(Company(ana)).ToHaveTextAsync([$"{Initials(bruno)}{bruno.Viewer.Name} está escribiendo una nota…"]);

        await bruno.Composer.PressAsync("Enter");

        await Expect(ana.Bubble("Es cliente")).ToBeVisibleAsync();
        await Expect(Company(ana)).ToHaveTextAsync([Looks(bruno)]);
    }

    [Fact]
    public async Task Two_nodes_tell_each_other_and_one_that_has_gone_is_forgotten()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        var other = await TestApp.On(App.Database);
        var bruno = await Arrives("bruno", other.Address);

        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await Expect(Company(ana)).ToHaveTextAsync([Looks(bruno)]);
        await Expect(Company(bruno)).ToHaveTextAsync([Looks(ana)]);
        using (other.Clock.Still())
        {
            await ana.Composer.PressSequentiallyAsync("Sale");
            await Expect(Company(bruno)).ToContainTextAsync(["está escribiendo…"]);
        }

        await bruno.Page.CloseAsync();
        await other.DisposeAsync();

        await Expect(Company(ana)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_looks_elsewhere_hears_nothing_of_it()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var (ticket, another) = (await Ticket(ana.Viewer), await Ticket(ana.Viewer));
        await bruno.Page.GotoAsync($"/inbox/all/{another.Id}");
        await ana.Page.GotoAsync($"/inbox/mine/{another.Id}");
        await Expect(Company(bruno)).ToHaveTextAsync([Looks(ana)]);

        await ana.Row(ticket).Locator(".row-link").ClickAsync();
        await Expect(ana.Page).ToHaveURLAsync(new Uri(App.Address, $"/inbox/mine/{ticket.Id}").ToString());
        await ana.Composer.PressSequentiallyAsync("Sale");

        await Expect(Company(bruno)).ToHaveCountAsync(0);
        await Expect(Company(ana)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_customer_sees_the_holder_type_from_their_own_tray_and_no_note_and_nobody_else()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var (phone, ticket) = await Writes("Marta", "Hola, ¿tienen stock?");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await bruno.Page.Locator("[name=mode][value=note]").CheckAsync(new() { Force = true });
        await bruno.Composer.PressSequentiallyAsync("Es cliente");
        await ana.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        using (App.Clock.Still())
        {
            await ana.Composer.PressSequentiallyAsync("De «Todo»");
            await Expect(Company(bruno)).ToContainTextAsync(["está escribiendo…"]);
            await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
            await ana.Page.Locator("[name=mode][value=note]").CheckAsync(new() { Force = true });
            await ana.Composer.PressSequentiallyAsync("De la suya");
            await Expect(Company(bruno)).ToContainTextAsync(["está escribiendo una nota…"]);
        }

        Assert.DoesNotContain(Calls(), call => call.Typing is not null);
        Assert.False(phone.SeesTyping);

        await ana.Page.Locator("[name=mode][value=reply]").CheckAsync(new() { Force = true });
        await ana.Composer.PressSequentiallyAsync(" Sí");

        await Until.True(() => phone.SeesTyping, "«escribiendo…» on the phone");
        var mine = phone.Chat[0].Wamid;
        var call = Assert.Single(Calls(), call => call.Typing is not null);
        Assert.Equal((200, "read", mine, "text", null), (call.Status, call.Type, call.Read, call.Typing, call.To));
        await ana.Composer.PressAsync("Enter");
        await Until.True(() => !phone.SeesTyping, "The answer instead");
    }

    private static ILocator Company(Workplace place) => place.Page.Locator(".company > li");

    private IEnumerable<GraphRequest> Calls() => App.Graph.Graph.Requests.All.Where(call => call.PhoneNumberId == Channel.AccountId);

    private static string Looks(Workplace place) => $"{Initials(place)}{place.Viewer.Name} está viendo";

    private static string Initials(Workplace place) => Words.Initials(place.Viewer.Name);
}
