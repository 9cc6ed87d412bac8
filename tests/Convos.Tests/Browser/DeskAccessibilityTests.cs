using Convos.Data;
using Convos.Web;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>What an operator works with, seen by axe.</summary>
public sealed class DeskAccessibilityTests(TestApp app, BrowserFixture browser) : AxeTest(app, browser)
{
    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_of_the_desk_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var ana = await Arrives("ana", options: Screen(width, height, scheme));
        var bruno = await Colleague("bruno");
        var (_, chat) = await Writes("Marta", "Hola, ¿tienen stock?");
        await Ticket(bruno);
        await Ticket();
        await Move(TicketMove.Take, ana.Viewer, chat);
        await Reply(ana.Viewer, chat, "Sí, quedan tres.");
        await Messages.Note(App.Database, ana.Viewer, chat.Id, "Pide factura A", Guid.NewGuid(), Now);

        await Passes(ana.Page, $"/inbox/mine/{chat.Id}");
        await Passes(ana.Page, "/inbox/unassigned");
        await Passes(ana.Page, "/inbox/all");
        await TheListsHead(ana, bruno, chat);
        await Passes(ana.Page, $"/inbox/mine/{chat.Id}/transfer");
        await Passes(ana.Page, "/inbox/new");
        await Passes(ana.Page, "/inbox/alerts");
        await ana.Page.GotoAsync($"/inbox/mine/{chat.Id}");
        await ana.Choose(available: false);
        await ana.Page.Locator("[value=note]").CheckAsync(new() { Force = true });
        await Passes(ana.Page);
        await AtajosAndMentions(ana, bruno, chat);
        await ana.Page.GotoAsync($"/inbox/mine/{chat.Id}");
        await ana.Page.ClickAsync("[popovertarget=account]");
        await Passes(ana.Page);
        await Passes(ana.Page, "/profile");
        await Passes(ana.Page, "/profile/two-factor");
        await TheLibrary(ana, chat);
        await EnVivo(width, height, scheme);
    }

    private async Task EnVivo(int width, int height, ColorScheme scheme)
    {
        var lead = await Arrives("lead", options: Screen(width, height, scheme), role: Role.Supervisor);
        await Ticket();
        await Make.Rules(App.Database, Inbox, rules => rules with { FirstResponseMinutes = 1 });
        await using (var db = await App.Database.Open())
        {
            await db.ExecuteAsync("update tickets set awaiting_since = @long where inbox_id = @Inbox and awaiting_since is not null", new { Inbox, @long = Now.AddMinutes(-20) });
        }

        await lead.Page.GotoAsync("/supervision");
        await Expect(lead.Page.Locator("#board-alerts li")).Not.ToHaveCountAsync(0);
        await Expect(lead.Page.Locator("#board [data-js-level=late]")).Not.ToHaveCountAsync(0);
        await Passes(lead.Page);
    }

    private async Task TheLibrary(Workplace ana, Ticket chat)
    {
        var lead = await Make.Operator(App.Database, Role.Supervisor, inboxes: Inbox);
        var (file, _) = await App.Services.GetRequiredService<FileFit>().Take(new MemoryStream(Photo.Of()), null, "frente.png", default);
        await Library.Add(App.Database, lead, new("Frente del local", Inbox), file!, Now);
        await Passes(ana.Page, "/library");
        await Passes(ana.Page, $"/inbox/mine/{chat.Id}/library");
        await ana.Page.GotoAsync($"/inbox/mine/{chat.Id}");
        await ana.Page.ClickAsync("#attach");
        await Passes(ana.Page);
        await ana.Page.ClickAsync("#attach-menu a");
        await Expect(ana.Page.Locator("#pick-list li").First).ToBeVisibleAsync();
        await Passes(ana.Page);
    }

    private async Task AtajosAndMentions(Workplace ana, Viewer bruno, Ticket chat)
    {
        var id = (await Shortcuts.Save(App.Database, ana.Viewer, null, ShortcutSettings.Of("saludo", "Hola, {{contacto.nombre}}", ShortcutScope.Personal, null), Now)).Id;
        await ana.Composer.PressSequentiallyAsync("/");
        await Expect(ana.Page.Locator("#suggest [role=option]").First).ToBeVisibleAsync();
        await Passes(ana.Page);
        await ana.Composer.FillAsync("@");
        await Expect(ana.Page.Locator("#suggest [data-available]").First).ToBeVisibleAsync();
        await Passes(ana.Page);
        await ana.Composer.FillAsync("");
        await Messages.Note(App.Database, bruno, chat.Id, $"@{ana.Viewer.Name}, mira esto", Guid.NewGuid(), Now);
        await Passes(ana.Page, "/shortcuts");
        await Passes(ana.Page, "/shortcuts/new");
        await Passes(ana.Page, $"/shortcuts/{id}");
        await ana.Page.GotoAsync("/shortcuts/import");
        await ana.Page.SetInputFilesAsync("#file", new FilePayload { Name = "x.csv", MimeType = "text/csv", Buffer = "name,text\nuno,hola\n,nada\n"u8.ToArray() });
        await ana.Page.ClickAsync(".form .button.main");
        await Expect(ana.Page.Locator(".faulty")).ToBeVisibleAsync();
        await Passes(ana.Page);
        await Passes(ana.Page, "/inbox/mentions");
    }

    private async Task TheListsHead(Workplace ana, Viewer bruno, Ticket chat)
    {
        await using (var db = await App.Database.Open())
        {
            await Tags.Add(App.Database, bruno, chat.Id, (await Tags.Create(db, $"Reclamo {Make.Number()}", "", 5, Now))!.Value, Now);
        }

        await Passes(ana.Page, "/inbox/all?order=waiting&pending=1");
        await ana.Page.ClickAsync("#order-open");
        await Passes(ana.Page);
        await ana.Page.Keyboard.PressAsync("Escape");
        await ana.Page.ClickAsync("#filter-open");
        await Expect(ana.Page.Locator("#filter")).ToBeVisibleAsync();
        await Passes(ana.Page);
        await ana.Page.Keyboard.PressAsync("Escape");
        await ana.Page.ClickAsync("label:has(#picking)");
        await ana.Page.Locator(".row-pick input").First.CheckAsync();
        await Passes(ana.Page);
        await ana.Page.ClickAsync("#bulk .bulk-close");
        await Expect(ana.Page.Locator("#sheet")).ToBeVisibleAsync();
        await Passes(ana.Page);
        await Passes(ana.Page, "/inbox/all/filter");
        await Passes(ana.Page, $"/inbox/all/{chat.Id}/tags");
        await ana.Page.GotoAsync($"/inbox/mine/{chat.Id}");
        await ana.Page.ClickAsync($"#tag-{chat.Id}");
        await Expect(ana.Page.Locator("[data-narrows]")).ToBeFocusedAsync();
        await Passes(ana.Page);
    }
}
