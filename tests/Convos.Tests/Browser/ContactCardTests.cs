using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Web;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The card beside a chat, before two people: edited in its place, seen live, and never overwritten unseen.</summary>
public sealed class ContactCardTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task What_one_edits_the_other_sees_in_card_head_and_list_without_a_reload()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");

        await ana.Page.ClickAsync(".card-edit");
        await ana.Page.FillAsync("#contact-name", "Marta Sosa");
        await ana.Page.FillAsync("#contact-email", "marta@example.org");
        await ana.Page.ClickAsync(".contact-form .main");

        await Expect(ana.Page.Locator("#card-title")).ToHaveTextAsync("Marta Sosa");
        await Expect(ana.Page.Locator("#chat-title")).ToHaveTextAsync("Marta Sosa");
        await Expect(bruno.Page.Locator("#card-title")).ToHaveTextAsync("Marta Sosa");
        await Expect(bruno.Page.Locator("#chat-title")).ToHaveTextAsync("Marta Sosa");
        await Expect(bruno.Page.Locator($"#ticket-{ticket.Id}")).ToContainTextAsync("Marta Sosa");
        await Expect(bruno.Page.Locator(".contact a[href^=mailto]")).ToHaveTextAsync("marta@example.org");
    }

    [Fact]
    public async Task Of_two_who_edit_the_second_sees_what_changed_and_keeps_what_they_typed()
    {
        Expected.Add("409");
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var ticket = await Ticket(ana.Viewer);
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await bruno.Page.ClickAsync(".card-edit");
        await bruno.Page.FillAsync("#contact-notes", "Llamar de tarde");
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Page.ClickAsync(".card-edit");
        await ana.Page.FillAsync("#contact-email", "marta@example.org");
        await ana.Page.ClickAsync(".contact-form .main");
        await Expect(ana.Page.Locator(".contact a[href^=mailto]")).ToBeVisibleAsync();

        await Expect(bruno.Page.Locator("#contact-notes")).ToHaveValueAsync("Llamar de tarde");
        await bruno.Page.ClickAsync(".contact-form .main");

        await Expect(bruno.Page.Locator(".contact-form .problems")).ToContainTextAsync(ana.Viewer.Name);
        await Expect(bruno.Page.Locator(".contact-form .problems")).ToContainTextAsync("marta@example.org");
        await Expect(bruno.Page.Locator("#contact-notes")).ToHaveValueAsync("Llamar de tarde");
        await bruno.Page.FillAsync("#contact-email", "marta@example.org");
        await bruno.Page.ClickAsync(".contact-form .main");
        await Expect(ana.Page.Locator(".card-notes p")).ToHaveTextAsync("Llamar de tarde");
        await Expect(ana.Page.Locator(".contact a[href^=mailto]")).ToHaveTextAsync("marta@example.org");
    }

    [Fact]
    public async Task Wrong_numbers_and_addresses_are_said_and_nothing_is_lost()
    {
        Expected.Add("422");
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Page.ClickAsync(".card-edit");
        await ana.Page.FillAsync("#contact-phone-1", "12");
        await ana.Page.FillAsync("#contact-email", "marta");

        await ana.Page.ClickAsync(".contact-form .main");

        await Expect(ana.Page.Locator(".contact-form .problems li")).ToHaveCountAsync(2);
        await Expect(ana.Page.Locator("#contact-email")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(ana.Page.Locator("#contact-phone-1")).ToHaveValueAsync("12");
        await ana.Page.ClickAsync(".contact-form .actions a");
        await Expect(ana.Page.Locator(".card-edit")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Whoever_may_know_them_no_longer_is_told_nothing_more()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var elsewhere = await Make.Inbox(App.Database);
        var ticket = await Make.Ticket(App.Database, await App.Channel(elsewhere), Now, Number());
        await using (var db = await App.Database.Open())
        {
            await Dapper.SqlMapper.ExecuteAsync(db, "update tickets set inbox_id = @Inbox where id = @id", new { Inbox, id = ticket.Id });
        }

        Expected.Add("404");
        await bruno.Page.GotoAsync($"/contacts/{ticket.ContactId}");
        await Expect(bruno.Page.Locator("#card-title")).ToBeVisibleAsync();
        await using (var db = await App.Database.Open())
        {
            await Dapper.SqlMapper.ExecuteAsync(db, "update tickets set inbox_id = @elsewhere where id = @id", new { elsewhere, id = ticket.Id });
        }

        var admin = await Make.Operator(App.Database, Role.Admin);
        await using (var db = await App.Database.Open())
        {
            var card = (await Contacts.Card(db, admin, ticket.ContactId))!;
            await Contacts.Save(App.Database, admin, ticket.ContactId, card.Contact.Version, Contacts.SettingsOf(card) with { Name = "Secreto" }, Now);
        }

        await Task.Delay(1500);   // As long as the news takes, and more: it must not come.
        await Expect(bruno.Page.GetByText("Secreto")).ToHaveCountAsync(0);
        await ana.Page.GotoAsync("/inbox/mine");
    }

    [Fact]
    public async Task Tags_go_on_and_off_and_the_activity_tells_who_did_what()
    {
        var (ana, bruno) = (await Arrives("ana"), await Arrives("bruno"));
        var ticket = await Ticket(ana.Viewer);
        var name = $"Mayorista {Make.Number()}";
        await using (var db = await App.Database.Open())
        {
            await Tags.Create(db, name, "", 3, Now);
        }

        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Page.ClickAsync("[id^=tag-contact]");
        await ana.Page.ClickAsync($"#tag-choices button:has-text('{name}')");
        await Expect(ana.Page.Locator(".card-tags .tag")).ToHaveTextAsync([name]);
        await Expect(bruno.Page.Locator(".card-tags .tag")).ToHaveTextAsync([name]);
        await ana.Page.Keyboard.PressAsync("Escape");
        await bruno.Page.ClickAsync(".card-tags .tag button");
        await Expect(ana.Page.Locator(".card-tags .tag")).ToHaveCountAsync(0);

        await ana.Page.ClickAsync("#card-activity summary");
        await Expect(ana.Page.Locator("#card-activity .entry").First).ToContainTextAsync($"{bruno.Viewer.Name} quitó");
        await ana.Page.ClickAsync("#card-activity .chips a:has-text('Ficha')");
        await Expect(ana.Page.Locator("#card-activity .entry")).ToHaveCountAsync(2);
        await ana.Page.ClickAsync("#card-activity .chips a:has-text('Tickets')");
        var entry = ana.Page.Locator("#card-activity .entry a").First;
        await Expect(entry).ToHaveAttributeAsync("href", new Regex($"^/inbox/all/{ticket.Id}\\?around=\\d+#event-\\d+$"));
        var place = (await entry.GetAttributeAsync("href"))!.Split('#')[1];
        await entry.ClickAsync();
        await Expect(ana.Page.Locator($"#{place}")).ToBeInViewportAsync();
    }
}
