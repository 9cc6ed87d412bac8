using Convos.Data;
using Convos.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>People come, are sent away, forget their passwords, and the audit tells of it: in real browsers.</summary>
public sealed class PeopleInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task An_invitation_leads_to_a_password_and_to_the_first_sign_in()
    {
        var admin = await Administers();
        var email = Links.Email("carla");

        await admin.Page.GotoAsync("/settings/people");
        await admin.Page.ClickAsync("a[href='/settings/people/new']");
        await admin.Page.FillAsync("#name", "Carla Díaz");
        await admin.Page.FillAsync("#email", email);
        await admin.Page.SelectOptionAsync($"#duty-{Inbox}", "Attends");
        await admin.Page.ClickAsync("form.form .button.main");
        var link = await admin.Page.InputValueAsync("#new-link");
        await admin.Page.ReloadAsync();
        await Expect(admin.Page.Locator("#new-link")).ToHaveCountAsync(0);

        var carla = await Stranger();
        await carla.GotoAsync(link);
        await Expect(carla.Locator("main")).ToContainTextAsync("Hola, Carla Díaz");
        await carla.FillAsync("#Password", "una clave larga");
        await carla.ClickAsync("form .button.main");
        await carla.WaitForURLAsync("**/inbox/mine");
        await Expect(carla.Locator("#presence")).ToHaveAttributeAsync("data-available", "true");

        await carla.GotoAsync(link);
        await Expect(carla.GetByRole(AriaRole.Alert)).ToContainTextAsync("ya se usó");
        await admin.Page.GotoAsync($"/settings/people?q={email}");
        await Expect(admin.Page.Locator(".things tbody tr")).ToContainTextAsync("En línea");
    }

    [Fact]
    public async Task The_link_is_copied_with_one_click()
    {
        var admin = await Administers(new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await admin.Page.GotoAsync("/settings/people/new");
        await admin.Page.FillAsync("#name", "Carla Díaz");
        await admin.Page.FillAsync("#email", Links.Email("carla"));
        await admin.Page.ClickAsync("form.form .button.main");

        await admin.Page.ClickAsync("[data-copy]");

        await Expect(admin.Page.Locator("[data-copy]")).ToHaveTextAsync("Copiado");
        Assert.Equal(await admin.Page.InputValueAsync("#new-link"), await admin.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Whoever_is_disabled_in_one_browser_is_out_of_the_other_within_five_seconds()
    {
        Expected.Add("status of 401");
        var admin = await Administers();
        var ana = await Arrives("ana");
        await Expect(ana.Presence).ToHaveAttributeAsync("data-available", "true");
        await admin.Page.GotoAsync($"/settings/people/{ana.Viewer.Id}/disable");

        await admin.Page.ClickAsync(".button.danger");

        await Expect(ana.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login"));
        await Expect(admin.Page.Locator(".done")).ToHaveTextAsync("Cuenta desactivada.");
    }

    [Fact]
    public async Task Forgotten_sends_a_mail_whose_link_sets_a_new_password()
    {
        var email = Links.Email("ana");
        await App.Person(email, Role.Operator, Inbox);
        var page = await Stranger();

        await page.GotoAsync("/login");
        await page.ClickAsync("a[href='/forgot']");
        await page.FillAsync("#Email", email);
        await page.ClickAsync("form .button.main");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Si hay una cuenta con ese correo");
        await Eventually(
            async () =>
            {
                // Hangfire comes to it by itself, in its own time.
                await using var scope = App.Services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<SendMails>().Run(CancellationToken.None);
                await page.GotoAsync("/simulator/mails");
                return await page.Locator(".sim-people li", new() { HasText = email }).CountAsync() == 1 ? page : null;
            },
            "a mail");
        await page.Locator(".sim-people li a", new() { HasText = email }).ClickAsync();
        await page.ClickAsync(".sim-text a");
        await page.FillAsync("#Password", "otra clave larga");
        await page.ClickAsync("form .button.main");
        await page.FillAsync("#Password", "otra clave larga");
        await page.ClickAsync("form .button.main");

        await page.WaitForURLAsync("**/inbox/mine");
    }

    [Fact]
    public async Task The_audit_is_filtered_and_its_file_has_the_lines_of_the_screen()
    {
        var admin = await Administers();
        for (var n = 0; n < 3; n++)
        {
            await Teams.Save(App.Database, admin.Viewer.Id, null, new($"Mostrador {Make.Number()}", ""), [], Now);
        }

        await admin.Page.GotoAsync("/settings/audit");
        await admin.Page.SelectOptionAsync("#person", $"{admin.Viewer.Id}");
        await admin.Page.SelectOptionAsync("#subject", "Team");
        await admin.Page.ClickAsync(".filters .button");
        await admin.Page.WaitForURLAsync("**subject=Team**");
        var shown = await admin.Page.Locator(".audit li .link").AllTextContentsAsync();
        var file = await admin.Page.RunAndWaitForDownloadAsync(() => admin.Page.ClickAsync("a[download]"));
        var lines = (await File.ReadAllTextAsync(await file.PathAsync())).Trim().Split("\r\n")[1..];

        Assert.Equal(3, shown.Count);
        Assert.Equal(shown, lines.Select(line => line.Split(',')[3]));
        Assert.Contains("zone=", admin.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_added_disabled_and_enabled_without_javascript()
    {
        var admin = await Administers(new() { JavaScriptEnabled = false });
        await admin.Page.GotoAsync("/settings/people/new");
        await admin.Page.FillAsync("#name", "Sin Guiones");
        await admin.Page.FillAsync("#email", Links.Email("sin"));
        await admin.Page.ClickAsync("form.form .button.main");
        await Expect(admin.Page.Locator("#new-link")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("/welcome/"));

        await admin.Page.ClickAsync(".access .danger");
        await admin.Page.ClickAsync(".button.danger");
        await Expect(admin.Page.Locator(".access .state").First).ToHaveTextAsync("Desactivada");
        await admin.Page.ClickAsync(".access form .button");

        await Expect(admin.Page.Locator(".access .state").First).ToHaveTextAsync("Invitada");
    }

    private async Task<Workplace> Administers(BrowserNewContextOptions? options = null) => await Arrives("admin", options: options, role: Role.Admin);

    private async Task<IPage> Stranger()
    {
        var context = await Browser.NewContextAsync(new() { BaseURL = App.Address.ToString(), Locale = "es" });
        return await context.NewPageAsync();
    }
}
