using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>What opens beside a chat or a list, and the same on a page of its own.</summary>
public sealed class SheetTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task A_closing_that_is_refused_keeps_its_sheet_with_all_that_was_typed_until_it_is_right()
    {
        Expected.Add("status of 422");
        var (ana, ticket) = await HoldsOneThatAsks();
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");

        await ana.Move("close", ticket).ClickAsync();
        await ana.Page.SelectOptionAsync("#sheet [name=reason]", "No respondió");
        await ana.Page.FillAsync("#sheet [name=observation]", "   ");
        await ana.Page.ClickAsync("#sheet .main");

        await Expect(ana.Page.Locator("#sheet .problems")).ToHaveTextAsync("Esta bandeja pide una observación para finalizar.");
        await Expect(ana.Page.Locator("#sheet [name=reason]")).ToHaveValueAsync("No respondió");
        await Expect(ana.Page.Locator("#sheet [name=observation]")).ToBeFocusedAsync();
        await ana.Page.FillAsync("#sheet [name=observation]", "Llamar el lunes");
        await ana.Page.ClickAsync("#sheet .main");
        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
        await Expect(ana.Move("reopen", ticket)).ToBeVisibleAsync();
        await Expect(ana.Page.Locator("#main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_was_refused_of_many_stays_picked_for_another_try()
    {
        var (ana, ticket) = await HoldsOneThatAsks();
        await ana.Page.GotoAsync("/inbox/mine");

        await ana.Row(ticket).HoverAsync();
        await ana.Row(ticket).Locator(".row-pick input").CheckAsync();
        await ana.Page.ClickAsync("#bulk .bulk-close");
        await ana.Page.FillAsync("#sheet [name=observation]", "   ");
        await ana.Page.ClickAsync("#sheet .main");
        await Expect(ana.Page.Locator("#sheet .refusals li")).ToContainTextAsync("pide una observación");
        await ana.Page.Keyboard.PressAsync("Escape");

        await Expect(ana.Row(ticket).Locator(".row-pick input")).ToBeCheckedAsync();
        await Expect(ana.Page.Locator("#bulk-count")).ToHaveTextAsync("1 seleccionado");
    }

    [Fact]
    public async Task Opened_in_a_tab_of_their_own_they_lead_back_to_the_desk()
    {
        var (ana, ticket) = await HoldsOneThatAsks();
        var elsewhere = await Make.Inbox(App.Database);

        await ana.Page.GotoAsync($"/inbox/mine/filter?ticket={ticket.Id}");
        await ana.Page.CheckAsync("#filter [name=pending]");
        await ana.Page.ClickAsync("#filter .main");
        await Expect(ana.Page).ToHaveURLAsync(At($"/inbox/mine/{ticket.Id}?pending=1"));
        await Expect(ana.Row(ticket)).ToBeVisibleAsync();

        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}/close");
        await ana.Page.FillAsync("main [name=observation]", "Llamar el lunes");
        await ana.Page.ClickAsync("main .main");
        await Expect(ana.Page).ToHaveURLAsync(At($"/inbox/mine/{ticket.Id}"));
        await Expect(ana.Move("reopen", ticket)).ToBeVisibleAsync();

        await ana.Move("reopen", ticket).ClickAsync();
        await Expect(ana.Move("transfer", ticket)).ToBeVisibleAsync();
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}/transfer");
        await ana.Page.CheckAsync($".choices [value='inbox-{elsewhere}']");
        await ana.Page.ClickAsync("main .if-there");
        await Expect(ana.Page).ToHaveURLAsync(At("/inbox/mine"));
        await Expect(ana.Row(ticket)).ToHaveCountAsync(0);
    }

    private string At(string path) => new Uri(App.Address, path).ToString();

    private async Task<(Workplace Ana, Ticket Ticket)> HoldsOneThatAsks()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await using var db = await App.Database.Open();
        var settings = (await Inboxes.SettingsOf(db, ticket.InboxId))! with { RequiresObservation = true, ClosingReasons = ["Resuelto", "No respondió"] };
        var members = (await Inboxes.Members(db, ticket.InboxId)).Where(member => member.Duty is not null).ToDictionary(member => member.OperatorId, member => member.Duty!.Value);
        Assert.Null((await Inboxes.Save(App.Database, ana.Viewer.Id, ticket.InboxId, settings, members, Now)).Problem);
        return (ana, ticket);
    }
}
