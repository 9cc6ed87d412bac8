using Convos.Data;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The profile before a real browser: clocks of other zones, faces, and the second step.</summary>
public sealed class ProfilePageTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task Every_time_on_screen_is_told_in_the_zone_that_was_chosen_across_a_change_of_clocks()
    {
        // New York puts its clocks forward at 07:00 UTC of this day: half past one, then a quarter to four.
        var ana = await Arrives("ana", options: new() { TimezoneId = "Asia/Tokyo" });
        var phone = Number();
        var ticket = await Ticket(ana.Viewer, phone);
        await Make.Arrives(App.Database, Channel, Now, Make.Text(phone, "antes del cambio", At(6, 30)), Make.Text(phone, "después", At(7, 45)), Make.Text(phone, "la víspera", At(4, 30)));
        await Chooses(ana.Page, "new york");

        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");

        await Expect(Clock("antes del cambio")).ToHaveTextAsync("01:30");
        await Expect(Clock("después")).ToHaveTextAsync("03:45");
        await Expect(Clock("la víspera")).ToHaveTextAsync("23:30");
        Assert.Contains("GMT-5", await Clock("antes del cambio").GetAttributeAsync("title"), StringComparison.Ordinal);
        Assert.Contains("GMT-4", await Clock("después").GetAttributeAsync("title"), StringComparison.Ordinal);
        Assert.Contains("7 de marzo", await Day("la víspera"), StringComparison.Ordinal);
        Assert.Contains("8 de marzo", await Day("antes del cambio"), StringComparison.Ordinal);
        Assert.Null(await Day("después"));

        // What the stream brings obeys as well.
        await Make.Arrives(App.Database, Channel, Now, Make.Text(phone, "por la línea", At(16, 5)));
        await Expect(Clock("por la línea")).ToHaveTextAsync("12:05");

        await Chooses(ana.Page, "");
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(Clock("antes del cambio")).ToHaveTextAsync("15:30");

        ILocator Clock(string text) => ana.Bubble(text).Locator(".meta time");
        Task<string?> Day(string text) => ana.Bubble(text).GetAttributeAsync("data-js-day");
    }

    [Fact]
    public async Task A_photo_is_shown_before_it_is_sent_and_one_that_is_too_large_is_not_sent()
    {
        var ana = await Arrives("ana");
        var posted = 0;
        await ana.Page.GotoAsync("/profile");
        ana.Page.Request += (_, request) => posted += request.Method == "POST" && request.Url.Contains("/profile", StringComparison.Ordinal) ? 1 : 0;
        var file = ana.Page.Locator("#photo-file");

        await file.SetInputFilesAsync(new FilePayload { Name = "grande.jpg", MimeType = "image/jpeg", Buffer = new byte[5 * 1024 * 1024 + 1] });
        await ana.Page.ClickAsync("#photo .button >> nth=0");
        Assert.Equal("Aquí se admiten archivos de hasta 5 MB.", await file.EvaluateAsync<string>("input => input.validationMessage"));
        Assert.Equal(0, posted);

        await file.SetInputFilesAsync(new FilePayload { Name = "cara.png", MimeType = "image/png", Buffer = Photo.Of() });
        await Expect(ana.Page.Locator("#photo .avatar img[src^='blob:']")).ToBeVisibleAsync();
        await ana.Page.ClickAsync("#photo .button >> nth=0");
        await Expect(ana.Page.Locator("#photo .done")).ToBeVisibleAsync();
        Assert.Equal(256, await ana.Page.Locator("#photo .avatar img").EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"));
    }

    [Fact]
    public async Task Without_scripts_a_photo_of_fifty_megabytes_gets_the_page_that_says_so()
    {
        Expected.Add("413");
        using var folder = new TestFolder();
        await File.WriteAllBytesAsync(folder["large.jpg"], new byte[50 * 1024 * 1024]);
        var ana = await Arrives("ana", options: new() { JavaScriptEnabled = false });
        await ana.Page.GotoAsync("/profile");

        await ana.Page.SetInputFilesAsync("#photo-file", folder["large.jpg"]);
        await ana.Page.ClickAsync("#photo .button >> nth=0");

        await Expect(ana.Page.Locator("main")).ToContainTextAsync("Aquí se admiten archivos de hasta 5 MB.");
    }

    [Fact]
    public async Task Two_factor_is_turned_on_by_telephone_asked_for_at_sign_in_and_passes_for_everybody()
    {
        var ana = await Arrives("ana");
        await ana.Page.GotoAsync("/profile");
        await ana.Page.ClickAsync("a[href='/profile/two-factor']");
        await Expect(ana.Page.Locator(".scan img")).ToBeVisibleAsync();
        Assert.True(await ana.Page.Locator(".scan img").EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"));
        var secret = (await ana.Page.Locator("#secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);

        var code = new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(DateTime.UtcNow);
        await ana.Page.FillAsync("#code", code);
        await ana.Page.FillAsync("#password", TestApp.Password);
        await ana.Page.ClickAsync("main .button.main");
        await Expect(ana.Page.Locator(".codes li")).ToHaveCountAsync(RecoveryCodes.Count);
        var codes = await ana.Page.Locator(".codes code").AllInnerTextsAsync();
        Assert.Empty((await ana.Page.RunAxe()).Violations.Select(rule => rule.Id));
        var download = await ana.Page.RunAndWaitForDownloadAsync(() => ana.Page.ClickAsync("a[download]"));
        Assert.Contains(codes[9], await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);

        // The second: of a beat's answer on the way out.
        Expected.AddRange(["422", "status of 401"]);
        await ana.Page.ClickAsync("[popovertarget=account]");
        await ana.Page.ClickAsync("#account form button");
        await SignIn();
        await ana.Page.FillAsync("#Code", code);
        await ana.Page.ClickAsync("form .button.main");
        await Expect(ana.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Ese código no es correcto o ya se usó.");
        Assert.Empty((await ana.Page.RunAxe()).Violations.Select(rule => rule.Id));
        await ana.Page.FillAsync("#Code", codes[0]);
        await ana.Page.ClickAsync("form .button.main");
        await ana.Page.WaitForURLAsync("**/inbox/mine");
        await ana.Page.GotoAsync("/profile");
        await Expect(ana.Page.Locator("main")).ToContainTextAsync("Códigos de recuperación sin usar: 9.");

        async Task SignIn()
        {
            await ana.Page.FillAsync("#Email", ana.Viewer.Name + "@convos.test");
            await ana.Page.FillAsync("#Password", TestApp.Password);
            await ana.Page.ClickAsync("form .button.main");
            await ana.Page.WaitForURLAsync("**/login/code*");
        }
    }

    private static DateTime At(int hour, int minute) => new(2026, 3, 8, hour, minute, 0, DateTimeKind.Utc);

    private static async Task Chooses(IPage page, string zone)
    {
        await page.GotoAsync("/profile");
        await page.FillAsync("#zone", zone);
        await page.ClickAsync("#looks .button");
        await Expect(page.Locator("#looks .done")).ToBeVisibleAsync();
    }
}
