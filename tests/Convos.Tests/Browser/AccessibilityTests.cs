using Convos.Data;
using Dapper;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>WCAG 2.2 AA as far as a machine can tell, on both widths and in both themes; and the main job by keyboard alone.</summary>
public sealed class AccessibilityTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    public static TheoryData<int, int, ColorScheme> Screens => new()
    {
        { 1366, 768, ColorScheme.Light }, { 1366, 768, ColorScheme.Dark }, { 360, 740, ColorScheme.Light }, { 360, 740, ColorScheme.Dark },
    };

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
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_about_people_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var admin = await Arrives("admin", options: Screen(width, height, scheme), role: Role.Admin);
        var (id, _) = await Links.Invited(App.Database, admin.Viewer, Links.Email());
        var team = await Teams.Save(App.Database, admin.Viewer.Id, null, new($"Mostrador {Make.Number()}", "Los de adelante"), [id], Now);

        await Passes(admin.Page, "/settings/people");
        await Passes(admin.Page, "/settings/people/new");
        await Passes(admin.Page, $"/settings/people/{id}");
        await admin.Page.ClickAsync(".access .button >> nth=0");
        await Expect(admin.Page.Locator("#new-link")).ToBeVisibleAsync();
        await Passes(admin.Page);
        await Passes(admin.Page, $"/settings/people/{admin.Viewer.Id}/disable");
        await Passes(admin.Page, "/settings/teams");
        await Passes(admin.Page, $"/settings/teams/{team}");
        await Passes(admin.Page, "/settings/audit");
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

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_about_channels_and_the_system_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var admin = await Arrives("admin", options: Screen(width, height, scheme), role: Role.Admin);
        var parked = await Make.One<long>(
            App.Database,
            "insert into inbound_events (channel_id, received_at, body, state, settled_at, error) values (@Id, @Now, '{}', 'parked', @Now, 'no entra') returning id",
            new { Channel.Id, Now });
        await Make.One<long>(
            App.Database, "insert into inbound_strangers (inbound_event_id, account_id, seen_at) values (@parked, '999000111', @Now) returning inbound_event_id", new { parked, Now });

        await Passes(admin.Page, "/settings/channels");
        await Passes(admin.Page, "/settings/channels/new");
        await admin.Page.GotoAsync($"/settings/channels/{Channel.Name}");
        await admin.Page.ClickAsync("#checks .button");
        await Expect(admin.Page.Locator("#checks .findings li").First).ToBeVisibleAsync();
        await admin.Page.ClickAsync("details > summary");
        await Passes(admin.Page);
        await Passes(admin.Page, "/settings/system");
        await Passes(admin.Page, $"/settings/system/events/{parked}");
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_before_signing_in_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var options = Screen(width, height, scheme);
        options.BaseURL = App.Address.ToString();
        await using var context = await Browser.NewContextAsync(options);
        var page = await context.NewPageAsync();

        await Passes(page, "/login");
        await page.FillAsync("#Email", "nadie@convos.test");
        await page.FillAsync("#Password", "equivocada");
        await page.ClickAsync("form .button.main");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Passes(page);
        await Passes(page, "/forgot");
        await page.FillAsync("#Email", "nadie@convos.test");
        await page.ClickAsync("form .button.main");
        await Passes(page);
        var admin = await App.Person(Links.Email("admin"), Role.Admin);
        var (_, token) = await Links.Invited(App.Database, admin, Links.Email());
        await Passes(page, $"/welcome/{token}");
        await Claimed(null);
        await Passes(page, "/setup");
        await Claimed(Now);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_page_of_schedules_and_greetings_breaks_a_rule(int width, int height, ColorScheme scheme)
    {
        var schedule = await DialogueDesk.Schedule(App.Database);
        var email = $"admin{Make.Number()}@convos.test";
        await using var admin = await Workplace.SignedIn(Browser, App.Address, await App.Person(email, Role.Admin), email, Screen(width, height, scheme));

        await Passes(admin.Page, "/settings/schedules");
        await Passes(admin.Page, "/settings/schedules/new");
        await Passes(admin.Page, $"/settings/schedules/{schedule}");
        await Passes(admin.Page, $"/settings/schedules/{schedule}?version=1");
        await Passes(admin.Page, $"/settings/channels/{Channel.Name}/dialogue");
    }

    [Fact]
    public async Task By_keyboard_alone_one_reaches_the_list_opens_a_ticket_and_answers()
    {
        var ana = await Arrives("ana");
        var (phone, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync("/inbox/mine");

        await TabTo(ana.Page, ".row-link");
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Composer).ToBeVisibleAsync();
        await TabTo(ana.Page, "#body");
        await ana.Page.Keyboard.TypeAsync("Sin ratón");
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Bubble("Sin ratón")).ToHaveAttributeAsync("data-delivery", "delivered");
        await Expect(ana.Composer).ToBeFocusedAsync();
        Assert.Contains(phone.Chat, bubble => bubble.Text == "Sin ratón");
    }

    [Fact]
    public async Task The_first_tab_leads_past_the_menu_to_the_content()
    {
        var ana = await Arrives("ana");
        await ana.Page.GotoAsync("/inbox/all");

        await ana.Page.Keyboard.PressAsync("Tab");
        var skip = ana.Page.GetByRole(AriaRole.Link, new() { Name = "Saltar al contenido" });
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Page.Locator("#main")).ToBeFocusedAsync();
    }

    private static BrowserNewContextOptions Screen(int width, int height, ColorScheme scheme) =>
        new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme };

    private static async Task Passes(IPage page, string? path = null)
    {
        if (path is not null)
        {
            var answer = await page.GotoAsync(path);
            Assert.True(answer!.Ok, $"{path}: {answer.Status}");
        }

        var result = await page.RunAxe(Rules);
        Assert.NotEmpty(result.Passes);
        var broken = result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{page.Url} {rule.Id}: {node.Html}")).ToList();
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    private static async Task TabTo(IPage page, string selector)
    {
        for (var presses = 0; presses < 40; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"Forty presses of Tab do not reach {selector}.");
    }

    private async Task Claimed(DateTime? at)
    {
        await using var db = await App.Database.Open();
        await db.ExecuteAsync("update installation set claimed_at = @at", new { at });
    }
}
